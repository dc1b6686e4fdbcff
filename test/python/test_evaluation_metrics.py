"""Metrics against scikit-learn and against what they are by definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from likeness_ml.evaluation.metrics import (
    METRICS,
    Vectors,
    Weights,
    average_precision,
    average_precision_all,
    average_precision_one,
    margin,
    ndcg,
    ones,
    precision_recall,
    ranks,
)

SEEDS = st.integers(0, 2**32)


def unit_rows(rng: np.random.Generator, count: int, width: int = 6) -> np.ndarray:
    rows = rng.normal(size=(count, width))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@st.composite
def spaces(draw) -> Vectors:
    rng = np.random.default_rng(draw(SEEDS))
    return Vectors(*(unit_rows(rng, draw(st.integers(1, 6))) for _ in range(3)))


@st.composite
def resampled(draw) -> tuple[Vectors, np.ndarray, np.ndarray]:
    """A space, and how often each held-out photo and each distractor was drawn: at least one of each."""
    space = draw(spaces())
    counts = []
    for group in (space.held_out, space.distractors):
        drawn = draw(st.lists(st.integers(0, 3), min_size=len(group), max_size=len(group)))
        drawn[0] = max(1, drawn[0])
        counts.append(np.array(drawn))
    return space, *counts


def weighted(metric, space: Vectors, held_out: np.ndarray, distractors: np.ndarray) -> float:
    return metric(space, Weights(held_out[None].astype(float), distractors[None].astype(float)))[0]


def plain(metric, space: Vectors) -> float:
    return metric(space, ones(space))[0]


def on_a_line(references: list[float], held_out: list[float], distractors: list[float]) -> Vectors:
    """Unit vectors in the plane at these angles, in degrees."""
    groups = [np.deg2rad(angles) for angles in (references, held_out, distractors)]
    return Vectors(*(np.column_stack([np.cos(angles), np.sin(angles)]) for angles in groups))


class TestAveragePrecision:
    @given(st.permutations(range(12)), st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=12, max_size=12))
    def test_it_is_scikit_learns_under_any_counts(self, scores: list[int], items: list[tuple[bool, int]]) -> None:
        positive = np.array([flag for flag, _ in items])
        weights = np.array([count for _, count in items])
        positive[0], weights[0] = True, max(1, weights[0])
        ours = average_precision(np.array(scores, float), positive, weights[None].astype(float))[0]
        assert ours == pytest.approx(average_precision_score(positive, scores, sample_weight=weights))

    def test_each_row_of_counts_is_scored_by_itself(self) -> None:
        rng = np.random.default_rng(0)
        scores, positive, weights = rng.random(9), np.arange(9) % 2 == 0, rng.integers(1, 4, (5, 9)).astype(float)
        together = average_precision(scores, positive, weights)
        assert together == pytest.approx([average_precision(scores, positive, row[None])[0] for row in weights])

    def test_ties_count_against(self) -> None:
        for order in ([True, False], [False, True]):
            assert average_precision(np.array([0.5, 0.5]), np.array(order), np.ones((1, 2)))[0] == 0.5

    def test_a_score_is_the_largest_over_the_references_or_one_reference_at_a_time(self) -> None:
        # The photo at 60 is near the second reference; seen from the first alone, the distractor at 30 comes before it.
        space = on_a_line([0, 70], [60], [30])
        assert plain(average_precision_all, space) == 1
        assert plain(average_precision_one, space) == pytest.approx((0.5 + 1) / 2)

    @given(resampled())
    def test_counts_are_scikit_learns_on_the_items_repeated(self, drawn) -> None:
        space, held_out, distractors = drawn
        queries = np.concatenate([space.held_out, space.distractors])
        scores = (queries @ space.references.T).max(axis=1)
        positive = np.arange(len(queries)) < len(space.held_out)
        times = np.concatenate([held_out, distractors])
        expected = average_precision_score(np.repeat(positive, times), np.repeat(scores, times))
        assert weighted(average_precision_all, *drawn) == pytest.approx(expected)


class TestNdcg:
    @given(st.integers(1, 6), st.integers(1, 40))
    def test_relevant_at_the_first_ranks_gives_one(self, relevant: int, others: int) -> None:
        space = on_a_line([1.0 * n for n in range(relevant)], [0], [90 + n for n in range(others)])
        assert plain(ndcg, space) == pytest.approx(1)

    def test_relevant_at_ranks_two_and_four_is_as_computed_by_hand(self) -> None:
        space = on_a_line([20, 40], [0], [10, 30, 50])
        ideal = 1 / np.log2(2) + 1 / np.log2(3)
        assert plain(ndcg, space) == pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / ideal)

    def test_a_distractor_as_near_as_the_reference_comes_before_it(self) -> None:
        assert plain(ndcg, on_a_line([10], [0], [10])) == pytest.approx(1 / np.log2(3))


class TestMargin:
    def test_it_is_the_mean_score_less_that_of_the_nearest_confuser(self) -> None:
        space = on_a_line([0], [10, 20], [60, 90])
        expected = np.mean(np.cos(np.deg2rad([10, 20]))) - np.cos(np.deg2rad(60))
        assert plain(margin, space) == pytest.approx(expected)

    def test_a_confuser_that_was_not_drawn_confuses_nobody(self) -> None:
        space = on_a_line([0], [10], [60, 90])
        assert weighted(margin, space, np.array([1]), np.array([0, 1])) == pytest.approx(np.cos(np.deg2rad(10)))


@pytest.mark.parametrize("metric", [ndcg, margin])
@given(drawn=resampled())
def test_counts_equal_the_plain_metric_on_the_items_repeated(metric, drawn) -> None:
    space, held_out, distractors = drawn
    repeated = Vectors(
        space.references, np.repeat(space.held_out, held_out, 0), np.repeat(space.distractors, distractors, 0)
    )
    assert weighted(metric, *drawn) == pytest.approx(plain(metric, repeated))


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
@given(space=spaces(), seed=SEEDS)
def test_the_order_of_the_photos_does_not_matter(metric, space: Vectors, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = Vectors(*(rng.permutation(group) for group in (space.references, space.held_out, space.distractors)))
    assert plain(metric, shuffled) == pytest.approx(plain(metric, space))


@given(spaces())
def test_the_curve_ends_with_every_photo_found_and_its_steps_make_the_average_precision(space: Vectors) -> None:
    curve = precision_recall(space)
    count = len(space.held_out)
    assert curve["recall"] == pytest.approx([(n + 1) / count for n in range(count)], abs=1e-4)
    assert np.mean(curve["precision"]) == pytest.approx(plain(average_precision_all, space), abs=1e-4)


@given(spaces())
def test_a_rank_is_one_more_than_the_distractors_that_score_at_least_as_high(space: Vectors) -> None:
    found = ranks(space)
    for rank, photo in zip(found, space.held_out, strict=True):
        own = max(photo @ reference for reference in space.references)
        scores = [max(other @ reference for reference in space.references) for other in space.distractors]
        assert rank == 1 + sum(score >= own for score in scores)


def test_an_equal_score_takes_the_better_rank() -> None:
    assert ranks(on_a_line([0], [10, 5], [10])) == [2, 1]
