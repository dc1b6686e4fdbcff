"""Similarity maps: where the model sees the subject."""

import numpy as np
import pytest
import torch
from PIL import Image
from sample_jobs import BACKBONE, PHOTOS, SAMPLES, SUBJECT

from likeness_ml.backbone import load_backbone
from likeness_ml.evaluation.similarity import overlay, patch_tokens, target_feature
from likeness_ml.images import open_image, resize_and_crop


def crops(names: tuple[str, ...]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Photos of the sample subject and their exact masks, cropped alike."""
    folder = SAMPLES / SUBJECT / "reference"
    photos = [resize_and_crop(open_image(folder / f"{name}.jpg")) for name in names]
    masks = [resize_and_crop(Image.open(folder / f"{name}.mask.png").convert("RGB"))[..., 0] for name in names]
    return photos, masks


def test_the_object_of_another_photo_is_more_alike_than_what_is_around_it() -> None:
    model = load_backbone(BACKBONE)
    photos, masks = crops(PHOTOS)
    target = target_feature(patch_tokens(model, photos), masks)
    pictures, exact = crops(("04", "05", "06", "07"))
    maps = (patch_tokens(model, pictures) @ target).numpy()
    side = 224 // maps.shape[1]
    pairs = zip(maps, exact_share(exact, side), strict=True)
    gaps = [cosines[share > 0.8].mean() - cosines[share < 0.2].mean() for cosines, share in pairs]
    assert np.mean(gaps) > 0


def exact_share(masks: list[np.ndarray], side: int) -> list[np.ndarray]:
    """The share of each patch that the object covers."""
    cells = [mask.reshape(224 // side, side, 224 // side, side) for mask in masks]
    return [cell.mean(axis=(1, 3)) / 255 for cell in cells]


def test_patch_tokens_have_length_one_and_their_places() -> None:
    photos, _ = crops(PHOTOS[:2])
    tokens = patch_tokens(load_backbone(BACKBONE), photos)
    assert tokens.shape[:3] == (2, 14, 14)
    assert torch.allclose(tokens.norm(dim=-1), torch.ones(2, 14, 14), atol=1e-5)


def test_the_target_is_that_of_the_patches_under_the_mask() -> None:
    tokens = torch.zeros(1, 4, 4, 3)
    tokens[..., 0] = 1
    tokens[0, 1, 2] = torch.tensor([0.0, 1.0, 0.0])
    mask = np.zeros((64, 64), np.uint8)
    mask[16:32, 32:48] = 255
    assert target_feature(tokens, [mask]).tolist() == [0, 1, 0]


@pytest.mark.parametrize("pixels", [0, 1, 5])
def test_a_mask_that_fills_no_patch_still_gives_a_direction(pixels: int) -> None:
    tokens = torch.nn.functional.normalize(torch.ones(1, 4, 4, 3), dim=-1)
    mask = np.zeros((64, 64), np.uint8)
    mask[:pixels, :pixels] = 255
    assert target_feature(tokens, [mask]).norm().item() == pytest.approx(1)


def test_a_map_is_brightest_where_the_cosine_is_largest() -> None:
    cosines = np.full((14, 14), 0.2, np.float32)
    cosines[3, 10] = 0.3
    picture = overlay(np.full((224, 224, 3), 128, np.uint8), cosines)
    assert (picture.shape, picture.dtype) == ((224, 224, 3), np.uint8)
    row, column = np.unravel_index(picture.sum(axis=2).argmax(), (224, 224))
    assert (row // 16, column // 16) == (3, 10)


def test_a_map_without_differences_is_drawn_too() -> None:
    picture = overlay(np.full((100, 60, 3), 128, np.uint8), np.full((14, 14), 0.5, np.float32))
    assert picture.shape == (100, 60, 3) and np.ptp(picture, axis=(0, 1)).max() == 0
