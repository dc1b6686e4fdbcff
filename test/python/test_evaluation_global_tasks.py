"""Classification and retrieval against scikit-learn, to 1e-9, on 200 random cases each, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, label_ranking_average_precision_score, ndcg_score

from likeness_ml.evaluation import metrics
from likeness_ml.evaluation.global_tasks import best_cosines, classification, ndcg, ranks_of_relevant, retrieval
from likeness_ml.evaluation.metrics import Vectors, ones

SEEDS = st.integers(0, 2**32)
FEW = st.integers(1, 6)


def unit_rows(rng: np.random.Generator, count: int, width: int = 8) -> np.ndarray:
    rows = rng.normal(size=(count, width))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def at(*degrees: float) -> np.ndarray:
    """Unit vectors in the plane."""
    angles = np.deg2rad(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)])


def flags(count: int, size: int) -> np.ndarray:
    return np.arange(size) < count


class TestClassification:
    @settings(max_examples=200)
    @given(SEEDS, FEW, FEW, st.integers(0, 40))
    def test_it_is_scikit_learns_average_precision_of_the_largest_cosine(
        self, seed: int, references: int, positives: int, others: int
    ) -> None:
        rng = np.random.default_rng(seed)
        tests, references = unit_rows(rng, positives + others), unit_rows(rng, references)
        positive = rng.permutation(flags(positives, positives + others))
        scores = [max(float(test @ reference) for reference in references) for test in tests]
        expected = {"averagePrecision": average_precision_score(positive, scores)}
        assert classification(tests, references, positive) == pytest.approx(expected, abs=1e-9)

    def test_every_positive_before_every_other_scores_one(self) -> None:
        assert classification(at(0, 10, 40, 90), at(0, 5), flags(2, 4)) == {"averagePrecision": pytest.approx(1)}

    def test_a_picture_counts_by_the_reference_that_it_is_nearest_to(self) -> None:
        assert best_cosines(at(0, 60), at(10, 70)) == pytest.approx(np.cos(np.deg2rad([10, 10])))
        assert classification(at(60, 30), at(0, 70), flags(1, 2))["averagePrecision"] == pytest.approx(1)

    def test_ties_count_against(self) -> None:
        for positive in ([True, False], [False, True]):
            assert classification(at(20, 20), at(0), np.array(positive))["averagePrecision"] == pytest.approx(0.5)

    def test_without_a_positive_it_is_none(self) -> None:
        assert classification(at(20, 30), at(0), flags(0, 2)) == {"averagePrecision": None}


class TestRetrieval:
    @settings(max_examples=200)
    @given(SEEDS, FEW, FEW, st.integers(1, 40))
    def test_ndcg_is_scikit_learns_mean_over_queries(self, seed: int, queries: int, relevant: int, others: int) -> None:
        rng = np.random.default_rng(seed)
        queries, gallery = unit_rows(rng, queries), unit_rows(rng, relevant + others)
        wanted = rng.permutation(flags(relevant, len(gallery)))
        truth = np.tile(wanted, (len(queries), 1)).astype(float)
        found = retrieval(queries, gallery, wanted)
        assert found["ndcg"] == pytest.approx(ndcg_score(truth, queries @ gallery.T), abs=1e-9)

    @given(SEEDS, FEW, st.integers(1, 40))
    def test_with_one_relevant_picture_mrr_is_scikit_learns_label_ranking(
        self, seed: int, queries: int, others: int
    ) -> None:
        rng = np.random.default_rng(seed)
        queries, gallery = unit_rows(rng, queries), unit_rows(rng, 1 + others)
        wanted = flags(1, len(gallery))
        expected = label_ranking_average_precision_score(np.tile(wanted, (len(queries), 1)), queries @ gallery.T)
        assert retrieval(queries, gallery, wanted)["mrr"] == pytest.approx(expected, abs=1e-9)

    @given(SEEDS, FEW, FEW, st.integers(1, 20))
    def test_ndcg_is_that_of_a_verdict_where_the_distractors_are_the_rest_of_the_gallery(
        self, seed: int, queries: int, relevant: int, others: int
    ) -> None:
        rng = np.random.default_rng(seed)
        space = Vectors(unit_rows(rng, relevant), unit_rows(rng, queries), unit_rows(rng, others))
        gallery = np.concatenate([space.references, space.distractors])
        found = retrieval(space.held_out, gallery, flags(relevant, len(gallery)))
        assert found["ndcg"] == pytest.approx(metrics.ndcg(space, ones(space))[0], abs=1e-9)

    @given(SEEDS, FEW, FEW, st.integers(0, 20))
    def test_ranks_are_places_in_the_sorted_gallery(self, seed: int, queries: int, relevant: int, others: int) -> None:
        rng = np.random.default_rng(seed)
        queries, gallery = unit_rows(rng, queries), unit_rows(rng, relevant + others)
        wanted = rng.permutation(flags(relevant, len(gallery)))
        places = [1 + np.flatnonzero(wanted[np.argsort(-(gallery @ query))]) for query in queries]
        assert ranks_of_relevant(queries, gallery, wanted).tolist() == np.array(places).tolist()

    def test_three_relevant_at_the_first_ranks_of_three_hundred_score_one(self) -> None:
        gallery = at(*np.linspace(0, 179, 300))
        assert retrieval(at(0), gallery, flags(3, 300)) == pytest.approx({"ndcg": 1, "mrr": 1, "top10": 1})

    def test_relevant_at_ranks_two_and_four_is_as_computed_by_hand(self) -> None:
        found = retrieval(at(0), at(20, 40, 10, 30, 50), flags(2, 5))
        ideal = 1 / np.log2(2) + 1 / np.log2(3)
        assert found["ndcg"] == pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / ideal)
        assert found["mrr"] == pytest.approx(1 / 2)

    def test_a_hit_is_within_the_first_ten(self) -> None:
        before = np.linspace(1, 20, 10)
        assert retrieval(at(0), at(30, *before[:9]), flags(1, 10))["top10"] == 1
        assert retrieval(at(0), at(30, *before), flags(1, 11))["top10"] == 0

    def test_figures_are_means_over_queries(self) -> None:
        found = retrieval(at(0, 90), at(0, 90), flags(1, 2))
        assert found["mrr"] == pytest.approx((1 + 1 / 2) / 2)
        assert found["ndcg"] == pytest.approx(ndcg(np.array([[1], [2]])).mean())

    def test_a_picture_as_near_as_the_relevant_one_comes_before_it(self) -> None:
        assert retrieval(at(0), at(10, 10), flags(1, 2))["mrr"] == pytest.approx(1 / 2)

    def test_without_a_query_or_a_relevant_picture_it_is_none(self) -> None:
        nothing = {"ndcg": None, "mrr": None, "top10": None}
        assert retrieval(np.zeros((0, 2)), at(0), flags(1, 1)) == nothing
        assert retrieval(at(0), at(0), flags(0, 1)) == nothing
