"""Averages over instances, against scipy's bootstrap and by the laws of an average."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap

from likeness_ml.evaluation.over_instances import averaged, over_instances

FIGURES = st.lists(st.floats(0, 1), min_size=2, max_size=30)


def named(figures: list[float | None]) -> dict[str, float | None]:
    return {f"instance{n}": figure for n, figure in enumerate(figures)}


@given(FIGURES, st.integers(0, 5))
def test_the_interval_lies_between_the_extremes_about_the_mean(figures: list[float], seed: int) -> None:
    average = averaged(named(figures), seed)
    low, high = average["interval"]
    assert average["mean"] == pytest.approx(np.mean(figures))
    assert min(figures) - 1e-12 <= low <= high <= max(figures) + 1e-12


@given(FIGURES, st.floats(-2, 2), st.floats(0, 3))
def test_moving_and_stretching_every_figure_does_so_to_the_average(figures, move: float, stretch: float) -> None:
    before = averaged(named(figures))
    after = averaged(named([stretch * figure + move for figure in figures]))
    assert after["mean"] == pytest.approx(stretch * before["mean"] + move, abs=1e-9)
    assert after["interval"] == pytest.approx([stretch * bound + move for bound in before["interval"]], abs=1e-9)


def test_the_interval_is_about_that_of_scipy() -> None:
    figures = np.random.default_rng(0).beta(2, 3, 70)
    found = bootstrap((figures,), np.mean, n_resamples=20_000, method="percentile", rng=1).confidence_interval
    low, high = averaged(named(figures.tolist()))["interval"]
    assert [low, high] == pytest.approx([found.low, found.high], abs=0.05 * (found.high - found.low))


def test_the_same_seed_gives_the_same_interval_and_another_gives_another() -> None:
    figures = named([0.1, 0.5, 0.4, 0.9])
    assert averaged(figures, seed=3) == averaged(figures, seed=3)
    assert averaged(figures, seed=3)["interval"] != averaged(figures, seed=4)["interval"]


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_a_missing_figure_is_named_and_counts_as_nothing(gap: float | None) -> None:
    average = averaged(named([0.2, gap, 0.4]))
    assert average["mean"] == pytest.approx(0.3)
    assert average["instances"] == 2
    assert average["missing"] == ["instance1"]
    assert average["interval"] == averaged(named([0.2, 0.4]))["interval"]


def test_one_instance_has_a_mean_and_no_interval() -> None:
    assert averaged({"mug": 0.5}) == {"mean": 0.5, "interval": None, "instances": 1, "missing": []}


def test_no_known_figure_has_no_mean() -> None:
    assert averaged({"mug": None}) == {"mean": None, "interval": None, "instances": 0, "missing": ["mug"]}


def test_every_metric_of_any_record_is_averaged_over_the_instances_that_have_it() -> None:
    found = over_instances({"mug": {"mAP": 0.2, "f1": None}, "shoe": {"mAP": 0.4, "f1": 0.5}, "tote": {"ndcg": 1.0}})
    assert list(found) == ["mAP", "f1", "ndcg"]
    assert {metric: average["mean"] for metric, average in found.items()} == pytest.approx(
        {"mAP": 0.3, "f1": 0.5, "ndcg": 1}
    )
    assert {metric: average["missing"] for metric, average in found.items()} == {
        "mAP": ["tote"],
        "f1": ["mug", "tote"],
        "ndcg": ["mug", "shoe"],
    }


def test_the_result_is_ready_for_json() -> None:
    json.dumps(over_instances({"mug": {"mAP": float("nan")}, "shoe": {"mAP": 0.4}}), allow_nan=False)


def test_no_instances_have_no_metrics() -> None:
    assert over_instances({}) == {}
