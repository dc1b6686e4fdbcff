"""Masks from files and from polygons."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.dataset import Source, opened
from likeness_ml.images import FORMATS


@dataclass(frozen=True)
class MaskFile:
    """An image of the picture's shape: what is neither black nor transparent is the object."""

    source: Source

    def drawn(self, size: tuple[int, int]) -> np.ndarray:
        opened(self.source)  # its checks; the RGB it gives has lost transparency and 16-bit greys below 256
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(self.source.read()), formats=FORMATS))
        if image.size != size:
            raise InputError(
                "MaskMismatch",
                f"The mask {self.source.name} is {image.width} x {image.height} and its picture {size[0]} x {size[1]}:"
                " paint it over the picture itself.",
            )
        return shown(non_zero(image), self.source.name)


@dataclass(frozen=True)
class Outline:
    """Polygons [x1, y1, x2, y2, ...] in pixels; the object is all that any of them covers."""

    polygons: tuple[tuple[float, ...], ...]
    name: str

    def drawn(self, size: tuple[int, int]) -> np.ndarray:
        canvas = Image.new("L", size)
        for polygon in self.polygons:
            ImageDraw.Draw(canvas).polygon(polygon, fill=1, outline=1)
        return shown(np.asarray(canvas) > 0, self.name)


def non_zero(image: Image.Image) -> np.ndarray:
    """bool [height, width]. A palette's colours count, not its numbers."""
    transparent = "A" in image.getbands() or "transparency" in image.info
    pixels = np.asarray(image.convert("RGBA" if transparent else "RGB"))
    coloured = (pixels[..., :3] > 0).any(axis=2)
    return coloured & (pixels[..., 3] > 0) if transparent else coloured


def shown(mask: np.ndarray, name: str) -> np.ndarray:
    if not mask.any():
        raise InputError("MaskMismatch", f"The mask {name} shows nothing: paint the thing white.")
    return mask
