"""The contrastive loss against its formula."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.represent.loss import drift, info_nce

COUNTS = st.integers(1, 6)
TEMPERATURES = st.floats(0.05, 1)
SEEDS = st.integers(0, 2**32)


def unit_rows(rng: np.random.Generator, count: int, width: int = 5) -> np.ndarray:
    rows = rng.normal(size=(count, width))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def as_written(anchors: np.ndarray, positives: np.ndarray, negatives: np.ndarray, temperature: float) -> float:
    terms = []
    for anchor in anchors:
        repel = sum(math.exp(float(anchor @ negative) / temperature) for negative in negatives)
        for positive in positives:
            attract = math.exp(float(anchor @ positive) / temperature)
            terms.append(-math.log(attract / (attract + repel)))
    return sum(terms) / len(terms)


def loss_of(groups: list[np.ndarray], temperature: float) -> float:
    return info_nce(*(torch.from_numpy(group.copy()) for group in groups), temperature).item()


@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, temperature=TEMPERATURES, seed=SEEDS)
def test_it_is_the_formula(anchors: int, positives: int, negatives: int, temperature: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups = [unit_rows(rng, count) for count in (anchors, positives, negatives)]
    assert loss_of(groups, temperature) == pytest.approx(as_written(*groups, temperature), rel=1e-9, abs=1e-12)


@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, temperature=TEMPERATURES)
def test_vectors_that_are_all_equal_give_the_logarithm_of_one_more_than_the_negatives(
    anchors: int, positives: int, negatives: int, temperature: float
) -> None:
    one = unit_rows(np.random.default_rng(1), 1)
    groups = [np.repeat(one, count, axis=0) for count in (anchors, positives, negatives)]
    assert loss_of(groups, temperature) == pytest.approx(math.log(1 + negatives))


@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, seed=SEEDS)
def test_the_order_within_a_group_does_not_matter(anchors: int, positives: int, negatives: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups = [unit_rows(rng, count) for count in (anchors, positives, negatives)]
    shuffled = [rng.permutation(group) for group in groups]
    assert loss_of(shuffled, 0.1) == pytest.approx(loss_of(groups, 0.1))


@given(seed=SEEDS, count=COUNTS)
def test_one_more_negative_never_lowers_it(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    anchors, positives, negatives = (unit_rows(rng, n) for n in (2, 3, count + 1))
    assert loss_of([anchors, positives, negatives], 0.1) > loss_of([anchors, positives, negatives[1:]], 0.1) - 1e-12


def test_a_cold_temperature_overflows_nothing() -> None:
    near, far = torch.tensor([[1.0, 0.0]]), torch.tensor([[-1.0, 0.0]])
    assert info_nce(near, near, far, 0.001).item() == 0
    assert info_nce(near, far, near, 0.001).item() == pytest.approx(2000)


@given(count=COUNTS, seed=SEEDS)
def test_drift_is_0_where_nothing_moved_and_2_where_all_turned_round(count: int, seed: int) -> None:
    before = torch.from_numpy(unit_rows(np.random.default_rng(seed), count))
    assert drift(before, before).item() == pytest.approx(0, abs=1e-6)
    assert drift(-before, before).item() == pytest.approx(2, abs=1e-6)
