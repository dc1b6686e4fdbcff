"""Records of masks against pycocotools' COCOeval on run-length encodings, to 1e-9: on 100 random cases of up to four
pictures, some of them without objects or predictions; outlines against scipy on 200.
"""

import numpy as np
import pytest
from coco_oracle import coco, expected
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import binary_fill_holes, label

from likeness_ml.evaluation.detection import Boxes, detection
from likeness_ml.evaluation.masks import Masks, filled_outline, segmentation

SEEDS = st.integers(0, 2**32)
COUNTS = st.tuples(st.integers(0, 3), st.integers(0, 4))  # objects and predictions of a picture
SIZE = (150, 170)
EDGES_AND_CORNERS = np.ones((3, 3))


def random_picture(rng: np.random.Generator, objects: int, predictions: int) -> Masks:
    """Ellipses of all of COCO's sizes with holes; two of three predictions are near some object."""
    shapes = [random_shape(rng) for _ in range(objects)]
    near = [bool(shapes) and rng.random() < 2 / 3 for _ in range(predictions)]
    guesses = [shapes[rng.integers(objects)] * rng.normal(1, 0.06, 4) if one else random_shape(rng) for one in near]
    return Masks(
        drawn(guesses), rng.permutation(100)[:predictions] / 100 + rng.random(predictions) / 1000, drawn(shapes)
    )


def random_shape(rng: np.random.Generator) -> np.ndarray:
    """Centre and radii, x then y."""
    return np.concatenate([rng.uniform(20, 130, 2), 2 ** rng.uniform(2, 6.5, 2)])


def drawn(shapes: list[np.ndarray]) -> np.ndarray:
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    masks = np.zeros((len(shapes), *SIZE), bool)
    for mask, (x, y, wide, high) in zip(masks, shapes, strict=True):
        distance = ((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2
        mask[:] = (distance <= 1) & (distance >= 0.1)
    return masks


def ring(outer: int = 9, inner: int = 3, size: int = 31) -> np.ndarray:
    rows, columns = np.mgrid[:size, :size] - size // 2
    distance = rows**2 + columns**2
    return (distance <= outer**2) & (distance >= inner**2)


@settings(max_examples=100)
@given(SEEDS, st.lists(COUNTS, min_size=1, max_size=4), st.booleans())
def test_a_record_is_what_pycocotools_measures(seed: int, counts: list[tuple[int, int]], filled: bool) -> None:
    rng = np.random.default_rng(seed)
    pictures = [random_picture(rng, *count) for count in counts]
    given_to_coco = [picture.outlined() for picture in pictures] if filled else pictures
    assert segmentation(iter(pictures), filled) == pytest.approx(expected(coco(given_to_coco)), abs=1e-9)


@given(SEEDS)
def test_rectangles_score_as_their_boxes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes = [Boxes(rectangles(rng, 2), rng.permutation(9)[:2] / 9, rectangles(rng, 1)) for _ in range(3)]
    masks = [Masks(filled(picture.predicted), picture.scores, filled(picture.objects)) for picture in boxes]
    record = detection(boxes)
    assert segmentation(masks) == pytest.approx(record, abs=1e-9)
    assert segmentation(masks, filled_outlines=True) == pytest.approx(record, abs=1e-9)


def rectangles(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.concatenate([rng.integers(0, 20, (count, 2)), rng.integers(20, 100, (count, 2))], axis=1).astype(float)


def filled(boxes: np.ndarray) -> np.ndarray:
    masks = np.zeros((len(boxes), *SIZE), bool)
    for mask, (x, y, width, height) in zip(masks, boxes.astype(int), strict=True):
        mask[y : y + height, x : x + width] = True
    return masks


@settings(max_examples=200)
@given(SEEDS, st.floats(0.1, 0.9))
def test_the_filled_outline_is_one_of_the_pieces_without_its_holes(seed: int, share: float) -> None:
    mask = np.random.default_rng(seed).random((12, 15)) < share
    pieces, count = label(mask, EDGES_AND_CORNERS)
    whole = [binary_fill_holes(pieces == number) for number in range(1, count + 1)]
    outline = filled_outline(mask)
    assert any(np.array_equal(outline, piece) for piece in whole) or not mask.any()


def test_the_piece_with_the_largest_area_stays_though_another_has_the_longer_outline() -> None:
    mask = np.zeros((20, 30), bool)
    mask[0, 0::2] = mask[1, 1::2] = True  # a zigzag
    mask[8:18, 10:22] = True
    outline = filled_outline(mask)
    assert outline.sum() == 120
    assert outline[8:18, 10:22].all()


def test_a_hole_counts_by_default_and_is_filled_as_an_option() -> None:
    """A mug's handle: the prediction has filled it, the truth has not."""
    hole = ring()
    solid = filled_outline(hole)
    pictures = [Masks(solid[None], np.array([0.5]), hole[None])]
    iou = hole.sum() / solid.sum()
    assert segmentation(pictures)["mAP"] == pytest.approx(np.mean(np.linspace(0.5, 0.95, 10) <= iou))
    assert 0.5 < iou < 0.95
    assert segmentation(pictures, filled_outlines=True)["mAP"] == pytest.approx(1)


def test_a_solid_shape_is_its_own_outline_to_the_pixel() -> None:
    for size in ((1, 1), (1, 7), (2, 2), (5, 9)):
        mask = np.zeros((12, 12), bool)
        mask[1 : 1 + size[0], 2 : 2 + size[1]] = True
        assert np.array_equal(filled_outline(mask), mask)
    disc = ring(inner=0)
    assert np.array_equal(filled_outline(disc), disc)


def test_a_shape_at_the_border_keeps_its_border() -> None:
    assert filled_outline(np.ones((6, 8), bool)).all()


def test_an_empty_mask_has_an_empty_outline() -> None:
    assert not filled_outline(np.zeros((4, 5), bool)).any()


def test_without_an_object_in_any_picture_every_figure_is_none() -> None:
    none = np.zeros((0, *ring().shape), bool)
    assert set(segmentation([Masks(ring()[None], np.array([0.5]), none)], filled_outlines=True).values()) == {None}
