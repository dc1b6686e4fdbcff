"""Base against personalized: differences, intervals and folds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likeness_ml.evaluation.compare import Fold, compare
from likeness_ml.evaluation.metrics import METRICS, Vectors

SEEDS = st.integers(0, 2**32)


def space(seed: int, nearness: float) -> Vectors:
    """References and held-out photos around one direction, the nearer the larger `nearness`; distractors anywhere."""
    rng = np.random.default_rng(seed)
    groups = []
    for count, pull in ((3, nearness), (6, nearness), (12, 0)):
        rows = rng.normal(size=(count, 8)) + pull * np.eye(8)[0]
        groups.append((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))
    return Vectors(*groups)


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
