"""IoU against pycocotools on 200 random sets of boxes and 100 of masks, and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as rle

from likeness_ml.evaluation.overlaps import box_areas, box_iou, mask_areas, mask_iou

SEEDS = st.integers(0, 2**32)
COUNTS = st.integers(0, 4)


def random_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Of whole pixels, within 30 x 40."""
    x, y = rng.integers(0, 30, count), rng.integers(0, 20, count)
    return np.stack([x, y, rng.integers(1, 11, count), rng.integers(1, 11, count)], axis=1).astype(float)


def drawn(boxes: np.ndarray) -> np.ndarray:
    masks = np.zeros((len(boxes), 30, 40), bool)
    for mask, (x, y, width, height) in zip(masks, boxes.astype(int), strict=True):
        mask[y : y + height, x : x + width] = True
    return masks


@settings(max_examples=200)
@given(SEEDS, st.integers(1, 4), st.integers(1, 4))
def test_the_iou_of_boxes_is_pycocotools(seed: int, count: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = (random_boxes(rng, n) + rng.random((n, 4)) for n in (count, others))
    assert box_iou(a, b) == pytest.approx(rle.iou(a, b, [0] * others), abs=1e-12)


@settings(max_examples=100)
@given(SEEDS, st.integers(1, 4), st.integers(1, 4))
def test_the_iou_of_masks_is_pycocotools(seed: int, count: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = (rng.random((n, 9, 13)) < rng.random() for n in (count, others))
    encoded = ([rle.encode(np.asfortranarray(mask, np.uint8)) for mask in masks] for masks in (a, b))
    assert mask_iou(a, b) == pytest.approx(rle.iou(*encoded, [0] * others), abs=1e-12)


@given(SEEDS, COUNTS, COUNTS)
def test_boxes_of_whole_pixels_overlap_as_their_masks_do(seed: int, count: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = random_boxes(rng, count), random_boxes(rng, others)
    assert box_iou(a, b) == pytest.approx(mask_iou(drawn(a), drawn(b)), abs=1e-12)
    assert box_iou(a, b).shape == (count, others)
    assert box_areas(a) == pytest.approx(mask_areas(drawn(a)))


@given(SEEDS, COUNTS, COUNTS)
def test_iou_is_symmetric_within_zero_and_one_and_one_with_itself(seed: int, count: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = random_boxes(rng, count), random_boxes(rng, others)
    assert np.array_equal(box_iou(a, b), box_iou(b, a).T)
    assert ((box_iou(a, b) >= 0) & (box_iou(a, b) <= 1)).all()
    assert np.diag(box_iou(a, a)) == pytest.approx(np.ones(count))


def test_one_pixel_of_shift_in_ten_costs_two_elevenths() -> None:
    assert box_iou(np.array([[0, 0, 10, 1]]), np.array([[1, 0, 10, 1]]))[0, 0] == pytest.approx(9 / 11)


def test_boxes_that_touch_or_have_no_area_do_not_overlap() -> None:
    box, beside, empty = np.array([[0, 0, 4, 4]]), np.array([[4, 0, 4, 4]]), np.array([[1, 1, 0, 2]])
    assert box_iou(box, beside)[0, 0] == box_iou(box, empty)[0, 0] == box_iou(empty, empty)[0, 0] == 0


def test_empty_masks_do_not_overlap() -> None:
    empty, full = np.zeros((1, 3, 3), bool), np.ones((1, 3, 3), bool)
    assert mask_iou(empty, full)[0, 0] == mask_iou(empty, empty)[0, 0] == 0


def test_masks_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="not of one picture"):
        mask_iou(np.ones((1, 3, 4), bool), np.ones((1, 4, 3), bool))
