"""The threshold of a match, by held-out photos and by folds."""

import numpy as np
import pytest

from likeness_ml.evaluation.compare import Fold
from likeness_ml.evaluation.metrics import Vectors
from likeness_ml.evaluation.threshold import calibrate
from likeness_ml.represent.judge import match

AXIS = np.eye(2, dtype=np.float32)[:1]


def at(scores: np.ndarray) -> np.ndarray:
    """Unit vectors [n, 2] with these cosines to the axis."""
    return np.stack([scores, np.sqrt(1 - scores**2)], axis=1).astype(np.float32)


def fold(positives: np.ndarray, negatives: np.ndarray) -> Fold:
    spaces = Vectors(AXIS, at(positives), at(negatives))
    return Fold(spaces, spaces, [str(n) for n in range(len(positives))])


def test_held_out_photos_and_distractors_count_as_they_are() -> None:
    rng = np.random.default_rng(1)
    positives, negatives = rng.uniform(0, 1, 5), rng.uniform(-0.5, 0.7, 9)
    assert match([fold(positives, negatives)]) == pytest.approx(calibrate(positives, negatives), abs=1e-6)


def test_of_folds_a_distractor_counts_once_by_one_fold_dealt_in_turn() -> None:
    rng = np.random.default_rng(2)
    positives, negatives = rng.uniform(0, 1, (3, 2)), rng.uniform(-0.5, 0.7, (3, 7))
    dealt = np.array([negatives[n % 3, n] for n in range(7)])
    found = match([fold(*scores) for scores in zip(positives, negatives, strict=True)])
    assert found == pytest.approx(calibrate(positives.ravel(), dealt), abs=1e-6)
    assert (found["positives"], found["negatives"]) == (6, 7)


def test_without_a_judged_photo_there_is_no_threshold() -> None:
    found = match([])
    assert [found[name] for name in ("threshold", "precision", "recall")] == [None] * 3


def test_folds_promise_no_more_than_as_many_held_out_photos_do() -> None:
    rng = np.random.default_rng(3)
    told: dict[str, list[float]] = {"folds": [], "held-out": []}
    for _ in range(300):
        # Each adapter errs in its own way about each picture.
        others = np.clip(rng.normal(0, 0.2, 20) + rng.normal(0, 0.2, (3, 20)), -0.99, 0.99)
        own = np.clip(rng.normal(0.35, 0.28, (3, 1)), -0.99, 0.99)
        judged = {"folds": list(map(fold, own, others)), "held-out": [fold(own[:, 0], others[0])]}
        for name, folds in judged.items():
            precision = match(folds)["precision"]
            if precision is not None:
                told[name].append(float(precision))
    assert np.mean(told["folds"]) == pytest.approx(np.mean(told["held-out"]), abs=0.04)
