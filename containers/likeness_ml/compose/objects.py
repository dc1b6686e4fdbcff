"""Things that are not the subject: made-up objects, and look-alikes made from the subject itself."""

from __future__ import annotations

import cv2
import numpy as np

from likeness_ml.compose.backgrounds import pattern
from likeness_ml.compose.cutouts import Rng, cut_out, turn_hue

SIDE = 160


def made_up_object(rng: Rng) -> np.ndarray:
    """RGBA: a random union of shapes under a random pattern, lit from one side."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for _ in range(rng.integers(1, 5)):
        _add_shape(mask, rng)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    light = rng.uniform(0, 2 * np.pi)
    shade = 1 + 0.8 * (x * np.cos(light) + y * np.sin(light))
    surface = np.clip(pattern(SIDE, rng) * shade[..., None], 0, 255).astype(np.uint8)
    return cut_out(surface, mask)


def _add_shape(mask: np.ndarray, rng: Rng) -> None:
    centre = tuple(int(v) for v in rng.integers(45, 115, 2))
    axes = tuple(int(v) for v in rng.integers(15, 60, 2))
    kind = rng.random()
    if kind < 0.45:
        cv2.ellipse(mask, centre, axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    elif kind < 0.75:
        corner = (centre[0] - axes[0], centre[1] - axes[1])
        cv2.rectangle(mask, corner, (centre[0] + axes[0], centre[1] + axes[1]), 255, -1)
    else:
        points = np.array(centre) + rng.integers(-60, 60, (rng.integers(3, 8), 2))
        cv2.fillPoly(mask, [points.astype(np.int32)], 255, cv2.LINE_AA)


def look_alike(cutout: np.ndarray, rng: Rng) -> np.ndarray:
    """The subject's outline in another colour, or its colours in another arrangement: close, and not the subject."""
    return turn_hue(cutout, rng.uniform(40, 320)) if rng.random() < 0.5 else _rearranged(cutout, rng)


def _rearranged(cutout: np.ndarray, rng: Rng) -> np.ndarray:
    parts = int(rng.integers(2, 4))
    height, width = cutout.shape[0] // parts, cutout.shape[1] // parts
    out = cutout.copy()
    cells = [(row * height, column * width) for row in range(parts) for column in range(parts)]
    for (top, left), source in zip(cells, rng.permutation(len(cells)), strict=True):
        y, x = cells[source]
        out[top : top + height, left : left + width, :3] = cutout[y : y + height, x : x + width, :3]
    return out
