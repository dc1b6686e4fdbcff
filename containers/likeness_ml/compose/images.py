"""The recipes: what each source of synthetic images draws. Each image has its own seed and can be made again alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from likeness_ml.compose.backgrounds import Backgrounds, without_object
from likeness_ml.compose.cutouts import Rng, camera, cut_out, jitter_colour, paste, random_crop
from likeness_ml.compose.objects import look_alike, made_up_object


@dataclass(frozen=True)
class Recipe:
    """The paper gives no ranges for Cut-and-Paste (section 1.6); these are proposals, tuned on seven subjects."""

    side: int = 160
    cut_and_paste: int = 96
    augmented: int = 48
    negatives: int = 120
    scale: tuple[float, float] = (0.35, 0.95)  # the object's longer side as a share of the picture's
    rotation: float = 20  # degrees either way
    flip: float = 0.5
    distractor: float = 0.3  # probability of another object behind the subject
    occluder: float = 0.2  # and in front of it


@dataclass(frozen=True)
class Synthetic:
    """One synthetic image and where it came from; `kind` is what training takes it for (`anchor`, `positive` or
    `negative`), `parents` are ids of reference photos."""

    pixels: np.ndarray
    source: str
    kind: str
    parents: list[str]
    mask: np.ndarray | None = None


@dataclass
class Material:
    """What recipes draw from: the reference photos with masks, and what ships."""

    photos: dict[str, np.ndarray]
    masks: dict[str, np.ndarray]
    scenes: list[np.ndarray]
    objects: list[np.ndarray]
    cutouts: dict[str, np.ndarray] = field(init=False)
    views: dict[str, np.ndarray] = field(init=False)
    backgrounds: Backgrounds = field(init=False)

    def __post_init__(self) -> None:
        self.cutouts = {name: cut_out(photo, self.masks[name]) for name, photo in self.photos.items()}
        self.views = {name: _longest(photo, 384) for name, photo in self.photos.items()}
        surroundings = {name: without_object(photo, self.masks[name]) for name, photo in self.photos.items()}
        self.backgrounds = Backgrounds(self.scenes, surroundings)


Draw = Callable[[Material, Recipe, int, Rng], Synthetic]


def cut_and_paste(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic:
    photo = _turn(material.cutouts, index)
    canvas, parents = material.backgrounds.draw(recipe.side, rng)
    if rng.random() < recipe.distractor:
        canvas, _ = paste(canvas, _other_object(material, rng), rng, (0.2, 0.5), 30, 0.5, visible=0.5)
    cutout = jitter_colour(material.cutouts[photo], rng)
    canvas, mask = paste(canvas, cutout, rng, recipe.scale, recipe.rotation, recipe.flip)
    if rng.random() < recipe.occluder:
        canvas, hidden = paste(canvas, made_up_object(rng), rng, (0.1, 0.3), 90, 0.5, visible=0.3)
        mask = mask & ~hidden
    return Synthetic(camera(canvas, rng), "cut-and-paste", "positive", _unique([photo, *parents]), mask)


def augmented(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic:
    """A real photo seen a little differently: an anchor. As a positive it would teach that surroundings count."""
    photo = _turn(material.views, index)
    crop = random_crop(material.views[photo], recipe.side, rng, (0.6, 1.0))
    return Synthetic(camera(jitter_colour(crop, rng), rng), "augmented-real", "anchor", [photo])


def negative(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic:
    """Something else in the same style: an object on a background, a look-alike, or a background alone."""
    kind = rng.random()
    if kind < 0.15:
        canvas, parents = material.backgrounds.surrounding(recipe.side, rng)
        return Synthetic(camera(canvas, rng), "background", "negative", parents)
    canvas, parents = material.backgrounds.draw(recipe.side, rng)
    if kind < 0.25:
        return Synthetic(camera(canvas, rng), "background", "negative", parents)
    source = "other-object"
    if kind < 0.40:
        photo = _turn(material.cutouts, index)
        source, parents = "look-alike", [photo, *parents]
        cutout = look_alike(material.cutouts[photo], rng)
    else:
        cutout = _other_object(material, rng)
    canvas, _ = paste(canvas, jitter_colour(cutout, rng), rng, recipe.scale, recipe.rotation, recipe.flip)
    return Synthetic(camera(canvas, rng), source, "negative", _unique(parents))


def _other_object(material: Material, rng: Rng) -> np.ndarray:
    if material.objects and rng.random() < 0.5:
        return material.objects[rng.integers(len(material.objects))]
    return made_up_object(rng)


def _turn(items: dict[str, np.ndarray], index: int) -> str:
    return list(items)[index % len(items)]


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _longest(image: np.ndarray, side: int) -> np.ndarray:
    scale = side / max(image.shape[:2])
    if scale >= 1:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
