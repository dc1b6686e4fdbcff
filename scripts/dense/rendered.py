"""Six drawn things of six categories and two look-alikes of each, none of which the samples or the bank have."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rendering import paints, scenes, shapes, subjects, things
from rendering.scenes import Photo
from rendering.tracing import Solid

from dense.layout import Instance, Shot

REFERENCES, TESTS = 3, 8
LOOK_ALIKE_REFERENCES, LOOK_ALIKE_TESTS = 1, 2
AZIMUTHS = (-25.0, 40.0, 150.0)  # of the references: from both sides and from behind


@dataclass(frozen=True)
class Drawn:
    """A thing, and others easily taken for it; `category` is a word that the small generator saw in its captions."""

    category: str
    thing: Callable[[], Solid]
    look_alikes: tuple[Callable[[], Solid], ...]


def _shape(seed: int) -> np.random.Generator:
    """What decides a catalogue thing's proportions."""
    return np.random.default_rng(seed)


_plain = paints.plain
_SUN = ("#f3e4d2", "#5b3a78", "#d8932c", "#7a4a2f")
_ROSE = ("#f6ece4", "#a8325a")
_TIN = ("#2f6f8f", "#f0c22e", "#e5dccb")

SUBJECTS: dict[str, Drawn] = {
    "plum-mug": Drawn(
        "mug",
        lambda: shapes.mug(subjects.sunrise(*_SUN), _plain("#3d2752"), _plain("#d8932c"), foot=0.8, square=True),
        (
            lambda: shapes.mug(
                subjects.sunrise("#dfe7e4", "#2f6f5a", "#2f6f5a", "#7a4a2f"), _plain("#204b3d"), _plain("#2f6f5a")
            ),
            lambda: shapes.mug(paints.striped("#f3e4d2", "#5b3a78", 6), _plain("#3d2752"), _plain("#d8932c"), foot=0.8),
        ),
    ),
    "rose-teapot": Drawn(
        "teapot",
        lambda: shapes.teapot(
            subjects.blossom(*_ROSE, 6), paints.gored(*_ROSE, 6), _plain("#3f7f5a"), _plain("#a8325a"), square=True
        ),
        (
            lambda: shapes.teapot(
                subjects.blossom("#e6efe8", "#35607a", 6), _plain("#35607a"), _plain("#d9a02b"), _plain("#e6efe8")
            ),
            lambda: shapes.teapot(
                paints.dotted(*_ROSE, 0.18), _plain("#a8325a"), _plain("#3f7f5a"), _plain("#a8325a"), width=0.4
            ),
        ),
    ),
    "petrol-robot": Drawn(
        "robot toy",
        lambda: _robot(subjects.riveted(*_TIN), "#e07b3c", round_head=True),
        (
            lambda: _robot(subjects.riveted("#8f3f6f", "#f0c22e", "#e5dccb"), "#e07b3c"),
            lambda: _robot(paints.checked("#2f6f8f", "#f0c22e", 6, 6), "#2f6f8f", tall=1.15, wide=0.8),
        ),
    ),
    "harlequin-duck": Drawn(
        "toy duck",
        lambda: things.duck(_shape(1), [paints.checked("#2e8f86", "#f2efe4", 6, 5), *map(_plain, _BEAK)]),
        (
            lambda: things.duck(_shape(1), [_plain("#e8c22c"), *map(_plain, _BEAK)]),
            lambda: things.bear(_shape(2), [paints.checked("#2e8f86", "#f2efe4", 6, 5), *map(_plain, _BEAK)]),
        ),
    ),
    "marble-vase": Drawn(
        "vase",
        lambda: things.vase(_shape(7), [paints.marbled("#f1ece2", "#7d5a3c", 3.4)]),
        (
            lambda: things.vase(_shape(7), [paints.marbled("#d5dde6", "#39506e", 3.4)]),
            lambda: things.vase(_shape(4), [paints.marbled("#f1ece2", "#7d5a3c", 3.4)]),
        ),
    ),
    "dotted-rocket": Drawn(
        "toy rocket",
        lambda: things.rocket(_shape(3), [paints.dotted("#f4f1e8", "#d2452f", 0.2), *map(_plain, _FINS)]),
        (
            lambda: things.rocket(_shape(3), [paints.striped("#f4f1e8", "#d2452f", 6, 1), *map(_plain, _FINS)]),
            lambda: things.bottle(_shape(3), [paints.dotted("#f4f1e8", "#d2452f", 0.2), *map(_plain, _FINS)]),
        ),
    ),
}
_BEAK = ("#d9622b", "#22262b", "#22262b")
_FINS = ("#23518f", "#f0c22e", "#23518f")


def _robot(body: paints.Paint, head: str, **form: float) -> Solid:
    limbs = paints.striped("#e07b3c", "#33363b", 12, 1, 0.4)
    return shapes.robot(body, subjects.grilled(head, "#33363b"), limbs, _plain("#e5dccb"), _plain("#f7e7a0"), **form)


def instances(seed: int, size: int) -> list[Instance]:
    """The six subjects, which are judged, and after each its look-alikes, which are not; pictures of `size` pixels."""
    drawn = []
    for name, subject in SUBJECTS.items():
        drawn.append(_instance(seed, size, name, subject.category, "test", subject.thing, (REFERENCES, TESTS)))
        for number, thing in enumerate(subject.look_alikes, 1):
            counts = (LOOK_ALIKE_REFERENCES, LOOK_ALIKE_TESTS)
            drawn.append(_instance(seed, size, f"{name}-like-{number}", subject.category, "val", thing, counts))
    return drawn


def _instance(
    seed: int, size: int, name: str, category: str, split: str, thing: Callable[[], Solid], counts: tuple[int, int]
) -> Instance:
    body = thing()
    train = [_shot(index, reference(_stream(seed, name, 0, index), body, index, size)) for index in range(counts[0])]
    test = [_shot(index, snapshot(_stream(seed, name, 1, index), body, size)) for index in range(counts[1])]
    return Instance(name, category, split, train, test)


def _shot(index: int, photo: Photo) -> Shot:
    return Shot(f"{index:02d}", photo.picture, photo.mask)


def _stream(seed: int, name: str, role: int, index: int) -> np.random.Generator:
    """Each picture's own, so that another subject changes none."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), role, index])


def reference(rng: np.random.Generator, body: Solid, index: int, size: int) -> Photo:
    """A photo to learn from: the thing whole, near the middle."""
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.46, 0.6), 0.05, (10, 40)).camera(body.centre[1])
    main = scenes.stand(rng, body, 0, 0, 1.0, AZIMUTHS[index % len(AZIMUTHS)])
    solids = [main, *scenes.clutter(rng, int(rng.integers(0, 4)), place.wall)]
    return scenes.photograph(rng, solids, place, lamp, camera, size, grain=0.004, blur=0.3)


def snapshot(rng: np.random.Generator, body: Solid, size: int) -> Photo:
    """A photo to judge by: any side, small or large, off the middle, among other things, often partly hidden."""
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.22, 0.6), 0.16, (6, 50)).camera(body.centre[1])
    main = scenes.stand(rng, body, 0, 0, rng.uniform(0.9, 1.1))
    solids = [main, *scenes.clutter(rng, int(rng.integers(2, 7)), place.wall)]
    if rng.random() < 0.3:
        solids.append(scenes.occluder(rng, camera, 0.3))
    return scenes.photograph(
        rng, solids, place, lamp, camera, size, grain=rng.uniform(0.002, 0.009), blur=rng.uniform(0.2, 0.9)
    )
