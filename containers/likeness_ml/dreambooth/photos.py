"""The photos that train, at the resolution that trains, each with its mask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from likeness_ml.compose.masks import find_masks
from likeness_ml.errors import InputError
from likeness_ml.images import open_image

MASK_ENDING = ".mask.png"
FINDING_LONGEST = 1024  # masks are looked for at this size, as in the compose job
Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Photo:
    """Upright RGB whose shorter side is the resolution. `mask`, of its size, is 0 to 255: the object white."""

    name: str
    image: Image.Image
    mask: Image.Image | None
    mask_method: str | None  # "given", or how it was found
    original: tuple[int, int]  # width and height before it was resized

    def boxes(self, resolution: int, crop: str, count: int, generator: torch.Generator) -> list[Box]:
        """`count` squares of it, or one where there is no choice."""
        across, down = self.image.width - resolution, self.image.height - resolution
        if crop == "centre":
            return [square(across // 2, down // 2, resolution)]
        if across == down == 0:
            return [square(0, 0, resolution)]
        drawn = (torch.randint(limit + 1, (count,), generator=generator).tolist() for limit in (across, down))
        return [square(left, top, resolution) for left, top in zip(*drawn, strict=True)]

    def pixels(self, box: Box) -> Tensor:
        """[3, h, w] float32 in -1 to 1."""
        values = torch.from_numpy(np.array(self.image.crop(box), dtype=np.float32))
        return values.permute(2, 0, 1) / 127.5 - 1

    def mask_values(self, box: Box) -> Tensor | None:
        """[h, w] float32 in 0 to 1, of the same square as the pixels."""
        return None if self.mask is None else grey(self.mask.crop(box))

    def largest_mask_value(self) -> float:
        return 1.0 if self.mask is None else float(grey(self.mask).max())


def read_photos(folder: Path, resolution: int, *, masked: bool) -> list[Photo]:
    """In order of their names, each with the mask of its name; masks are looked for where none is given.

    Raises InputError `TooFewPhotos`, `PhotoTooSmall` (its shorter side has fewer pixels than the resolution),
    `MaskMismatch` (another size than its photo's, nothing painted, or no photo of its name), and what opening a
    photo raises.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.jpg"))}
    if not files:
        raise InputError("TooFewPhotos", "There is no reference photo to learn from: add at least one.")
    stray = sorted(path.name for path in folder.glob(f"*{MASK_ENDING}") if path.name[: -len(MASK_ENDING)] not in files)
    if stray:
        raise InputError("MaskMismatch", f"The mask {stray[0]} belongs to no photo: name it after its photo.")
    opened = [open_image(path) for path in files.values()]
    for name, image in zip(files, opened, strict=True):
        check_size(name, image, resolution)
    masks = masks_of(folder, dict(zip(files, opened, strict=True))) if masked else {}
    return [prepared(name, image, resolution, masks.get(name)) for name, image in zip(files, opened, strict=True)]


def check_size(name: str, image: Image.Image, resolution: int) -> None:
    if min(image.size) < resolution:
        raise InputError(
            "PhotoTooSmall",
            f"Photo {name} is {image.width} x {image.height}: the generator learns from {resolution} x {resolution},"
            " take a larger one.",
        )


def masks_of(folder: Path, photos: dict[str, Image.Image]) -> dict[str, tuple[Image.Image, str]]:
    """Each photo's mask and where it is from."""
    masks = {name: (given, "given") for name, photo in photos.items() if (given := given_mask(folder, name, photo))}
    if len(masks) < len(photos):
        found = find_masks([np.asarray(shrunk(photo)) for photo in photos.values()])
        for name, mask in zip(photos, found, strict=True):
            masks.setdefault(name, (Image.fromarray(mask.pixels), mask.method))
    return masks


def given_mask(folder: Path, name: str, photo: Image.Image) -> Image.Image | None:
    file = folder / f"{name}{MASK_ENDING}"
    if not file.exists():
        return None
    try:
        mask = Image.open(file, formats=("PNG",)).convert("L")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("MaskMismatch", f"The mask of photo {name} can't be read: export it again as PNG.") from error
    if mask.size != photo.size:
        raise InputError(
            "MaskMismatch",
            f"The mask of photo {name} is {mask.width} x {mask.height} and the photo {photo.width} x {photo.height}:"
            " paint it over the photo itself.",
        )
    if mask.getextrema()[1] <= 127:
        raise InputError("MaskMismatch", f"The mask of photo {name} shows nothing: paint the thing white.")
    return mask


def prepared(name: str, photo: Image.Image, resolution: int, mask: tuple[Image.Image, str] | None) -> Photo:
    scale = resolution / min(photo.size)
    size = (max(resolution, int(photo.width * scale)), max(resolution, int(photo.height * scale)))
    image = photo.resize(size, Image.Resampling.BILINEAR)
    if mask is None:
        return Photo(name, image, None, None, photo.size)
    return Photo(name, image, mask[0].resize(size, Image.Resampling.BILINEAR), mask[1], photo.size)


def shrunk(photo: Image.Image) -> Image.Image:
    small = photo.copy()
    small.thumbnail((FINDING_LONGEST, FINDING_LONGEST))
    return small


def grey(mask: Image.Image) -> Tensor:
    return torch.from_numpy(np.array(mask, dtype=np.float32)) / 255


def square(left: int, top: int, side: int) -> Box:
    return (left, top, left + side, top + side)
