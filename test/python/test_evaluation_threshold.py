"""The decision threshold of an adapter: best on its scores, and expected figures that no judged photo chose."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from likeness_ml.evaluation.threshold import calibrate, choose

COSINE = st.floats(-1, 1, width=32)
SCORES = st.lists(COSINE, min_size=1, max_size=12).map(lambda values: np.array(values, dtype=np.float32))
FEW = np.array([0.9, 0.8, 0.7])
OTHERS = np.array([0.5, 0.4, 0.3, 0.2])


def labelled(positives: np.ndarray, negatives: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scores = np.concatenate([positives, negatives]).astype(np.float64)
    return scores, np.arange(len(scores)) < len(positives)


def test_separate_scores_are_told_apart_half_way_between() -> None:
    assert calibrate(FEW, OTHERS)["threshold"] == pytest.approx(0.6)


def test_well_separated_photos_are_expected_to_be_told_apart_perfectly() -> None:
    found = calibrate(np.array([0.9, 0.89, 0.88]), np.array([0.1, 0.11, 0.12]))
    assert (found["precision"], found["recall"], found["reason"]) == (1, 1, None)
    assert (found["positives"], found["negatives"]) == (3, 3)


def test_a_photo_has_no_part_in_the_threshold_that_judges_it() -> None:
    # Without the photo at 0.5 the threshold lies half-way from 0.9 down: at 0.5, which it reaches, and at 0.55.
    assert calibrate(np.array([0.9, 0.9, 0.5]), np.array([0.1, 0.1]))["recall"] == 1
    assert calibrate(np.array([0.9, 0.9, 0.5]), np.array([0.2, 0.2]))["recall"] == pytest.approx(2 / 3)


@given(SCORES, SCORES)
def test_no_other_threshold_has_a_better_f1(positives: np.ndarray, negatives: np.ndarray) -> None:
    scores, truth = labelled(positives, negatives)
    threshold = choose(positives, negatives, None)
    best = max(f1_score(truth, scores >= score) for score in scores)
    assert f1_score(truth, scores >= threshold) == pytest.approx(best)


@given(SCORES, SCORES, st.sampled_from([0.5, 0.8, 1.0]))
def test_an_asked_precision_is_reached_with_the_largest_recall(
    positives: np.ndarray, negatives: np.ndarray, asked: float
) -> None:
    scores, truth = labelled(positives, negatives)
    reached = [score for score in scores if precision_score(truth, scores >= score) >= asked]
    threshold = choose(positives, negatives, asked)
    assert (threshold is None) == (reached == [])
    if threshold is not None:
        assert precision_score(truth, scores >= threshold) >= asked
        most = max(recall_score(truth, scores >= score) for score in reached)
        assert recall_score(truth, scores >= threshold) == pytest.approx(most)


@given(SCORES, SCORES)
def test_the_order_of_photos_decides_nothing(positives: np.ndarray, negatives: np.ndarray) -> None:
    assert calibrate(positives, negatives) == calibrate(positives[::-1], negatives[::-1])


@given(SCORES, SCORES)
def test_the_result_is_json_with_figures_in_range_or_a_reason(positives: np.ndarray, negatives: np.ndarray) -> None:
    found = json.loads(json.dumps(calibrate(positives, negatives), allow_nan=False))
    figures = [found["threshold"], found["precision"], found["recall"]]
    assert (None in figures) == (found["reason"] is not None)
    assert all(0 <= figure <= 1 for figure in figures[1:] if figure is not None)


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_scores_that_tell_nothing_are_not_expected_to_tell_more_than_chance(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(2, 60))
    assert calibrate(scores[0], scores[1])["precision"] == pytest.approx(0.5, abs=0.2)


@pytest.mark.parametrize(
    ("positives", "negatives", "reason"),
    [
        ([], [0.1, 0.2], "no photos of the subject"),
        ([0.9, 0.8], [], "no photos of other things"),
        ([0.5, 0.5], [0.5, 0.5], "equal"),
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_tell_apart(positives: list, negatives: list, reason: str) -> None:
    found = calibrate(np.array(positives), np.array(negatives))
    assert [found[name] for name in ("threshold", "precision", "recall")] == [None] * 3
    assert reason in found["reason"]
    assert (found["positives"], found["negatives"]) == (len(positives), len(negatives))


@pytest.mark.parametrize(("positives", "negatives"), [(FEW[:1], OTHERS), (FEW, OTHERS[:1])])
def test_one_photo_of_a_kind_gives_a_threshold_and_no_expectation(positives: np.ndarray, negatives: np.ndarray) -> None:
    found = calibrate(positives, negatives)
    assert found["threshold"] is not None and found["precision"] is None and found["recall"] is None
    assert "one photo" in found["reason"]


def test_a_precision_that_no_threshold_reaches_gives_none() -> None:
    found = calibrate(np.array([0.2, 0.1]), np.array([0.9, 0.8]), precision=0.9)
    assert found["threshold"] is None and "precision of 0.9" in found["reason"]
