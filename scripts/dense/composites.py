"""Photos' objects on other scenes. Every pixel is wholly the object's or wholly the scene's, so the masks are exact."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from likeness_ml.compose.cutouts import cut_out, random_crop
from likeness_ml.errors import InputError

SCALE = (0.25, 0.7)  # the object's longer side as a share of the picture's
TURN = 15.0  # degrees either way
LEAST = 100  # pixels of the object: the protocol takes smaller pieces for noise
TRIES = 20

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Composite:
    """`pixels` uint8 S x S x 3; `mask` uint8 S x S, 255 where the object was pasted, 0 where the scene is as it was."""

    pixels: Pixels
    mask: Pixels


def composite(photo: Pixels, mask: Pixels, scene: Pixels, side: int, rng: np.random.Generator) -> Composite:
    """The masked object of `photo`, turned and made smaller (never larger than it is in the photo), whole on a part of
    `scene`.

    Raises InputError `MaskMismatch` where the mask leaves no more than a speck.
    """
    canvas = random_crop(scene, side, rng, (0.5, 1.0), rotation=0)
    for _ in range(TRIES):
        longest = max(2, round(rng.uniform(*SCALE) * side))
        cutout = turned(cut_out(photo, mask, 1, longest), rng.uniform(-TURN, TURN), side)
        if np.count_nonzero(cutout[..., 3]) >= LEAST:
            return pasted(canvas, cutout, rng)
    raise InputError("MaskMismatch", f"The mask leaves fewer than {LEAST} pixels of the object: give a better one.")


def turned(cutout: Pixels, degrees: float, side: int) -> Pixels:
    """RGBA of the box that the turned cut-out fills, no longer than `side`; alpha is 0 or 255."""
    height, width = cutout.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1)
    reach = np.abs(matrix[:, :2]) @ [width, height]
    shrink = min(1.0, side / (reach.max() + 2))
    columns, rows = (int(np.ceil(extent * shrink)) for extent in reach)
    matrix *= shrink
    matrix[:, 2] += np.array([columns - 1, rows - 1]) / 2 - matrix @ [(width - 1) / 2, (height - 1) / 2, 1]
    # Colours go on beyond the cut-out's box, so that its rim does not darken.
    colours = cv2.warpAffine(cutout[..., :3], matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(np.ascontiguousarray(cutout[..., 3]), matrix, (columns, rows))
    return np.dstack([colours, np.where(alpha > 127, 255, 0).astype(np.uint8)])


def pasted(canvas: Pixels, cutout: Pixels, rng: np.random.Generator) -> Composite:
    """The cut-out somewhere on the canvas, whole."""
    (rows, columns), side = cutout.shape[:2], canvas.shape[0]
    top, left = (int(rng.integers(0, side - extent + 1)) for extent in (rows, columns))
    mask = np.zeros(canvas.shape[:2], np.uint8)
    mask[top : top + rows, left : left + columns] = cutout[..., 3]
    layer = np.zeros_like(canvas)
    layer[top : top + rows, left : left + columns] = cutout[..., :3]
    return Composite(np.where(mask[..., None] > 0, layer, canvas), mask)
