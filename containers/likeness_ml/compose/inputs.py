"""What the compose job reads: photos and masks, the bank of scenes and other objects, generated scenes."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from likeness_ml import images as files
from likeness_ml.compose.cutouts import cut_out
from likeness_ml.compose.masks import Mask, find_masks
from likeness_ml.errors import InputError, ServiceError

WORKING_LONGEST = 1024  # photos are worked on at this size
ASPECT_TOLERANCE = 0.01  # by which a mask's shape may differ from its photo's


def read_photos(folder: Path) -> dict[str, np.ndarray]:
    names = sorted(path for path in folder.iterdir() if path.suffix == ".jpg")
    if not names:
        raise InputError("TooFewPhotos", "There is no reference photo to compose from: add at least two.")
    return {path.stem: _shrink(np.asarray(files.open_image(path))) for path in names}


def read_masks(folder: Path, photos: dict[str, np.ndarray]) -> dict[str, Mask]:
    """The user's masks where given; found ones elsewhere.

    Raises InputError `MaskMismatch` for one that shows nothing or whose shape is another than its photo's.
    """
    given = {name: _given_mask(folder / f"{name}.mask.png", photo) for name, photo in photos.items()}
    found = dict(zip(photos, find_masks(list(photos.values())), strict=True))
    return {name: found[name] if mask is None else Mask(mask, "given") for name, mask in given.items()}


def read_bank(folder: Path, erode: int = 1) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Scenes by name, and cut-outs of other objects."""
    scenes = {path.stem: _pixels(path) for path in sorted((folder / "backgrounds").glob("*.jpg"))}
    objects = []
    for path in sorted((folder / "negatives").glob("*.jpg")):
        mask = np.asarray(Image.open(path.with_suffix(".png")).convert("L"))
        objects.append(cut_out(_pixels(path), np.where(mask > 127, 255, 0).astype(np.uint8), erode))
    return scenes, objects


def read_generated(folder: Path) -> dict[str, np.ndarray]:
    """The scenes among a generator's images, by id: what its images.jsonl says is of the kind `background`.

    Raises ServiceError `ObjectNotFound` where there is no such list.
    """
    listing = folder / "images.jsonl"
    if not listing.exists():
        raise ServiceError("ObjectNotFound", "The generated images' list, images.jsonl, is missing.")
    lines = [json.loads(text) for text in listing.read_text().splitlines()]
    return {line["id"]: _pixels(folder / line["file"]) for line in lines if line["kind"] == "background"}


def _given_mask(file: Path, photo: np.ndarray) -> np.ndarray | None:
    if not file.exists():
        return None
    grey = np.asarray(Image.open(file).convert("L"))
    (height, width), (rows, columns) = photo.shape[:2], grey.shape
    # Half a pixel each way, since photos are shrunk to whole ones: much of a thin strip.
    tolerance = max(ASPECT_TOLERANCE * columns * height, (rows + columns) / 2)
    if abs(columns * height - rows * width) > tolerance:
        shapes = f"{columns} x {rows} pixels and its photo {width} x {height}"
        raise InputError("MaskMismatch", f"The mask {file.name} has {shapes}: draw it over the photo.")
    grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    mask = np.where(grey > 127, 255, 0).astype(np.uint8)
    if not mask.any():
        raise InputError("MaskMismatch", f"The mask {file.name} shows nothing: paint the thing white.")
    return mask


def _pixels(file: Path) -> np.ndarray:
    return np.asarray(files.open_image(file))


def _shrink(photo: np.ndarray) -> np.ndarray:
    scale = WORKING_LONGEST / max(photo.shape[:2])
    if scale >= 1:
        return photo
    size = (max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale)))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
