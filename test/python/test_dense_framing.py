"""Pictures to squares and back: one transformation for pixels, masks, boxes and maps."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.framing import Frame, box_of
from likeness_ml.images import IMAGENET


@st.composite
def frames(draw) -> Frame:
    cell = draw(st.sampled_from([4, 14, 16]))
    return Frame(draw(st.integers(1, 150)), draw(st.integers(1, 150)), cell * draw(st.integers(1, 16)), cell)


@st.composite
def boxes_in_frames(draw) -> tuple[Frame, tuple[int, int, int, int]]:
    frame = draw(frames())
    x, y = draw(st.integers(0, frame.width - 1)), draw(st.integers(0, frame.height - 1))
    return frame, (x, y, draw(st.integers(1, frame.width - x)), draw(st.integers(1, frame.height - y)))


def filled(frame: Frame, box: tuple[int, int, int, int]) -> np.ndarray:
    x, y, width, height = box
    mask = np.zeros((frame.height, frame.width), bool)
    mask[y : y + height, x : x + width] = True
    return mask


def test_the_papers_squares_have_64_by_64_cells():
    assert Frame(768, 768, 896, 14).cells == Frame(768, 768, 1024, 16).cells == (64, 64)
    assert Frame(512, 1024, 896, 14).cells == (32, 64)


def test_a_side_that_the_patches_do_not_divide_is_refused():
    with pytest.raises(InputError, match="multiple of 14") as refused:
        Frame(100, 100, 1024, 14)
    assert refused.value.code == "OptionInvalid"


def test_the_padding_is_zero_after_normalisation_and_lies_right_and_below():
    white = np.full((50, 100, 3), 255, np.uint8)
    wide = Frame(50, 100, 64, 16).square(white, IMAGENET)
    tall = Frame(100, 50, 64, 16).square(white.transpose(1, 0, 2), IMAGENET)
    assert wide.shape == tall.shape == (1, 3, 64, 64)
    assert (wide[:, :, 32:] == 0).all() and (wide[:, :, :32] > 2).all()
    assert torch.equal(tall, wide.transpose(2, 3))


@pytest.mark.parametrize("size", [(200, 300), (301, 97), (64, 64), (40, 25)])
def test_a_square_is_the_one_that_sams_own_processor_makes(size: tuple[int, int]):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    processor = SamImageProcessorPil(size={"longest_edge": 128}, pad_size={"height": 128, "width": 128})
    theirs = processor(picture, return_tensors="pt")
    frame = Frame(*size, 128, 16)
    assert torch.allclose(frame.square(picture, IMAGENET), theirs["pixel_values"], atol=1e-5)
    assert tuple(theirs["reshaped_input_sizes"][0]) == frame.inner


def test_a_mask_of_another_size_than_the_picture_is_refused():
    with pytest.raises(InputError, match="20 x 10 for a 10 x 20 picture") as refused:
        Frame(20, 10, 64, 16).shares(np.ones((10, 20), bool))
    assert refused.value.code == "MaskMismatch"


@given(frames())
def test_the_longest_side_fills_the_square_and_no_cell_is_without_picture(frame: Frame):
    assert max(frame.inner) == frame.side
    rows, columns = frame.cells
    assert frame.shares(np.ones((frame.height, frame.width), bool)).shape == (rows, columns)
    assert (rows - 1) * frame.cell < frame.inner[0] <= rows * frame.cell
    assert (columns - 1) * frame.cell < frame.inner[1] <= columns * frame.cell


@given(frames())
def test_a_full_mask_covers_just_the_picture(frame: Frame):
    shares = frame.shares(np.ones((frame.height, frame.width), bool))
    assert shares.sum() * frame.cell**2 == pytest.approx(np.prod(frame.inner), rel=1e-4)


@given(frames())
def test_the_outermost_pixels_are_the_squares_outermost_too(frame: Frame):
    assert np.allclose(np.array([frame.width, frame.height]) * frame.scale, frame.inner[::-1])


@given(boxes_in_frames())
def test_the_extent_of_a_filled_box_is_that_box(case):
    frame, box = case
    assert box_of(filled(frame, box)) == box


@given(boxes_in_frames())
def test_a_box_has_the_cells_that_its_filled_mask_has(case):
    """The mask's go by resized pixels, the box's by its four edges: where the picture shrinks they agree."""
    frame, box = case
    by_box, by_mask = frame.within(box), frame.under(filled(frame, box))
    assert by_box.any() and by_mask.any()
    if frame.side <= max(frame.height, frame.width):
        shares = frame.shares(filled(frame, box))
        clear = abs(shares - min(0.5, shares.max())) > 0.01
        assert np.array_equal(by_box[clear], by_mask[clear])


def test_a_box_that_fills_no_half_cell_has_the_cell_it_lies_in_most():
    frame = Frame(64, 64, 64, 16)
    assert np.argwhere(frame.within((17, 40, 2, 2))).tolist() == [[2, 1]]
    assert np.argwhere(frame.within((13, 40, 4, 2))).tolist() == [[2, 0]]
    assert np.argwhere(frame.within((63, 63, 1, 1))).tolist() == [[3, 3]]


@given(boxes_in_frames())
def test_transposing_the_picture_transposes_its_cells(case):
    frame, (x, y, width, height) = case
    turned = Frame(frame.width, frame.height, frame.side, frame.cell)
    mask = filled(frame, (x, y, width, height))
    assert np.allclose(turned.shares(mask.T), frame.shares(mask).T, atol=1e-5)
    assert np.array_equal(turned.within((y, x, height, width)), frame.within((x, y, width, height)).T)


@given(frames(), st.integers(0, 2**32))
def test_a_centre_in_the_picture_finds_its_own_cell_again(frame: Frame, seed: int):
    rows, columns = frame.cells
    rng = np.random.default_rng(seed)
    cell = np.array([[rng.integers(rows), rng.integers(columns)]])
    x, y = frame.points(cell)[0]
    assert 0 <= x < frame.width and 0 <= y < frame.height
    centre = (cell[0] + 0.5) * frame.cell
    if (centre < np.array(frame.inner) - frame.cell / 2).all():
        back = np.floor(np.array([y, x]) * frame.scale[::-1] / frame.cell + 1e-9)
        assert np.array_equal(back, cell[0])


@given(frames())
def test_a_map_that_is_linear_on_the_cells_is_linear_on_the_picture(frame: Frame):
    rows, columns = frame.cells
    row, column = np.mgrid[:rows, :columns].astype(np.float32)
    y, x = np.mgrid[: frame.height, : frame.width] + 0.5
    at_row = np.clip(y * frame.scale[1] / frame.cell - 0.5, 0, rows - 1)
    at_column = np.clip(x * frame.scale[0] / frame.cell - 0.5, 0, columns - 1)
    assert np.allclose(frame.stretched(2 * row - 3 * column), 2 * at_row - 3 * at_column, atol=1e-3)


@pytest.mark.parametrize("size", [(90, 270), (270, 90), (128, 128), (61, 200)])
def test_a_mask_on_the_grid_and_back_is_where_it_was(size: tuple[int, int]):
    frame = Frame(*size, 256, 8)
    mask = filled(frame, (size[1] // 4, size[0] // 4, size[1] // 3, size[0] // 3))
    back = frame.stretched(frame.shares(mask)) >= 0.5
    assert (back & mask).sum() / (back | mask).sum() > 0.9
