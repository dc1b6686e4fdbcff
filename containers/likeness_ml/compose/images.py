"""What each source of synthetic images draws. Each image has its own seed and can be made again alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from likeness_ml.compose.backgrounds import Background, Backgrounds, without_object
from likeness_ml.compose.cutouts import Pasted, Placing, Rng, camera, cut_out, jitter_colour, paste, random_crop
from likeness_ml.compose.light import match_light
from likeness_ml.compose.objects import look_alike, made_up_object
from likeness_ml.compose.recipe import Recipe

BEHIND = Placing((0.2, 0.5), 30, 0.5, visible=0.5)
IN_FRONT = Placing((0.1, 0.3), 90, 0.5, visible=0.3)
# Longer sides in pixels, or the picture's side where that is more: enlarging would blur.
CUT_OUT, VIEW, SURROUNDING = 320, 384, 256
SHOWN = 0.5  # share of the object that shows, whatever stands in front of it and wherever the picture ends


@dataclass(frozen=True)
class Synthetic:
    """One synthetic image and where it came from; `kind` is what training takes it for (`anchor`, `positive` or
    `negative`), `parents` are ids of reference photos, `mask` where the subject shows, `background`
    the name of what it is on."""

    pixels: np.ndarray
    source: str
    kind: str
    parents: list[str]
    mask: np.ndarray | None = None
    background: str | None = None


@dataclass
class Material:
    """What recipes draw from: the reference photos with masks, what ships, and generated scenes.

    `cutouts` are of the photos whose masks leave something of the object; there may be none.
    """

    photos: dict[str, np.ndarray]
    masks: dict[str, np.ndarray]
    scenes: dict[str, np.ndarray]
    objects: list[np.ndarray]
    generated: dict[str, np.ndarray] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=Recipe)
    cutouts: dict[str, np.ndarray] = field(init=False)
    views: dict[str, np.ndarray] = field(init=False)
    backgrounds: Backgrounds = field(init=False)

    def __post_init__(self) -> None:
        side, erode = self.recipe.side, self.recipe.erode
        cutouts = {
            name: cut_out(photo, self.masks[name], erode, max(CUT_OUT, side)) for name, photo in self.photos.items()
        }
        self.cutouts = {name: cutout for name, cutout in cutouts.items() if (cutout[..., 3] > 127).any()}
        self.views = {name: _longest(photo, max(VIEW, side)) for name, photo in self.photos.items()}
        surroundings = {
            name: without_object(photo, self.masks[name], max(SURROUNDING, side)) for name, photo in self.photos.items()
        }
        self.backgrounds = Backgrounds(self.generated, self.scenes, surroundings, self.recipe.background_shares)


Draw = Callable[[Material, Recipe, int, Rng], Synthetic | None]


def cut_and_paste(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic | None:
    """None where no photo has a cut-out, or where no draw shows as much of the object as the recipe asks."""
    if not material.cutouts:
        return None
    photo = _turn(material.cutouts, index)
    for _ in range(1 + recipe.redraws):
        drawn = composite(material, recipe, photo, rng)
        if _shows_enough(drawn, recipe):
            parents = _unique([photo, *drawn.background.parents])
            pixels = camera(drawn.pixels, rng)
            return Synthetic(pixels, "cut-and-paste", "positive", parents, drawn.mask, drawn.background.name)
    return None


@dataclass(frozen=True)
class Composite:
    """The subject on a background, before the camera. `stage` is the picture without the subject and without what
    stands in front; `inside` the share of the subject in the picture, `covered` the share of that which is hidden."""

    pixels: np.ndarray
    mask: np.ndarray
    stage: np.ndarray
    background: Background
    inside: float
    covered: float


def composite(material: Material, recipe: Recipe, photo: str, rng: Rng) -> Composite:
    background = material.backgrounds.draw(recipe.side, rng)
    stage = background.pixels
    for _ in range(_count(recipe.distractors, rng)):
        distractor = _lit(_distractor(material, recipe, rng), stage, recipe)
        stage = paste(stage, distractor, replace(BEHIND, feather=recipe.feather), rng).pixels
    cutout = _lit(jitter_colour(material.cutouts[photo], rng), stage, recipe)
    subject = paste(stage, cutout, _placing(recipe), rng)
    pixels, mask = subject.pixels, subject.mask
    covered = 0.0
    if recipe.occlusion and rng.random() < recipe.occlusion:
        pixels, mask, covered = _occluded(material, recipe, subject, stage, rng)
    return Composite(pixels, mask, stage, background, subject.inside, covered)


def _occluded(
    material: Material, recipe: Recipe, subject: Pasted, stage: np.ndarray, rng: Rng
) -> tuple[np.ndarray, np.ndarray, float]:
    """Picture, mask and the share of the subject that is hidden by something that is drawn until it hides a bit."""
    how = replace(IN_FRONT, feather=recipe.feather)
    for _ in range(1 + recipe.redraws):
        occluder = _lit(_occluder(material, recipe, rng), stage, recipe)
        front = paste(subject.pixels, occluder, how, rng)
        mask = subject.mask & ~front.mask
        covered = 1 - np.count_nonzero(mask) / max(1, np.count_nonzero(subject.mask))
        if 0 < covered <= recipe.occlusion_share:
            break
    return front.pixels, mask, covered


def _shows_enough(drawn: Composite, recipe: Recipe) -> bool:
    if recipe.redraws == 0:
        return bool(drawn.mask.any())
    shown = drawn.inside * (1 - drawn.covered)
    return (
        drawn.inside >= recipe.visible
        and drawn.covered <= recipe.occlusion_share
        and shown >= min(SHOWN, recipe.visible)
        and bool(drawn.mask.any())
    )


def augmented(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic:
    """A real photo seen a little differently: an anchor. As a positive it would teach that surroundings count."""
    photo = _turn(material.views, index)
    crop = random_crop(material.views[photo], recipe.side, rng, (0.6, 1.0))
    return Synthetic(camera(jitter_colour(crop, rng), rng), "augmented-real", "anchor", [photo])


def negative(material: Material, recipe: Recipe, index: int, rng: Rng) -> Synthetic:
    """Something else in the same style: an object on a background, a look-alike, or a background alone."""
    kind = rng.random()
    draw = material.backgrounds.surrounding if kind < 0.15 else material.backgrounds.draw
    background = draw(recipe.side, rng)
    canvas, parents, name = background.pixels, background.parents, background.name
    if kind < 0.25:
        return Synthetic(camera(canvas, rng), "background", "negative", parents, background=name)
    source = "other-object"
    if kind < 0.40 and material.cutouts:
        photo = _turn(material.cutouts, index)
        source, parents = "look-alike", _unique([photo, *parents])
        cutout = look_alike(material.cutouts[photo], rng)
    else:
        cutout = _other_object(material, rng)
    cutout = _lit(jitter_colour(cutout, rng), canvas, recipe)
    pixels = paste(canvas, cutout, _placing(recipe), rng).pixels
    return Synthetic(camera(pixels, rng), source, "negative", parents, background=name)


def _placing(recipe: Recipe) -> Placing:
    return Placing(recipe.scale, recipe.rotation, recipe.flip, recipe.visible, recipe.feather)


def _lit(cutout: np.ndarray, canvas: np.ndarray, recipe: Recipe) -> np.ndarray:
    return match_light(cutout, canvas, recipe.light_match) if recipe.light == "match" else cutout


def _count(mean: float, rng: Rng) -> int:
    """The whole number below the mean or above it, so that the mean is kept."""
    return int(mean) + (rng.random() < mean % 1) if mean else 0


def _distractor(material: Material, recipe: Recipe, rng: Rng) -> np.ndarray:
    return _other_object(material, rng) if recipe.distractor_source == "mixed" else _of_bank(material, rng)


def _occluder(material: Material, recipe: Recipe, rng: Rng) -> np.ndarray:
    return made_up_object(rng) if recipe.distractor_source == "mixed" else _of_bank(material, rng)


def _of_bank(material: Material, rng: Rng) -> np.ndarray:
    return material.objects[rng.integers(len(material.objects))] if material.objects else made_up_object(rng)


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
