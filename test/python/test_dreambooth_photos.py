"""The photos that train: their size, crops and masks."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sample_jobs import PHOTOS, copy_photos

from likeness_ml.dreambooth.photos import Photo, read_photos
from likeness_ml.errors import InputError


def photo_of(width: int, height: int) -> Photo:
    """Its red tells the column, its green the row, and so does its mask by their sum."""
    across = np.broadcast_to(np.arange(width, dtype=np.uint8), (height, width))
    down = np.broadcast_to(np.arange(height, dtype=np.uint8)[:, None], (height, width))
    pixels = np.stack([across, down, np.zeros_like(across)], axis=2)
    return Photo("00", Image.fromarray(pixels), Image.fromarray(across + down), "given", (width, height))


def write(folder: Path, name: str, pixels: np.ndarray, **options: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(folder / name, **options)


def refused(folder: Path, resolution: int = 64, masked: bool = True) -> InputError:
    with pytest.raises(InputError) as caught:
        read_photos(folder, resolution, masked=masked)
    return caught.value


@given(st.integers(32, 100), st.integers(32, 100), st.integers(0, 2**31), st.sampled_from(["random", "centre"]))
def test_a_mask_is_cropped_by_the_box_of_its_photo(width: int, height: int, seed: int, crop: str) -> None:
    photo = photo_of(width, height)
    for box in photo.boxes(32, crop, 3, torch.Generator().manual_seed(seed)):
        pixels, mask = (photo.pixels(box) + 1) * 127.5, photo.mask_values(box)
        assert mask is not None and pixels.shape == (3, 32, 32) and mask.shape == (32, 32)
        assert torch.allclose(pixels[0] + pixels[1], mask * 255, atol=1e-3)
        left, top, right, bottom = box
        assert min(left, top) >= 0 and right <= width and bottom <= height


def test_where_there_is_no_choice_there_is_one_crop() -> None:
    generator = torch.Generator().manual_seed(0)
    assert photo_of(32, 32).boxes(32, "random", 5, generator) == [(0, 0, 32, 32)]
    assert photo_of(40, 32).boxes(32, "centre", 5, generator) == [(4, 0, 36, 32)]
    assert len(set(photo_of(90, 32).boxes(32, "random", 50, generator))) > 10


def test_the_shorter_side_becomes_the_resolution_and_the_mask_goes_with_it(tmp_path: Path) -> None:
    photos = read_photos(copy_photos(tmp_path / "photos"), 64, masked=True)
    assert [photo.name for photo in photos] == list(PHOTOS)
    for photo in photos:
        assert photo.mask is not None and photo.mask.size == photo.image.size
        assert min(photo.image.size) == 64 and min(photo.original) >= 64
    assert [photo.mask_method == "given" for photo in photos] == [False, True, True, True]


def test_a_photo_taken_sideways_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    write(tmp_path, "00.jpg", np.zeros((64, 96, 3), np.uint8), exif=exif)
    assert read_photos(tmp_path, 64, masked=False)[0].image.size == (64, 96)


def test_without_a_masked_loss_no_mask_is_looked_for(tmp_path: Path) -> None:
    photos = read_photos(copy_photos(tmp_path / "photos"), 64, masked=False)
    assert [photo.mask for photo in photos] == [None] * 4


def test_a_photo_smaller_than_the_resolution_is_named_with_its_size(tmp_path: Path) -> None:
    write(tmp_path, "00.jpg", np.zeros((200, 200, 3), np.uint8))
    write(tmp_path, "01.jpg", np.zeros((63, 200, 3), np.uint8))
    error = refused(tmp_path)
    assert error.code == "PhotoTooSmall" and "Photo 01 is 200 x 63" in str(error) and "64 x 64" in str(error)


def test_a_mask_that_does_not_fit_its_photo_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "00.jpg", np.zeros((80, 100, 3), np.uint8))
    for pixels, words in (
        (np.full((100, 80), 255, np.uint8), "is 80 x 100 and the photo 100 x 80"),
        (np.zeros((80, 100), np.uint8), "shows nothing"),
    ):
        write(tmp_path, "00.mask.png", pixels)
        error = refused(tmp_path)
        assert error.code == "MaskMismatch" and words in str(error)
    (tmp_path / "00.mask.png").write_bytes(b"no picture")
    assert "can't be read" in str(refused(tmp_path))


def test_a_mask_without_its_photo_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "00.jpg", np.zeros((80, 80, 3), np.uint8))
    write(tmp_path, "01.mask.png", np.full((80, 80), 255, np.uint8))
    error = refused(tmp_path, masked=False)
    assert error.code == "MaskMismatch" and "01.mask.png" in str(error)


def test_no_photo_is_too_few(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "TooFewPhotos"
