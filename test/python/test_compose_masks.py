"""Finding the object that a few photos share."""

import cv2
import numpy as np
import pytest
from PIL import Image
from sample_jobs import PHOTOS, SAMPLES

from likeness_ml.compose.inputs import read_photos
from likeness_ml.compose.masks import find_masks

METHODS = {"agreed", "box", "shared-colours", "centre"}


def overlap(found: np.ndarray, exact: np.ndarray) -> float:
    """Intersection over union."""
    return float(((found > 0) & (exact > 0)).sum() / ((found > 0) | (exact > 0)).sum())


def on_plain_wall(colour: tuple[int, int, int], centre: tuple[int, int], size: tuple[int, int] = (200, 160)):
    """A disc in front of a noisy wall, and its mask."""
    width, height = size
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, centre, 40, 255, -1)
    wall = np.random.default_rng(3).integers(90, 130, (height, width, 3), dtype=np.uint8)
    return np.where(mask[..., None] > 0, np.array(colour, np.uint8), wall), mask


def noise(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("subject", ["sunrise-mug", "tin-robot", "blossom-teapot"])
def test_the_object_of_the_sample_photos_is_found(subject: str) -> None:
    folder = SAMPLES / subject / "reference"
    photos = {name: pixels for name, pixels in read_photos(folder).items() if name in PHOTOS}
    masks = find_masks(list(photos.values()))
    exact = [np.asarray(Image.open(folder / f"{name}.mask.png").convert("L")) for name in photos]
    assert np.mean([overlap(m.pixels, e) for m, e in zip(masks, exact, strict=True)]) > 0.6
    assert {mask.method for mask in masks} <= METHODS


def test_a_plain_object_on_a_plain_wall_is_outlined_closely() -> None:
    pictures = [on_plain_wall((210, 40, 40), centre) for centre in ((90, 70), (110, 90))]
    for mask, (_, exact) in zip(find_masks([photo for photo, _ in pictures]), pictures, strict=True):
        assert overlap(mask.pixels, exact) > 0.9


def test_the_same_photos_have_the_same_masks() -> None:
    photos = [on_plain_wall((210, 40, 40), centre)[0] for centre in ((90, 70), (110, 90))]
    first, again = find_masks(photos), find_masks(photos)
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))


def test_a_flat_photo_gets_an_ellipse_in_its_middle() -> None:
    (mask,) = find_masks([np.full((30, 200, 3), 128, np.uint8)])
    rows, columns = np.nonzero(mask.pixels)
    assert mask.method == "centre"
    assert (round(rows.mean()), round(columns.mean())) == (15, 100)
    assert not (mask.pixels[0].any() or mask.pixels[:, 0].any())


@pytest.mark.parametrize(
    "photos",
    [
        [noise(300, 260, 1), noise(260, 300, 2)],
        [noise(6, 300, 1), noise(300, 6, 2)],
        [noise(1, 1, 1), noise(4, 5, 2), noise(16, 12, 3)],
        [np.full((20, 160, 3), level, np.uint8) for level in (0, 128, 255)],
        [noise(40, 40, 1)],
    ],
    ids=["noise", "strips", "tiny", "flat", "one photo"],
)
def test_any_photos_get_masks_of_their_own_size_that_show_something(photos: list[np.ndarray]) -> None:
    for mask, photo in zip(find_masks(photos), photos, strict=True):
        assert mask.pixels.shape == photo.shape[:2]
        assert mask.pixels.dtype == np.uint8 and set(np.unique(mask.pixels)) <= {0, 255}
        assert mask.pixels.any() and mask.method in METHODS


def test_finely_striped_photos_get_masks_that_show_something() -> None:
    stripes = np.where((np.arange(240) % 5 < 2)[None, :, None], (200, 40, 40), (60, 90, 200))
    photo = np.broadcast_to(stripes, (240, 240, 3)).astype(np.uint8)
    assert all(mask.pixels.any() for mask in find_masks([photo, photo]))
