"""Where views come from: a tree of photos, and procedural pictures of overlapping shapes."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from likeness_ml.images import open_image

Picture = NDArray[np.uint8]  # [height, width, 3], RGB

PROCEDURAL = 600
SHARE = 0.08  # of the views' pictures that are procedural
SIDE = 192  # pixels of a procedural picture
TURN = 6.3  # radians: a little more than a full turn


class Pictures:
    """A pool of photos (paths, decoded when drawn: they are small) and procedural pictures (arrays)."""

    def __init__(self, corpus: Path, seed: int) -> None:
        self.photos = sorted(corpus.rglob("*.jpg"))
        if not self.photos:
            raise SystemExit(f"There are no .jpg files under {corpus}.")
        rng = random.Random(seed)
        self.procedural = [draw_leaves(rng) for _ in range(PROCEDURAL)]

    def draw(self, rng: random.Random) -> Picture:
        if rng.random() < SHARE:
            return rng.choice(self.procedural)
        return np.asarray(open_image(self.photos[rng.randrange(len(self.photos))]))


def draw_leaves(rng: random.Random) -> Picture:
    """A "dead leaves" picture: coloured ellipses, boxes and polygons, some striped or shaded, on a gradient.

    Their edges, occlusions and flat colours are what photos of shelves and clothes have little of.
    """
    near, far = _colour(rng), _colour(rng)
    angle = rng.uniform(0, TURN)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    slope = x * np.cos(angle) + y * np.sin(angle)
    share = (slope + 0.7)[..., None] / 1.4
    picture = (near * share + far * (1 - share)).astype(np.uint8)
    for _ in range(rng.randint(2, 14)):
        cover = _leaf(rng)[..., None] / 255.0
        paint = np.zeros_like(picture)
        paint[:] = _colour(rng)
        if rng.random() < 0.4:
            waves, direction = rng.uniform(10, 70), rng.uniform(0, TURN)
            stripe = np.sin((x * np.cos(direction) + y * np.sin(direction)) * waves) > 0
            paint = np.where(stripe[..., None], paint, _colour(rng).astype(np.uint8))
        if rng.random() < 0.5:
            shade = (1 + 0.5 * np.clip(slope, -0.5, 0.5))[..., None]
            paint = (paint * shade).clip(0, 255).astype(np.uint8)
        picture = (picture * (1 - cover) + paint * cover).astype(np.uint8)
    return cv2.GaussianBlur(picture, (3, 3), 0) if rng.random() < 0.5 else picture


def _colour(rng: random.Random) -> NDArray[np.float32]:
    return np.array([rng.randint(0, 255) for _ in range(3)], np.float32)


def _leaf(rng: random.Random) -> NDArray[np.uint8]:
    """The mask of one shape: 255 inside, [SIDE, SIDE]."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    x, y = rng.randint(0, SIDE), rng.randint(0, SIDE)
    radius, kind = rng.randint(8, 80), rng.random()
    if kind < 0.4:
        axes, tilt = (radius, rng.randint(8, 80)), rng.uniform(0, 180)
        cv2.ellipse(mask, (x, y), axes, tilt, 0, 360, 255, -1, cv2.LINE_AA)
    elif kind < 0.65:
        cv2.rectangle(mask, (x, y), (x + radius, y + rng.randint(8, 110)), 255, -1)
    else:
        corners = [
            [x + rng.randint(-radius, radius), y + rng.randint(-radius, radius)] for _ in range(rng.randint(3, 8))
        ]
        cv2.fillPoly(mask, [np.array(corners)], 255, cv2.LINE_AA)
    return mask
