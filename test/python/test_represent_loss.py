"""The contrastive losses against their formulas."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.represent.loss import LOSSES, drift, info_nce

COUNTS = st.integers(1, 6)
TEMPERATURES = st.floats(0.05, 1)
SEEDS = st.integers(0, 2**32)


def unit_rows(rng: np.random.Generator, count: int, width: int = 5) -> np.ndarray:
    rows = rng.normal(size=(count, width))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def exponentials(one: np.ndarray, others: np.ndarray, temperature: float) -> list[float]:
    return [math.exp(float(one @ other) / temperature) for other in others]


def info_nce_as_written(anchors: np.ndarray, positives: np.ndarray, negatives: np.ndarray, temperature: float) -> float:
    terms = []
    for anchor in anchors:
        repel = sum(exponentials(anchor, negatives, temperature))
        terms += [-math.log(attract / (attract + repel)) for attract in exponentials(anchor, positives, temperature)]
    return sum(terms) / len(terms)


def multi_positive_as_written(
    anchors: np.ndarray, positives: np.ndarray, negatives: np.ndarray, temperature: float
) -> float:
    terms = []
    for anchor in anchors:
        attract = sum(exponentials(anchor, positives, temperature))
        terms.append(-math.log(attract / (attract + sum(exponentials(anchor, negatives, temperature)))))
    return sum(terms) / len(terms)


def supervised_as_written(
    anchors: np.ndarray, positives: np.ndarray, negatives: np.ndarray, temperature: float
) -> float:
    everything = [*anchors, *positives, *negatives]
    members = range(len(anchors) + len(positives))
    total = 0.0
    for i in members:
        of_class = [p for p in members if p != i]
        reach = sum(
            math.exp(float(everything[i] @ other) / temperature) for a, other in enumerate(everything) if a != i
        )
        logs = [math.log(math.exp(float(everything[i] @ everything[p]) / temperature) / reach) for p in of_class]
        total += -sum(logs) / len(of_class)
    return total / len(members)


AS_WRITTEN = {
    "info_nce": info_nce_as_written,
    "multi_positive": multi_positive_as_written,
    "supervised": supervised_as_written,
}
# Of vectors that are all equal, by the numbers of anchors, positives and negatives.
AT_EQUAL_VECTORS = {
    "info_nce": lambda _, __, negatives: math.log(1 + negatives),
    "multi_positive": lambda _, positives, negatives: math.log(1 + negatives / positives),
    "supervised": lambda anchors, positives, negatives: math.log(anchors + positives + negatives - 1),
}
# Anchors (1, 0); positives (1, 0) and (0, 1); negative (-1, 0); temperature 1.
E = math.e
BY_HAND = {
    "info_nce": (math.log(1 + E**-2) + math.log(1 + E**-1)) / 2,
    "multi_positive": math.log(1 + E**-1 / (E + 1)),
    # z1 and z2 are (1, 0): they see E, 1 and 1/E; z3 is (0, 1): it sees 1, 1 and 1.
    "supervised": (2 * (math.log(E + 1 + 1 / E) - 1 / 2) + math.log(3)) / 3,
}


def loss_of(name: str, groups: list[np.ndarray], temperature: float) -> float:
    return LOSSES[name](*(torch.from_numpy(group.copy()) for group in groups), temperature).item()


def test_every_loss_has_an_oracle() -> None:
    assert LOSSES.keys() == AS_WRITTEN.keys() == AT_EQUAL_VECTORS.keys() == BY_HAND.keys()


@pytest.mark.parametrize("name", LOSSES)
def test_it_is_what_a_calculation_by_hand_gives(name: str) -> None:
    groups = [np.array(rows) for rows in ([[1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[-1.0, 0.0]])]
    assert loss_of(name, groups, 1) == pytest.approx(BY_HAND[name])


@pytest.mark.parametrize("name", LOSSES)
@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, temperature=TEMPERATURES, seed=SEEDS)
def test_it_is_the_formula(
    name: str, anchors: int, positives: int, negatives: int, temperature: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    groups = [unit_rows(rng, count) for count in (anchors, positives, negatives)]
    expected = AS_WRITTEN[name](*groups, temperature)
    assert loss_of(name, groups, temperature) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", LOSSES)
@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, temperature=TEMPERATURES)
def test_vectors_that_are_all_equal_give_the_logarithm_of_a_count(
    name: str, anchors: int, positives: int, negatives: int, temperature: float
) -> None:
    one = unit_rows(np.random.default_rng(1), 1)
    groups = [np.repeat(one, count, axis=0) for count in (anchors, positives, negatives)]
    assert loss_of(name, groups, temperature) == pytest.approx(AT_EQUAL_VECTORS[name](anchors, positives, negatives))


@pytest.mark.parametrize("name", LOSSES)
@given(anchors=COUNTS, positives=COUNTS, negatives=COUNTS, seed=SEEDS)
def test_the_order_within_a_group_does_not_matter(
    name: str, anchors: int, positives: int, negatives: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    groups = [unit_rows(rng, count) for count in (anchors, positives, negatives)]
    shuffled = [rng.permutation(group) for group in groups]
    assert loss_of(name, shuffled, 0.1) == pytest.approx(loss_of(name, groups, 0.1))


@pytest.mark.parametrize("name", LOSSES)
@given(seed=SEEDS, count=COUNTS)
def test_one_more_negative_never_lowers_it(name: str, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    anchors, positives, negatives = (unit_rows(rng, n) for n in (2, 3, count + 1))
    fewer = loss_of(name, [anchors, positives, negatives[1:]], 0.1)
    assert loss_of(name, [anchors, positives, negatives], 0.1) > fewer - 1e-12


def test_a_cold_temperature_overflows_nothing() -> None:
    near, far = torch.tensor([[1.0, 0.0]]), torch.tensor([[-1.0, 0.0]])
    assert info_nce(near, near, far, 0.001).item() == 0
    assert info_nce(near, far, near, 0.001).item() == pytest.approx(2000)


@given(count=COUNTS, seed=SEEDS)
def test_drift_is_0_where_nothing_moved_and_2_where_all_turned_round(count: int, seed: int) -> None:
    before = torch.from_numpy(unit_rows(np.random.default_rng(seed), count))
    assert drift(before, before).item() == pytest.approx(0, abs=1e-6)
    assert drift(-before, before).item() == pytest.approx(2, abs=1e-6)
