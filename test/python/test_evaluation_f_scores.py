"""Both kinds of F1 against scikit-learn and by hand; against pycocotools they are tested through their records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from likeness_ml.evaluation.f_scores import best_f1, f1, paper_f1
from likeness_ml.evaluation.matching import Matches, Overlaps, match

HALF = np.array([0.5])
PREDICTIONS = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=15)


def ranked(predictions: list[tuple[bool, int]], missed: int) -> Matches:
    """One picture a prediction: (is it right?, its score); and `missed` objects that nothing finds."""
    return match([*(one_picture(right, score) for right, score in predictions), *[nothing_found()] * missed], HALF)


def one_picture(right: bool, score: float, area: float = 100) -> Overlaps:
    objects = np.full(int(right), area)
    return Overlaps(np.ones((1, len(objects))), np.array([float(score)]), np.array([area]), objects)


def nothing_found(area: float = 100) -> Overlaps:
    return Overlaps(np.zeros((0, 1)), np.zeros(0), np.zeros(0), np.array([area]))


@given(PREDICTIONS, st.integers(1, 5))
def test_f1_is_scikit_learns_where_every_prediction_counts(predictions, missed: int) -> None:
    present = [right for right, _ in predictions] + [True] * missed
    taken = [True] * len(predictions) + [False] * missed
    assert f1(ranked(predictions, missed))[0] == pytest.approx(f1_score(present, taken), abs=1e-12)


@given(PREDICTIONS, st.integers(1, 5))
def test_the_best_f1_is_scikit_learns_best_over_thresholds(predictions, missed: int) -> None:
    present = [right for right, _ in predictions] + [True] * missed
    scores = np.array([score for _, score in predictions] + [-1] * missed)
    best = max(f1_score(present, scores >= threshold) for threshold in range(7))
    assert best_f1(ranked(predictions, missed))[0] == pytest.approx(best, abs=1e-12)


@given(PREDICTIONS, st.integers(1, 5))
def test_the_best_is_never_below_f1(predictions, missed: int) -> None:
    matches = ranked(predictions, missed)
    assert best_f1(matches)[0] >= f1(matches)[0]


def test_six_of_twelve_found_without_a_mistake_are_two_thirds_by_the_textbook_and_a_third_by_the_paper() -> None:
    pictures = [*[one_picture(True, 0.9)] * 6, *[nothing_found()] * 6]
    assert f1(match(pictures, HALF)) == pytest.approx([2 / 3])
    assert paper_f1(pictures) == pytest.approx([0.337] * 10, abs=5e-4)


def test_a_prediction_in_every_picture_makes_f1_low_and_leaves_the_best_alone() -> None:
    predictions = [(True, 5)] * 3 + [(False, 1)] * 97
    assert f1(ranked(predictions, 0)) == pytest.approx([6 / 103])
    assert best_f1(ranked(predictions, 0)) == pytest.approx([1])


def test_one_score_for_all_leaves_one_threshold() -> None:
    predictions = [(True, 1), (False, 1)]
    assert best_f1(ranked(predictions, 0)) == f1(ranked(predictions, 0)) == pytest.approx([2 / 3])


def test_the_papers_averages_over_the_area_ranges_that_have_objects() -> None:
    # Small ones are all found, large ones none: of all ranges' recalls the mean is (1/2 + 1 + 0) / 3.
    pictures = [*[one_picture(True, 0.9, 100)] * 2, *[nothing_found(20_000)] * 2]
    precision = (np.r_[np.ones(51), np.zeros(50)] + 1) / 3
    assert paper_f1(pictures) == pytest.approx([np.mean(precision / (precision + 0.5))] * 10, abs=1e-5)


def test_without_objects_nothing_can_be_said() -> None:
    pictures = [one_picture(False, 0.5)]
    for figures in (f1(match(pictures)), best_f1(match(pictures)), paper_f1(pictures), paper_f1([])):
        assert figures.shape == (10,)
        assert np.isnan(figures).all()


def test_objects_but_no_predictions_score_zero() -> None:
    pictures = [nothing_found()]
    for figures in (f1(match(pictures)), best_f1(match(pictures)), paper_f1(pictures)):
        assert figures.tolist() == [0] * 10
