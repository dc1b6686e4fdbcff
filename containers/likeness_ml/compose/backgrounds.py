"""Where cut-outs are pasted: scenes that ship, what is around the object in the user's photos, and plain patterns."""

from __future__ import annotations

import cv2
import numpy as np

from likeness_ml.compose.cutouts import Rng, jitter_colour, random_crop


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


class Backgrounds:
    """Draws a background from the shipped scenes, the photos' surroundings and patterns."""

    def __init__(self, scenes: list[np.ndarray], surroundings: dict[str, np.ndarray]) -> None:
        self.scenes, self.surroundings = scenes, surroundings

    def draw(self, side: int, rng: Rng) -> tuple[np.ndarray, list[str]]:
        """uint8 side x side x 3, and the photos it descends from."""
        choice = rng.random()
        if self.surroundings and choice < 0.3:
            return self.surrounding(side, rng)
        if self.scenes and choice < 0.75:
            return _vary(self.scenes[rng.integers(len(self.scenes))], side, rng), []
        return pattern(side, rng), []

    def surrounding(self, side: int, rng: Rng) -> tuple[np.ndarray, list[str]]:
        """What is around the object in one of the photos, the object painted over."""
        photo = list(self.surroundings)[rng.integers(len(self.surroundings))]
        return _vary(self.surroundings[photo], side, rng), [photo]


def _vary(scene: np.ndarray, side: int, rng: Rng) -> np.ndarray:
    return jitter_colour(random_crop(scene, side, rng, (0.4, 1.0)), rng, hue=20)
