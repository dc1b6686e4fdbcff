"""From a map to a mask: Otsu, specks, gaps and edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.evaluation.dense.threshold import segment, smooth, without_specks


def map_of(mask: np.ndarray, inside: float = 0.9, outside: float = 0.2) -> np.ndarray:
    return np.where(mask, inside, outside).astype(np.float32)


def square(size: int, top: int, left: int, side: int) -> np.ndarray:
    mask = np.zeros((size, size), bool)
    mask[top : top + side, left : left + side] = True
    return mask


def test_a_map_of_two_levels_gives_the_higher_one_back():
    mask = square(200, 40, 60, 50)
    found = segment(map_of(mask))
    assert (found ^ mask).sum() <= 4  # the opening by a cross takes a square's corners


def test_only_the_maps_shape_counts_and_not_its_range():
    mask = square(200, 40, 60, 50)
    assert np.array_equal(segment(map_of(mask)), segment(map_of(mask, 0.101, 0.1)))


def test_a_flat_map_gives_nothing():
    rng = np.random.default_rng(0)
    assert segment(np.full((50, 80), 0.3, np.float32)) is None
    assert segment((0.3 + 1e-7 * rng.random((50, 80))).astype(np.float32)) is None


def test_specks_go_by_the_size_of_the_picture():
    """Fewer than 100 pixels of 1024: 9 x 9 goes and 11 x 11 stays; at 512 it is 25 pixels."""
    for size, gone, kept in ((1024, 9, 11), (512, 4, 6)):
        mask = square(size, 100, 100, 200) | square(size, 10, 10, gone) | square(size, 10, 60, kept)
        found = segment(map_of(mask))
        assert not found[:40, :40].any()
        assert found[10 + kept // 2, 60 + kept // 2]


def test_the_largest_speck_stays_where_there_are_only_specks():
    mask = square(1024, 100, 100, 5) | square(1024, 300, 300, 7)
    found = segment(map_of(mask))
    assert found[303, 303] and not found[102, 102]


def test_diagonal_neighbours_are_one_component():
    mask = np.eye(10, dtype=np.uint8)
    assert np.array_equal(without_specks(mask, 10), mask)


def test_small_holes_close_and_whiskers_go():
    mask = square(100, 30, 30, 40)
    frayed = mask.copy()
    frayed[50, 50] = False
    frayed[40, 70:90] = True
    found = smooth(frayed.astype(np.uint8), 1).astype(bool)
    assert found[50, 50]
    assert not found[:, 72:].any()
    assert (found ^ mask).sum() <= 8  # corners, and the whisker's root


def test_an_object_at_the_edge_is_not_eaten_from_there():
    mask = square(200, 0, 150, 50)
    found = segment(map_of(mask))
    assert found[0, 170] and found[25, 199]
    assert (found ^ mask).sum() <= 4


def test_what_the_opening_would_take_whole_is_kept():
    line = np.zeros((60, 60), bool)
    line[30, 10:50] = True
    assert np.array_equal(segment(map_of(line)), line)


@given(st.integers(0, 2**32), st.integers(2, 40), st.integers(2, 40))
def test_any_map_that_is_not_flat_gives_a_mask_of_its_size_and_the_same_one_twice(seed: int, height: int, width: int):
    cosines = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    found = segment(cosines)
    assert found.dtype == bool and found.shape == cosines.shape and found.any()
    assert np.array_equal(found, segment(cosines.copy()))


@pytest.mark.parametrize("size", [64, 256, 1500])
def test_a_mask_never_takes_the_lowest_values(size: int):
    ramp = np.tile(np.linspace(0, 1, size, dtype=np.float32), (size, 1))
    found = segment(ramp)
    assert found[:, -1].all() and not found[:, 0].any()
    assert 0.4 < found.mean() < 0.6
