"""Interpolated precision by its definition and by hand; against pycocotools it is tested through its records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.evaluation.matching import Matches
from likeness_ml.evaluation.precision import (
    RECALLS,
    final_recall,
    interpolated_average_precision,
    interpolated_precision,
)


def ranking(found: list[bool], objects: int, ignored: list[bool] | None = None) -> Matches:
    """At one threshold, best first."""
    count = len(found)
    ignored = [False] * count if ignored is None else ignored
    return Matches(
        np.linspace(1, 0, count), np.array([found], bool), np.array([ignored], bool).reshape(1, count), objects
    )


@st.composite
def rankings(draw) -> Matches:
    found = draw(st.lists(st.booleans(), max_size=20))
    ignored = draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    return ranking(found, max(1, sum(found)) + draw(st.integers(0, 5)), ignored)


@given(rankings())
def test_it_is_the_best_precision_at_this_recall_or_beyond(matches: Matches) -> None:
    kept = ~matches.ignored[0]
    right = matches.found[0, kept].cumsum()
    precision, recall = right / np.arange(1, len(right) + 1), right / matches.objects
    best = [max(precision[recall >= level], default=0) for level in RECALLS]
    assert interpolated_precision(matches)[0] == pytest.approx(best, abs=1e-12)
    assert interpolated_average_precision(matches)[0] == pytest.approx(np.mean(best), abs=1e-12)


@given(rankings())
def test_ignored_predictions_might_as_well_not_be_there(matches: Matches) -> None:
    kept = ~matches.ignored[0]
    without = ranking(matches.found[0, kept].tolist(), matches.objects)
    assert interpolated_precision(matches) == pytest.approx(interpolated_precision(without))
    assert final_recall(matches) == pytest.approx(final_recall(without))


def test_a_perfect_ranking_scores_one() -> None:
    assert interpolated_average_precision(ranking([True, True, True, False, False], 3)) == pytest.approx([1])


def test_six_of_twelve_found_without_a_mistake_give_51_of_101_points() -> None:
    assert interpolated_average_precision(ranking([True] * 6, 12)) == pytest.approx([51 / 101])


def test_objects_but_no_predictions_score_zero() -> None:
    assert interpolated_average_precision(ranking([], 2)) == final_recall(ranking([], 2)) == [0]


def test_without_objects_nothing_can_be_said() -> None:
    for found in ([], [False, False]):
        assert np.isnan(interpolated_average_precision(ranking(found, 0))).all()
        assert np.isnan(final_recall(ranking(found, 0))).all()
