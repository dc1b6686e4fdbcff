"""How varied sets of vectors are."""

import numpy as np
import pytest
from curation_pool import unit
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.curation.diversity import covered, mean_distance, radius_of, vendi

SEEDS = st.integers(0, 2**32)


def some(count: int, seed: int, wide: int = 5) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, wide)))


@given(st.integers(1, 12), SEEDS)
def test_the_vendi_score_of_one_image_over_and_over_is_1(count: int, seed: int) -> None:
    assert vendi(np.repeat(some(1, seed), count, axis=0)) == pytest.approx(1)


@given(st.integers(1, 12), st.integers(1, 3))
def test_the_vendi_score_of_wholly_different_images_is_their_number(count: int, times: int) -> None:
    assert vendi(np.repeat(np.eye(count), times, axis=0)) == pytest.approx(count)


@given(st.integers(1, 12), SEEDS)
def test_the_vendi_score_lies_between_and_does_not_hang_on_the_order(count: int, seed: int) -> None:
    vectors = some(count, seed)
    order = np.random.default_rng(seed).permutation(count)
    assert 1 <= vendi(vectors) <= count
    assert vendi(vectors[order]) == pytest.approx(vendi(vectors))


@given(st.integers(1, 12), st.integers(1, 12), SEEDS)
def test_the_vendi_score_is_that_of_the_definition(count: int, wide: int, seed: int) -> None:
    vectors = some(count, seed, wide)
    shares = np.linalg.eigvalsh(vectors @ vectors.T / count)
    entropy = -sum(share * np.log(share) for share in shares if share > 1e-12)
    assert vendi(vectors) == pytest.approx(np.exp(entropy))


def test_no_image_has_no_diversity() -> None:
    nothing = np.zeros((0, 4))
    assert (vendi(nothing), mean_distance(nothing), radius_of(nothing)) == (0, 0, 0)


@given(st.integers(2, 8), SEEDS)
def test_the_mean_distance_is_one_less_the_mean_cosine_of_pairs(count: int, seed: int) -> None:
    vectors = some(count, seed)
    cosines = [vectors[i] @ vectors[j] for i in range(count) for j in range(i)]
    assert mean_distance(vectors) == pytest.approx(1 - np.mean(cosines))
    assert mean_distance(np.repeat(vectors[:1], count, axis=0)) == pytest.approx(0)
    assert mean_distance(vectors[:1]) == 0


def test_the_radius_is_the_median_way_to_the_nearest_other() -> None:
    angles = np.radians([0, 10, 40, 180])  # nearest: 10, 10, 30 and 140 degrees away
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert radius_of(vectors) == pytest.approx(1 - np.cos(np.radians([10, 30])).mean())


@given(st.integers(1, 12), SEEDS, st.data())
def test_more_chosen_covers_more_all_cover_all_and_none_none(count: int, seed: int, data: st.DataObject) -> None:
    pool = some(count, seed)
    radius = radius_of(pool)
    larger = data.draw(st.lists(st.integers(0, count - 1), unique=True))
    smaller = larger[: data.draw(st.integers(0, len(larger)))]
    few, more = covered(pool, pool[smaller], radius), covered(pool, pool[larger], radius)
    assert (few <= more).all() and more[larger].all()
    assert covered(pool, pool, radius).all() and not covered(pool, pool[:0], radius).any()
