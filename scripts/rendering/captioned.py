"""Pictures that come with words for what is in them: a thing, its main colour, what it stands on, and the light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rendering import scenes, shapes, things
from rendering.scenes import Photo

_STREAM, _EMPTY_STREAM = 31, 32
_NOUNS = {
    "carton": "box",
    "books": "stack of books",
    "duck": "toy duck",
    "bear": "teddy bear",
    "dinosaur": "toy dinosaur",
    "rocket": "toy rocket",
    "car": "toy car",
    "house": "toy house",
    "creature": "toy animal",
    "rings": "ring toy",
    "fruit": "bowl of fruit",
    "pawn": "chess piece",
}
_KINDRED = ("mug", "teapot", "robot toy")


@dataclass(frozen=True)
class Captioned:
    photo: Photo
    noun: str
    place: str  # "a wooden table", "grass"
    light: str  # a kind of scenes.light
    things_beside: bool


def captioned(seed: int, index: int, size: int) -> Captioned:
    """Picture number `index`: one thing in the middle, of `size` pixels a side."""
    rng = np.random.default_rng([seed, _STREAM, index])
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.4, 0.78), 0.08, (5, 48)).camera()
    kind = int(rng.integers(len(things.THINGS) + 2 * len(_KINDRED)))
    if kind < len(things.THINGS):
        make = things.THINGS[kind]
        noun = _NOUNS.get(make.__name__, make.__name__)
        body = make(rng, [scenes.paint(rng) for _ in range(4)])
    else:
        noun, body = _kindred(rng, kind % len(_KINDRED))
    beside = scenes.clutter(rng, int(rng.integers(0, 4)), place.wall)
    solids = [scenes.stand(rng, body, 0, 0, 1.0), *beside]
    photo = scenes.photograph(rng, solids, place, lamp, camera, size, blur=0.2)
    return Captioned(photo, noun, place.name, lamp.name, bool(beside))


def empty(seed: int, index: int, size: int) -> Captioned:
    """A place with nothing in its middle."""
    rng = np.random.default_rng([seed, _EMPTY_STREAM, index])
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.3, 0.55), 0.15, (8, 50)).camera()
    beside = scenes.clutter(rng, int(rng.integers(0, 5)), place.wall, clear=0.9)
    photo = scenes.photograph(rng, beside, place, lamp, camera, size, blur=0.3)
    return Captioned(photo, "", place.name, lamp.name, bool(beside))


def _kindred(rng: np.random.Generator, kind: int) -> tuple[str, shapes.Solid]:
    paints = [scenes.paint(rng) for _ in range(5)]
    if kind == 0:
        form = {"radius": rng.uniform(0.3, 0.45), "height": rng.uniform(0.6, 1.1), "square": rng.random() < 0.5}
        return _KINDRED[kind], shapes.mug(*paints[:3], **form)
    if kind == 1:
        form = {"width": rng.uniform(0.36, 0.58), "height": rng.uniform(0.5, 0.9), "square": rng.random() < 0.5}
        return _KINDRED[kind], shapes.teapot(*paints[:4], **form)
    form = {"wide": rng.uniform(0.7, 1.25), "tall": rng.uniform(0.7, 1.2), "round_head": rng.random() < 0.6}
    return _KINDRED[kind], shapes.robot(*paints, **form)
