"""Base against personalized: differences, intervals and folds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likeness_ml.evaluation.compare import Fold, compare
from likeness_ml.evaluation.metrics import METRICS, Vectors, Weights

SEEDS = st.integers(0, 2**32)
ONE_REFERENCE = "averagePrecisionOneReference"  # what verdicts are made of


def space(seed: int, nearness: float) -> Vectors:
    """References and held-out photos around one direction, the nearer the larger `nearness`; distractors anywhere."""
    rng = np.random.default_rng(seed)
    groups = []
    for count, pull in ((3, nearness), (6, nearness), (12, 0)):
        groups.append(unit(rng.normal(size=(count, 8)) + pull * np.eye(8)[0]))
    return Vectors(*groups)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def fold(base: Vectors, personalized: Vectors) -> Fold:
    return Fold(base, personalized, [f"{n:02}" for n in range(len(base.held_out))])


@settings(max_examples=5)
@given(SEEDS)
def test_equal_spaces_differ_by_nothing(seed: int) -> None:
    for found in compare([fold(space(seed, 1), space(seed, 1))])["metrics"].values():
        assert found["difference"] == 0 and found["interval"] == [0, 0]
        assert found["base"] == found["personalized"]


def test_a_better_space_is_better_and_the_other_way_round_it_is_worse() -> None:
    blurred, sharp = space(1, 0.5), space(1, 4)
    better, worse = (compare([fold(*pair)])["metrics"] for pair in ((blurred, sharp), (sharp, blurred)))
    for name in METRICS:
        assert better[name]["difference"] > 0 and better[name]["interval"][0] > 0
        assert worse[name]["difference"] == -better[name]["difference"]
        mirrored = [-bound for bound in reversed(better[name]["interval"])]
        assert worse[name]["interval"] == pytest.approx(mirrored, abs=2e-6)


def test_spaces_that_differ_by_chance_alone_have_an_interval_around_nothing() -> None:
    one = space(1, 1)
    rng = np.random.default_rng(2)
    noisy = one.held_out + rng.normal(size=one.held_out.shape) * 0.01
    other = replace(one, held_out=noisy / np.linalg.norm(noisy, axis=1, keepdims=True))
    low, high = compare([fold(one, other)])["metrics"]["averagePrecision"]["interval"]
    assert low <= 0 <= high


@settings(max_examples=5)
@given(SEEDS)
def test_the_numbers_are_the_same_each_time_and_the_interval_holds_the_middle(seed: int) -> None:
    folds = [fold(space(seed, 1), space(seed + 1, 1.5))]
    first = compare(folds)
    assert compare(folds) == first
    for found in first["metrics"].values():
        assert found["interval"][0] <= found["interval"][1]
        assert found["difference"] == pytest.approx(found["personalized"] - found["base"], abs=2e-6)


def test_folds_are_averaged_and_each_keeps_its_curve_and_its_photos() -> None:
    folds = [fold(space(seed, 1), space(seed, 2)) for seed in (1, 2, 3)]
    folds = [replace(one, held_out=[f"{index}{name}" for name in one.held_out]) for index, one in enumerate(folds)]
    together, alone = compare(folds), [compare([one]) for one in folds]
    for name in METRICS:
        for member in ("base", "personalized", "difference"):
            mean = np.mean([one["metrics"][name][member] for one in alone])
            assert together["metrics"][name][member] == pytest.approx(mean, abs=2e-6)
    assert together["curves"] == [one["curves"][0] for one in alone]
    assert together["ranks"] == [rank for one in alone for rank in one["ranks"]]


def test_averaging_folds_narrows_the_interval() -> None:
    folds = [fold(space(seed, 0.7), space(seed + 10, 1)) for seed in range(4)]
    widths = [float(np.ptp(compare(group)["metrics"]["margin"]["interval"])) for group in (folds[:1], folds)]
    assert widths[1] < widths[0]


def test_of_one_fold_photos_are_drawn_first_and_distractors_next() -> None:
    one = fold(space(3, 0.7), space(4, 1))
    rng = np.random.default_rng(5)
    drawn = Weights(*(rng.multinomial(size, np.full(size, 1 / size), 1000).astype(float) for size in (6, 12)))
    for name, found in compare([one], seed=5)["metrics"].items():
        differences = METRICS[name](one.personalized, drawn) - METRICS[name](one.base, drawn)
        assert found["interval"] == [round(float(value), 6) for value in np.percentile(differences, (2.5, 97.5))]


def one_photo_each(base: Vectors, personalized: Vectors) -> list[Fold]:
    """A fold for each of the first three held-out photos, with the same distractors."""
    return [
        fold(*(replace(vectors, held_out=vectors.held_out[n : n + 1]) for vectors in (base, personalized)))
        for n in range(3)
    ]


def test_folds_that_say_the_same_say_no_more_than_one_of_them() -> None:
    first, *_ = one_photo_each(space(1, 0.7), space(2, 0.7))
    alone, together = (compare(folds)["metrics"] for folds in ([first], [first] * 3))
    for name in METRICS:
        assert np.ptp(together[name]["interval"]) == pytest.approx(np.ptp(alone[name]["interval"]), rel=0.1)


def test_folds_of_one_photo_tell_how_photos_differ() -> None:
    # Distractors that are all alike, so that nothing but the photos can make an interval.
    spaces = [replace(one, distractors=one.distractors[:1].repeat(12, axis=0)) for one in (space(1, 1), space(2, 1))]
    folds = one_photo_each(*spaces)
    each = [compare([one])["metrics"]["margin"]["difference"] for one in folds]
    # Of three photos one in 27 draws is of the first alone: more than what an interval leaves out at either end.
    assert compare(folds)["metrics"]["margin"]["interval"] == pytest.approx([min(each), max(each)], abs=2e-6)


def test_spaces_equally_good_on_three_photos_are_rarely_surely_different() -> None:
    """Photos and distractors around their own directions, seen by each space with errors of its own; 5 % would be what
    the interval promises, which three photos can't keep.
    """
    rng, surely = np.random.default_rng(1), 0
    for _ in range(200):
        seen = rng.normal(size=(23, 16)) + 2 * np.eye(16)[0] * (np.arange(23) < 3)[:, None]
        base, personalized = (unit(seen + rng.normal(size=seen.shape)) for _ in range(2))
        folds = []
        for left_out in range(3):
            kept = [n for n in range(3) if n != left_out]
            folds.append(
                fold(*(Vectors(one[kept], one[left_out : left_out + 1], one[3:]) for one in (base, personalized)))
            )
        low, high = compare(folds)["metrics"][ONE_REFERENCE]["interval"]
        surely += low > 0 or high < 0
    assert surely / 200 < 0.35
