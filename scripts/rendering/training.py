"""The small pictures that Cut-and-Paste trains with: other things as negatives, and empty places."""

from __future__ import annotations

import numpy as np

from rendering import scenes, shapes, things
from rendering.scenes import Photo
from rendering.tracing import Placed, Solid

NEGATIVES, BACKGROUNDS = 120, 60
_NEGATIVE_STREAM, _BACKGROUND_STREAM = 11, 12


def _kindred(rng: np.random.Generator) -> Solid:
    """A mug, teapot or robot in random paints and proportions."""
    p = [scenes.paint(rng) for _ in range(5)]
    kind = int(rng.integers(3))
    if kind == 0:
        return shapes.mug(
            p[0],
            p[1],
            p[2],
            radius=rng.uniform(0.3, 0.45),
            height=rng.uniform(0.6, 1.1),
            foot=rng.uniform(0.65, 1.0),
            belly=rng.uniform(0.85, 1.15),
            square=rng.random() < 0.5,
        )
    if kind == 1:
        return shapes.teapot(
            p[0],
            p[1],
            p[2],
            p[3],
            width=rng.uniform(0.36, 0.58),
            height=rng.uniform(0.5, 0.9),
            square=rng.random() < 0.5,
        )
    return shapes.robot(*p, wide=rng.uniform(0.7, 1.25), tall=rng.uniform(0.7, 1.2), round_head=rng.random() < 0.6)


def negative(seed: int, index: int) -> Photo:
    """A random thing, filling most of a 176-pixel picture."""
    rng = np.random.default_rng([seed, _NEGATIVE_STREAM, index])
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.5, 0.72), 0.06, (6, 45)).camera()
    count = len(things.THINGS)
    kind = index % (count + 6)
    body = _kindred(rng) if kind >= count else things.THINGS[kind](rng, [scenes.paint(rng) for _ in range(4)])
    solids = [scenes.stand(rng, body, 0, 0, 1.0), *scenes.clutter(rng, int(rng.integers(0, 4)), place.wall)]
    return scenes.photograph(rng, solids, place, lamp, camera, 176, blur=0.2)


def background(seed: int, index: int) -> Photo:
    """A place with nothing in its middle, 256 pixels."""
    rng = np.random.default_rng([seed, _BACKGROUND_STREAM, index])
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.3, 0.55), 0.15, (8, 50)).camera()
    solids: list[Placed] = []
    if place.wall is not None and rng.random() < 0.3:
        solids.append(scenes.shelf(rng, place.wall))
    if rng.random() < 0.75:
        solids.extend(scenes.clutter(rng, int(rng.integers(1, 7)), place.wall, clear=0.9))
    return scenes.photograph(rng, solids, place, lamp, camera, 256, blur=0.3)
