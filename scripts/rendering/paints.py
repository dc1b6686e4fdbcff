"""Procedural paints: functions from local points (3, N) to linear colours (3, N), float32 in [0, 1]."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rendering.fields import Array, column

Paint = Callable[[Array], Array]

_LATTICE = np.random.default_rng(20240229).random((32, 32, 32)).astype(np.float32)


def linear(colour: str | Sequence[float]) -> Array:
    """A '#rrggbb' (sRGB) colour, or three sRGB numbers in [0, 1], as a linear (3, 1) column."""
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] if isinstance(colour, str) else list(colour)
    return column(np.power(np.asarray(values, np.float32), 2.2))


def noise(p: Array, scale: float = 1.0, octaves: int = 1) -> Array:
    """Value noise in [0, 1] with the given number of octaves."""
    total, weight, size = np.zeros(p.shape[1], np.float32), 0.0, 1.0
    for octave in range(octaves):
        total += _value(p * np.float32(scale * 2**octave) + np.float32(17.3 * octave)) * np.float32(size)
        weight += size
        size *= 0.5
    return total / np.float32(weight)


def _value(p: Array) -> Array:
    floor = np.floor(p)
    t = p - floor
    t = t * t * (3 - 2 * t)
    x, y, z = floor.astype(np.int32) & 31
    x1, y1, z1 = (x + 1) & 31, (y + 1) & 31, (z + 1) & 31

    def edge(j: Array, k: Array) -> Array:
        a = _LATTICE[x, j, k]
        return a + (_LATTICE[x1, j, k] - a) * t[0]

    near = edge(y, z)
    near = near + (edge(y1, z) - near) * t[1]
    far = edge(y, z1)
    far = far + (edge(y1, z1) - far) * t[1]
    return near + (far - near) * t[2]


def mix(a: Array, b: Array, share: Array) -> Array:
    """Colours a where share is 0, b where it is 1."""
    return a + (b - a) * share[None, :]


def soft(value: Array, edge: float, width: float) -> Array:
    """0 below edge, 1 above, changing over width."""
    t = np.clip((value - edge) / width + 0.5, 0, 1)
    return t * t * (3 - 2 * t)


def around(p: Array) -> Array:
    """Angle about the vertical axis in (-pi, pi], zero towards +z."""
    return np.arctan2(p[0], p[2])


def plain(colour: str, variation: float = 0.06) -> Paint:
    """One colour, slightly uneven."""
    base = linear(colour)
    return lambda p: base * (1 - variation + 2 * variation * noise(p, 3.0, 2))[None, :]


def speckled(colour: str, spot: str, scale: float = 14.0, level: float = 0.78) -> Paint:
    """Small irregular spots on one colour."""
    a, b = linear(colour), linear(spot)
    return lambda p: mix(a, b, soft(noise(p, scale), level, 0.06))


def striped(a: str, b: str, count: float, axis: int = 1, share: float = 0.5) -> Paint:
    """Parallel stripes across an axis, count of them per unit."""
    first, second = linear(a), linear(b)

    def paint(p: Array) -> Array:
        wave = np.abs((p[axis] * count) % 1 - 0.5) * 2
        return mix(first, second, soft(wave, 1 - share, 0.08))

    return paint


def gored(a: str, b: str, count: int) -> Paint:
    """Vertical stripes around the axis, as on a beach ball."""
    first, second = linear(a), linear(b)
    return lambda p: mix(first, second, soft(np.sin(around(p) * count), 0, 0.15))


def checked(a: str, b: str, count: int, rows: float) -> Paint:
    """Squares around the axis."""
    first, second = linear(a), linear(b)
    return lambda p: mix(first, second, soft(np.sin(around(p) * count) * np.sin(p[1] * rows * np.pi), 0, 0.12))


def dotted(colour: str, dot: str, spacing: float = 0.3, size: float = 0.32) -> Paint:
    """Round dots on a staggered three-dimensional lattice."""
    a, b = linear(colour), linear(dot)

    def paint(p: Array) -> Array:
        q = p / spacing
        q = np.stack([q[0] + 0.5 * (np.floor(q[1]) % 2), q[1], q[2]])
        offset = q - np.floor(q) - 0.5
        return mix(b, a, soft(np.sqrt((offset * offset).sum(axis=0)), size, 0.06))

    return paint


def marbled(a: str, b: str, scale: float = 3.0) -> Paint:
    """Veins of one colour in another."""
    first, second = linear(a), linear(b)

    def paint(p: Array) -> Array:
        vein = np.abs(np.sin(scale * (p[0] + p[1] * 0.7 + p[2] * 0.4 + 2.2 * noise(p, scale * 0.7, 4))))
        return mix(second, first, soft(vein, 0.2, 0.6) * (0.75 + 0.25 * noise(p, scale * 2, 3)))

    return paint


def patched(a: str, b: str, scale: float = 3.0, level: float = 0.5) -> Paint:
    """Irregular patches, as on a cow."""
    first, second = linear(a), linear(b)
    return lambda p: mix(first, second, soft(noise(p, scale, 2), level, 0.05))


def wooden(light: str, dark: str, scale: float = 1.0) -> Paint:
    """Grain along x."""
    a, b = linear(light), linear(dark)

    def paint(p: Array) -> Array:
        q = np.stack([p[0] * 0.35, p[1] * 2.0, p[2] * 2.0]) * np.float32(scale)
        rings = noise(q, 1.3, 2) * 9
        grain = 0.6 * np.abs(rings % 1 - 0.5) * 2 + 0.4 * noise(q * column((1, 9, 9)), 2.0)
        return mix(a, b, grain * 0.8)

    return paint


def woven(a: str, b: str, count: float = 2.0) -> Paint:
    """A gingham cloth in the x-z plane."""
    first, second = linear(a), linear(b)

    def paint(p: Array) -> Array:
        s = soft(np.abs((p[0] * count) % 1 - 0.5), 0.25, 0.04)
        t = soft(np.abs((p[2] * count) % 1 - 0.5), 0.25, 0.04)
        thread = 0.9 + 0.1 * np.sin(p[0] * 150) * np.sin(p[2] * 150)
        return mix(first, second, (s + t) / 2) * thread[None, :]

    return paint


def tiled(a: str, b: str, grout: str, count: float = 1.5, u: int = 0, v: int = 2) -> Paint:
    """Tiles of two colours with grout between them, in the plane of axes u and v."""
    first, second, joint = linear(a), linear(b), linear(grout)

    def paint(p: Array) -> Array:
        x, y = p[u] * count, p[v] * count
        odd = ((np.floor(x) + np.floor(y)) % 2).astype(np.float32)
        edge = np.minimum(0.5 - np.abs(x % 1 - 0.5), 0.5 - np.abs(y % 1 - 0.5))
        worn = (0.9 + 0.2 * noise(p, 2.0, 2))[None, :]
        return mix(joint, mix(first, second, odd) * worn, soft(edge, 0.025, 0.02))

    return paint


def planked(light: str, dark: str, width: float = 0.8) -> Paint:
    """Floor boards along x."""
    grain = wooden(light, dark)

    def paint(p: Array) -> Array:
        row = np.floor(p[2] / width)
        shade = 0.75 + 0.4 * ((row * 0.618) % 1)
        gap = soft(0.5 - np.abs((p[2] / width) % 1 - 0.5), 0.012, 0.015)
        shifted = np.stack([p[0] + row * 3.7, p[1] + row * 1.3, p[2]])
        return grain(shifted) * (shade * (0.35 + 0.65 * gap))[None, :]

    return paint


def grassy(dark: str, light: str) -> Paint:
    """Blades seen from above: noise stretched along z, with clumps."""
    a, b = linear(dark), linear(light)

    def paint(p: Array) -> Array:
        blades = noise(p * column((1, 1, 0.3)), 30.0, 2)
        clumps = noise(p, 0.9, 2)
        return mix(a, b, np.clip(blades * 1.3 - 0.25, 0, 1) * (0.4 + 0.8 * clumps))

    return paint


def gritty(colour: str, contrast: float = 0.5) -> Paint:
    """Concrete, sand or carpet."""
    base = linear(colour)

    def paint(p: Array) -> Array:
        grain = 0.55 * noise(p, 18.0, 2) + 0.45 * noise(p, 1.2, 3)
        return base * (1 + contrast * (grain - 0.5) * 2)[None, :]

    return paint
