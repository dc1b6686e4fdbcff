"""The scale on which candidates are measured."""

import numpy as np
import pytest
from curation_pool import unit
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.curation.fidelity import SMALLEST_SPAN, Calibration

SEEDS = st.integers(0, 2**32)
NOTHING = np.zeros(0)


@given(st.integers(2, 6), SEEDS)
def test_real_photos_are_at_1_and_negatives_at_0(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    photos, negatives = unit(rng.normal(size=(count, 4)) + 2), rng.uniform(-1, 0, 5)
    scale = Calibration.of(photos, negatives)
    alike = [photos[i] @ photos[j] for i in range(count) for j in range(count) if i != j]
    assert scale.fidelity(np.array([np.mean(alike), negatives.mean()])) == pytest.approx([1, 0])


def test_one_photo_is_as_alike_as_itself_and_no_negative_is_as_alike_as_nothing() -> None:
    scale = Calibration.of(np.eye(3)[:1], NOTHING)
    assert (scale.real, scale.negatives, scale.photos) == (1, 0, 1)
    assert scale.fidelity(np.array([0.25])) == pytest.approx([0.25])


def test_photos_all_the_same_leave_room_below_them() -> None:
    scale = Calibration.of(np.repeat(np.eye(3)[:1], 4, axis=0), np.array([0.5]))
    assert scale.real == pytest.approx(1) and scale.fidelity(np.array([0.75])) == pytest.approx([0.5])


@given(st.integers(1, 6), st.lists(st.floats(-1, 1), max_size=5), SEEDS, st.floats(-1, 1))
def test_a_fidelity_is_finite_and_rises_with_likeness(count: int, others: list, seed: int, cosine: float) -> None:
    photos = unit(np.random.default_rng(seed).normal(size=(count, 4)))
    scale = Calibration.of(photos, np.array(others))
    low, high = scale.fidelity(np.array([cosine, cosine + 0.1]))
    assert scale.real - scale.negatives >= SMALLEST_SPAN - 1e-9
    assert np.isfinite([low, high]).all() and low < high
    assert (-1 - scale.negatives) / SMALLEST_SPAN - 1e-6 <= low <= (1 - scale.negatives) / SMALLEST_SPAN + 1e-6
