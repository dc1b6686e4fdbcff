"""Where cut-outs are pasted: generated scenes, scenes that ship, what is around the object in the user's photos, and
plain patterns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import cv2
import numpy as np

from likeness_ml.compose.cutouts import Rng, jitter_colour, random_crop
from likeness_ml.errors import InputError


def without_object(photo: np.ndarray, mask: np.ndarray, side: int = 256) -> np.ndarray:
    """The photo with its object painted over by its surroundings: uint8, longer side `side`."""
    scale = side / max(photo.shape[:2])
    size = (max(8, round(photo.shape[1] * scale)), max(8, round(photo.shape[0] * scale)))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
    hole = cv2.dilate(hole, np.ones((7, 7), np.uint8), iterations=2)
    return cv2.inpaint(small, hole, 5, cv2.INPAINT_TELEA)


def pattern(side: int, rng: Rng) -> np.ndarray:
    """A gradient under overlapping soft shapes, some striped: uint8 side x side x 3."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (x * np.cos(angle) + y * np.sin(angle) + 0.7)[..., None] / 1.4
    image = rng.uniform(0, 255, 3) * ramp + rng.uniform(0, 255, 3) * (1 - ramp)
    for _ in range(rng.integers(0, 10)):
        colour = rng.uniform(0, 255, 3)
        shape = np.zeros((side, side), np.float32)
        centre = tuple(int(v) for v in rng.integers(0, side, 2))
        axes = tuple(int(v) for v in rng.integers(side // 20, side // 2, 2))
        if rng.random() < 0.5:
            cv2.ellipse(shape, centre, axes, rng.uniform(0, 180), 0, 360, 1, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(shape, centre, (centre[0] + axes[0], centre[1] + axes[1]), 1, -1)
        if rng.random() < 0.35:
            turn, waves = rng.uniform(0, np.pi), rng.uniform(20, 120)
            shape *= np.sin((x * np.cos(turn) + y * np.sin(turn)) * waves) > 0
        image = image * (1 - shape[..., None]) + colour * shape[..., None]
    soft = cv2.GaussianBlur(image.astype(np.float32), (0, 0), rng.uniform(0.5, 3))
    return np.clip(soft, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Background:
    """`pixels` uint8 side x side x 3, the photos it descends from, and where it is from: `generated:bg0003`,
    `bank:07`, `surroundings:01` or `pattern`."""

    pixels: np.ndarray
    parents: list[str]
    name: str


class Backgrounds:
    """Draws a background from generated ones, the shipped scenes, the photos' surroundings and patterns.

    Each of the first three by name; `shares` of the four in this order. What there is none of leaves its share to the
    others. Raises InputError `OptionInvalid` where that leaves nothing.
    """

    def __init__(
        self,
        generated: dict[str, np.ndarray],
        scenes: dict[str, np.ndarray],
        surroundings: dict[str, np.ndarray],
        shares: tuple[float, float, float, float],
    ) -> None:
        self.surroundings = surroundings
        given = dict(zip(("generated", "bank", "surroundings", "pattern"), shares, strict=True))
        # Surroundings are asked first, as they always were: the order decides which number draws which.
        pictures = {"surroundings": surroundings, "generated": generated, "bank": scenes}
        here = [kind for kind, ones in pictures.items() if ones and given[kind] > 0]
        kinds = [*here, "pattern"] if given["pattern"] > 0 else here
        if not kinds:
            asked = ", ".join(kind for kind, share in given.items() if share > 0)
            raise InputError("OptionInvalid", f"background_shares asks for {asked} alone, and there is none here.")
        self.pictures = pictures
        total = sum(given[kind] for kind in kinds)
        self.bounds = list(zip(kinds, accumulate(given[kind] / total for kind in kinds), strict=True))

    def draw(self, side: int, rng: Rng) -> Background:
        choice = rng.random()
        kind = next((kind for kind, bound in self.bounds if choice < bound), self.bounds[-1][0])
        if kind == "pattern":
            return Background(pattern(side, rng), [], "pattern")
        return self._picture(kind, side, rng)

    def surrounding(self, side: int, rng: Rng) -> Background:
        """What is around the object in one of the photos, the object painted over."""
        return self._picture("surroundings", side, rng)

    def _picture(self, kind: str, side: int, rng: Rng) -> Background:
        pictures = self.pictures[kind]
        name = list(pictures)[rng.integers(len(pictures))]
        parents = [name] if kind == "surroundings" else []
        return Background(_vary(pictures[name], side, rng), parents, f"{kind}:{name}")


def _vary(scene: np.ndarray, side: int, rng: Rng) -> np.ndarray:
    return jitter_colour(random_crop(scene, side, rng, (0.4, 1.0)), rng, hue=20)
