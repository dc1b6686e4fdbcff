"""The sample subjects, their look-alikes, and the photos of them that ship."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rendering import paints, scenes, shapes, things
from rendering.fields import Array
from rendering.paints import Paint, linear, mix, soft
from rendering.scenes import Photo
from rendering.tracing import Solid

SIZE = 336
REFERENCES, HELD_OUT, OTHERS = 12, 22, 72
_STREAMS = {'reference': 21, 'held-out': 22, 'other': 23}


def sunrise(base: str, drip: str, motif: str, foot: str) -> Paint:
    """Glaze running down from the rim over a speckled body, with a sun in front and waves behind."""
    body, glaze, ink, clay = paints.speckled(base, '#9a7a5a', 42.0, 0.86), linear(drip), linear(motif), linear(foot)

    def paint(p: Array) -> Array:
        angle, y = paints.around(p), p[1]
        colours = body(p)
        u, v = angle * 0.4, y - 0.33
        away, turn = np.hypot(u, v), np.arctan2(v, u)
        rays = soft(np.cos(turn * 9), 0.1, 0.3) * soft(away, 0.135, 0.01) * (1 - soft(away, 0.205, 0.01))
        sun = np.maximum(1 - soft(away, 0.105, 0.01), rays)
        behind = (np.abs(angle) > 2.1).astype(np.float32)
        wave = np.abs((y - 0.3 - 0.03 * np.sin(angle * 12)) / 0.11 + 0.5) % 1
        waves = behind * (np.abs(y - 0.32) < 0.16) * (1 - soft(np.abs(wave - 0.5), 0.17, 0.06))
        colours = mix(colours, ink, np.maximum(sun, waves))
        edge = 0.67 + 0.05 * np.sin(angle * 4 + 0.6) + 0.045 * np.sin(angle * 9 + 2) + 0.02 * np.sin(angle * 17)
        shaded = glaze * (0.8 + 0.4 * paints.noise(p, 5.0, 2))[None, :]
        colours = mix(colours, shaded, soft(y - edge, 0, 0.015))
        return mix(clay * np.ones_like(p), colours, soft(y, 0.07, 0.01))

    return paint


def blossom(base: str, ink: str, petals: int = 5, heart: str = '#e8b23a') -> Paint:
    """Flowers with leaves between them around the belly, and bands above and below."""
    ground, blue, gold = linear(base), linear(ink), linear(heart)

    def paint(p: Array) -> Array:
        angle, y = paints.around(p), p[1]
        sector = 2 * np.pi / 5
        u = ((angle + sector / 2) % sector - sector / 2) * 0.46
        v = y - 0.35
        away, turn = np.hypot(u, v), np.arctan2(v, u)
        flower = 1 - soft(away / (0.6 + 0.4 * np.cos(petals * turn)), 0.15, 0.02)
        w = ((angle) % sector - sector / 2) * 0.46
        stem = v - 0.06 * np.sin(w * 16)
        leaf = 1 - soft(np.hypot((np.abs(w) - 0.07) / 1.8, stem), 0.032, 0.008)
        leaf = np.maximum(leaf, (1 - soft(np.abs(stem), 0.008, 0.008)) * (np.abs(w) < 0.17))
        bands = np.maximum(1 - soft(np.abs(y - 0.1), 0.022, 0.008), 1 - soft(np.abs(y - 0.6), 0.016, 0.008))
        beads = 1 - soft(np.hypot(((angle * 12 / np.pi) % 1 - 0.5) * 0.1, y - 0.655), 0.02, 0.006)
        colours = mix(ground * np.ones_like(p), blue, np.maximum.reduce([flower, leaf, bands, beads]))
        return mix(gold * np.ones_like(p), colours, soft(away, 0.035, 0.01))

    return paint


def riveted(base: str, stripe: str, rivet: str) -> Paint:
    """Painted tin with a belt, rivets and a little wear."""
    tin, belt, metal = linear(base), linear(stripe), linear(rivet)

    def paint(p: Array) -> Array:
        worn = (0.86 + 0.24 * paints.noise(p, 4.0, 3))[None, :]
        colours = mix(tin * worn, belt, 1 - soft(np.abs(p[1] - 0.335), 0.035, 0.01))
        x, y = (p[0] / 0.1) % 1 - 0.5, (p[1] - 0.63) / 0.1
        colours = mix(metal * np.ones_like(p), colours, soft(np.hypot(x, y), 0.2, 0.06))
        chips = soft(paints.noise(p, 9.0, 2), 0.8, 0.03)
        return mix(colours, metal, chips)

    return paint


def grilled(base: str, mouth: str) -> Paint:
    """A robot's face: tin with a barred mouth."""
    tin, dark = paints.plain(base, 0.12), linear(mouth)

    def paint(p: Array) -> Array:
        inside = (np.abs(p[0]) < 0.13) & (np.abs(p[1] - 0.825) < 0.035) & (p[2] > 0.1)
        bars = soft(np.abs((p[0] * 26) % 1 - 0.5), 0.2, 0.1)
        return mix(tin(p), dark, inside * bars)

    return paint


def _mug(paint: Paint, inside: str = '#0f4f55', grip: str = '#e2694a', **form: float) -> Solid:
    return shapes.mug(paint, paints.plain(inside), paints.plain(grip), **form)


def _teapot(paint: Paint, ink: str = '#1f3f96', knob: str = '#d99a2b', pale: str = '#f3f1ea', **form: float) -> Solid:
    return shapes.teapot(paint, paints.gored(pale, ink, 8), paints.plain(knob), _tipped(pale, ink), **form)


def _tipped(pale: str, ink: str) -> Paint:
    """A spout and a handle banded in ink."""
    a, b = linear(pale), linear(ink)
    return lambda p: mix(a * np.ones_like(p), b, soft(np.sin(p[1] * 40), 0.3, 0.3))


def _robot(
    body: Paint,
    head: str = '#2c9c94',
    limbs: tuple[str, str] = ('#f0b92e', '#2b2b2e'),
    panel: str = '#f2e6c8',
    eyes: str = '#fbe9a8',
    **form: float,
) -> Solid:
    return shapes.robot(
        body,
        grilled(head, '#2b2b2e'),
        paints.striped(*limbs, 14, 1, 0.35),
        paints.plain(panel),
        paints.plain(eyes),
        **form,
    )


_SUN = ('#efe3cb', '#157a80', '#e2694a', '#a9603f')
_TIN = ('#c8322d', '#f2e6c8', '#e5dccb')


@dataclass(frozen=True)
class Subject:
    """A thing to recognise, its category, and others easily taken for it."""

    category: str
    thing: Callable[[], Solid]
    lookalikes: tuple[Callable[[], Solid], ...]
    scale: float = 1.0


SUBJECTS: dict[str, Subject] = {
    'sunrise-mug': Subject(
        'mug',
        lambda: _mug(sunrise(*_SUN)),
        (
            lambda: _mug(sunrise('#e9e4da', '#3b4f8f', '#3b4f8f', '#a9603f'), '#2a3766', '#3b4f8f'),
            lambda: _mug(paints.plain('#157a80'), '#efe3cb', '#157a80'),
            lambda: _mug(paints.striped('#efe3cb', '#157a80', 5), '#0f4f55', '#e2694a'),
            lambda: _mug(paints.dotted('#efe3cb', '#e2694a', 0.2), '#e2694a', '#157a80'),
            lambda: _mug(sunrise(*_SUN), radius=0.46, height=0.6, foot=0.6, belly=1.05),
            lambda: _mug(sunrise('#3f7f5a', '#efe3cb', '#efe3cb', '#a9603f'), '#efe3cb', '#3f7f5a', belly=1.12),
            lambda: _mug(paints.speckled('#efe3cb', '#8a6a4c', 26, 0.8), '#efe3cb', '#efe3cb'),
            lambda: _mug(paints.checked('#e2694a', '#efe3cb', 8, 5), '#157a80', '#157a80', square=True, foot=0.8),
            lambda: _mug(sunrise('#f2d9a0', '#a8403a', '#157a80', '#5b4636'), '#5f221f', '#157a80', square=True),
            lambda: _teapot(sunrise(*_SUN), '#157a80', '#e2694a', '#efe3cb'),
        ),
    ),
    'tin-robot': Subject(
        'toy',
        lambda: _robot(riveted(*_TIN), wide=1.15),
        (
            lambda: _robot(riveted('#2c5fa8', '#f2e6c8', '#dfe3e6')),
            lambda: _robot(riveted('#3d8f57', '#f0c22e', '#dfe3e6'), '#c9a36b', ('#3d8f57', '#22472f')),
            lambda: _robot(
                riveted('#b9bdc2', '#c8322d', '#6b6f75'), '#b9bdc2', ('#c8322d', '#7c1f1c'), '#2b2b2e', '#e8b23a'
            ),
            lambda: _robot(riveted(*_TIN), round_head=True, wide=0.75),
            lambda: _robot(
                riveted(*_TIN), '#c8322d', ('#cfd4d6', '#8a9095'), '#cfd4d6', '#f0c22e', tall=1.25, wide=0.8
            ),
            lambda: _robot(
                paints.plain('#f0c22e'), '#f0c22e', ('#c8322d', '#7c1f1c'), '#cfd4d6', '#2b2b2e', wide=1.2, tall=0.75
            ),
            lambda: _robot(
                paints.striped('#c8322d', '#f2e6c8', 8), '#f2e6c8', ('#1f9e94', '#135c57'), '#f0c22e', '#2b2b2e'
            ),
            lambda: things.rocket(
                np.random.default_rng(1), [riveted(*_TIN), paints.plain('#f0c22e'), paints.plain('#1f9e94')]
            ),
            lambda: things.car(
                np.random.default_rng(1), [riveted(*_TIN), paints.plain('#2b2b2e'), paints.plain('#f0c22e')]
            ),
            lambda: _robot(
                riveted('#7a4fa0', '#f2e6c8', '#dfe3e6'), '#e5dccb', ('#e2694a', '#7a2f1c'), round_head=True
            ),
        ),
        1.12,
    ),
    'blossom-teapot': Subject(
        'teapot',
        lambda: _teapot(blossom('#f3f1ea', '#1f3f96')),
        (
            lambda: _teapot(blossom('#f3f1ea', '#a03333'), '#a03333', '#a03333'),
            lambda: _teapot(paints.plain('#1f3f96'), '#1f3f96', '#f3f1ea', '#1f3f96'),
            lambda: _teapot(paints.striped('#f3f1ea', '#1f3f96', 7)),
            lambda: _teapot(paints.dotted('#f3f1ea', '#1f3f96', 0.17), square=True),
            lambda: _teapot(blossom('#f3f1ea', '#1f3f96'), width=0.38, height=0.9, square=True),
            lambda: _teapot(blossom('#cfe0d2', '#2f6b4a', 4), '#2f6b4a', '#8a5a3a', '#cfe0d2'),
            lambda: _teapot(paints.plain('#f3f1ea'), '#f3f1ea', '#f3f1ea'),
            lambda: shapes.mug(
                blossom('#f3f1ea', '#1f3f96'), paints.plain('#f3f1ea'), paints.plain('#1f3f96'), height=0.72
            ),
            lambda: things.vase(np.random.default_rng(3), [blossom('#f3f1ea', '#1f3f96')]),
            lambda: _teapot(paints.marbled('#f3f1ea', '#4a62a8', 4.0), '#4a62a8', '#d99a2b'),
        ),
        0.88,
    ),
}


def reference(seed: int, subject: str, index: int) -> Photo:
    """A photo to learn from: the thing whole, near the middle, from all around."""
    rng = _stream(seed, subject, 'reference', index)
    place, lamp = scenes.ground(rng), scenes.light(rng)
    body, scale = SUBJECTS[subject].thing(), SUBJECTS[subject].scale
    camera = scenes.view(rng, (0.46, 0.6), 0.05, (10, 40)).camera(body.centre[1] * scale)
    azimuth = (25 + index * 137.5 + rng.uniform(-15, 15)) % 360 if index >= 3 else (-25, 40, 150)[index]
    main = scenes.stand(rng, body, 0, 0, scale, azimuth)
    solids = [main, *scenes.clutter(rng, int(rng.integers(0, 4)), place.wall)]
    return scenes.photograph(rng, solids, place, lamp, camera, SIZE, grain=0.004, blur=0.3)


def held_out(seed: int, subject: str, index: int) -> Photo:
    """A photo to judge by: any side, size and place, often partly hidden."""
    rng = _stream(seed, subject, 'held-out', index)
    return _snapshot(rng, SUBJECTS[subject].thing(), SUBJECTS[subject].scale)


def other(seed: int, index: int) -> Photo:
    """A photo of something else: a look-alike, then random things."""
    rng = _stream(seed, '', 'other', index)
    lookalikes = [(build, subject.scale) for subject in SUBJECTS.values() for build in subject.lookalikes]
    if index < len(lookalikes):
        build, scale = lookalikes[index]
        return _snapshot(rng, build(), scale)
    return _snapshot(rng, scenes.thing(rng), 1.0)


def _stream(seed: int, subject: str, role: str, index: int) -> np.random.Generator:
    number = list(SUBJECTS).index(subject) if subject else 0
    return np.random.default_rng([seed, _STREAMS[role], number, index])


def _snapshot(rng: np.random.Generator, body: Solid, scale: float) -> Photo:
    """A casual photo of a thing among others."""
    place, lamp = scenes.ground(rng), scenes.light(rng)
    camera = scenes.view(rng, (0.36, 0.6), 0.1, (6, 50)).camera(body.centre[1] * scale)
    main = scenes.stand(rng, body, 0, 0, scale * rng.uniform(0.9, 1.1))
    solids = [main, *scenes.clutter(rng, int(rng.integers(1, 7)), place.wall)]
    if place.wall is not None and rng.random() < 0.25:
        solids.append(scenes.shelf(rng, place.wall))
    if rng.random() < 0.4:
        solids.append(scenes.occluder(rng, camera, 0.3))
    return scenes.photograph(
        rng, solids, place, lamp, camera, SIZE, grain=rng.uniform(0.002, 0.009), blur=rng.uniform(0.2, 0.9)
    )
