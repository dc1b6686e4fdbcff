"""Signed distance fields: functions from points (3, N) to distances (N,), both float32.

A negative distance lies inside. Formulas follow the public catalogue of distance functions by Inigo Quilez
(iquilezles.org/articles/distfunctions), written here for arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Field = Callable[[Array], Array]
Vector = tuple[float, float, float]


def column(vector: Sequence[float]) -> Array:
    """A vector as a (3, 1) column."""
    return np.asarray(vector, np.float32).reshape(3, 1)


def length(p: Array) -> Array:
    """Euclidean lengths (N,) of the columns of p."""
    return np.sqrt(np.einsum('ij,ij->j', p, p))


def rotation(axis: str, degrees: float) -> Array:
    """Rotation matrix (3, 3) about 'x', 'y' or 'z'."""
    i, j = {'x': (1, 2), 'y': (2, 0), 'z': (0, 1)}[axis]
    matrix = np.eye(3, dtype=np.float32)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix[i, i] = matrix[j, j] = c
    matrix[i, j], matrix[j, i] = -s, s
    return matrix


def moved(field: Field, offset: Sequence[float]) -> Field:
    """The field translated by offset."""
    shift = column(offset)
    return lambda p: field(p - shift)


def turned(field: Field, axis: str, degrees: float) -> Field:
    """The field rotated about an axis through the origin."""
    inverse = rotation(axis, degrees).T.copy()
    return lambda p: field(inverse @ p)


def mirrored(field: Field) -> Field:
    """The half x >= 0 of the field repeated on the other side."""
    return lambda p: field(np.stack([np.abs(p[0]), p[1], p[2]]))


def sphere(radius: float, centre: Sequence[float] = (0, 0, 0)) -> Field:
    """A ball."""
    c = column(centre)
    return lambda p: length(p - c) - radius


def ellipsoid(radii: Sequence[float], centre: Sequence[float] = (0, 0, 0)) -> Field:
    """An ellipsoid; the distance is a first-order bound."""
    r, c = column(radii), column(centre)

    def distance(p: Array) -> Array:
        q = (p - c) / r
        k0, k1 = length(q), length(q / r)
        return k0 * (k0 - 1.0) / np.maximum(k1, 1e-4)

    return distance


def box(half: Sequence[float], radius: float = 0.0, centre: Sequence[float] = (0, 0, 0)) -> Field:
    """A box with the given half sizes, its edges rounded by radius (which stays inside the half sizes)."""
    h, c = column(half) - radius, column(centre)

    def distance(p: Array) -> Array:
        q = np.abs(p - c) - h
        return length(np.maximum(q, 0)) + np.minimum(q.max(axis=0), 0) - radius

    return distance


def cylinder(radius: float, low: float, high: float, rounding: float = 0.0) -> Field:
    """A vertical cylinder between two heights."""
    middle, half = (low + high) / 2, (high - low) / 2 - rounding

    def distance(p: Array) -> Array:
        a = np.hypot(p[0], p[2]) - (radius - rounding)
        b = np.abs(p[1] - middle) - half
        outside = np.hypot(np.maximum(a, 0), np.maximum(b, 0))
        return outside + np.minimum(np.maximum(a, b), 0) - rounding

    return distance


def torus(ring: float, tube: float, flatten: float = 1.0) -> Field:
    """A torus in the x-y plane; flatten > 1 makes it taller than wide."""

    def distance(p: Array) -> Array:
        a = np.hypot(p[0], p[1] / flatten) - ring
        return (np.hypot(a, p[2]) - tube) / max(1.0, flatten) ** 0.5

    return distance


def loop(half: tuple[float, float], corner: float, tube: float) -> Field:
    """A rounded rectangle bent from a tube, in the x-y plane."""

    def distance(p: Array) -> Array:
        a, b = np.abs(p[0]) - (half[0] - corner), np.abs(p[1]) - (half[1] - corner)
        edge = np.hypot(np.maximum(a, 0), np.maximum(b, 0)) + np.minimum(np.maximum(a, b), 0) - corner
        return np.hypot(edge, p[2]) - tube

    return distance


def capsule(start: Vector, end: Vector, radius: float, end_radius: float | None = None) -> Field:
    """A segment with thickness, tapering linearly from radius to end_radius."""
    a, b = column(start), column(end) - column(start)
    square = float((b * b).sum())
    taper = (radius if end_radius is None else end_radius) - radius
    slope = 1.0 / np.sqrt(1.0 + taper * taper / square)

    def distance(p: Array) -> Array:
        q = p - a
        t = np.clip((q * b).sum(axis=0) / square, 0, 1)
        return (length(q - b * t) - radius - taper * t) * slope

    return distance


def revolved(profile: Sequence[tuple[float, float]]) -> Field:
    """A solid of revolution through (height, radius) knots, smoothed between them and closed at both ends."""
    knots = np.asarray(profile, np.float64)
    heights = np.linspace(knots[0, 0], knots[-1, 0], 96)
    radii = _smooth(knots[:, 0], knots[:, 1], heights)
    steepest = np.abs(np.gradient(radii, heights)).clip(0, 3)
    scale = (1.0 / np.sqrt(1.0 + steepest**2)).astype(np.float32)
    low, high = heights[0], heights[-1]
    per_unit = 95 / (high - low)

    def distance(p: Array) -> Array:
        place = np.clip((p[1] - low) * per_unit, 0, 95)
        index = np.minimum(place.astype(np.int32), 94)
        share = place - index
        radius = table[index] * (1 - share) + table[index + 1] * share
        side = (np.hypot(p[0], p[2]) - radius) * scale[index]
        cap = np.maximum(low - p[1], p[1] - high)
        outside = np.hypot(np.maximum(side, 0), np.maximum(cap, 0))
        return (outside + np.minimum(np.maximum(side, cap), 0)).astype(np.float32)

    table = radii.astype(np.float32)
    return distance


def _smooth(x: NDArray[np.float64], y: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Monotone-limited cubic Hermite interpolation."""
    step = np.diff(x)
    secant = np.diff(y) / step
    slope = np.zeros_like(y)
    same = secant[:-1] * secant[1:] > 0
    slope[1:-1] = np.where(same, 2 * secant[:-1] * secant[1:] / np.where(same, secant[:-1] + secant[1:], 1), 0)
    slope[0], slope[-1] = secant[0], secant[-1]
    i = np.clip(np.searchsorted(x, at) - 1, 0, len(step) - 1)
    t = (at - x[i]) / step[i]
    bend = (1 + 2 * t) * (1 - t) ** 2 * y[i] + t * t * (3 - 2 * t) * y[i + 1]
    return bend + step[i] * (t * (1 - t) ** 2 * slope[i] - t * t * (1 - t) * slope[i + 1])


def union(*fields: Field) -> Field:
    """The nearest of several fields."""

    def distance(p: Array) -> Array:
        nearest = fields[0](p)
        for field in fields[1:]:
            nearest = np.minimum(nearest, field(p))
        return nearest

    return distance


def blend(k: float, *fields: Field) -> Field:
    """A union whose joints are smoothed over about k."""

    def distance(p: Array) -> Array:
        nearest = fields[0](p)
        for field in fields[1:]:
            other = field(p)
            h = np.maximum(k - np.abs(nearest - other), 0) / k
            nearest = np.minimum(nearest, other) - h * h * (k / 4)
        return nearest

    return distance


def without(field: Field, cut: Field) -> Field:
    """The field with another carved out."""
    return lambda p: np.maximum(field(p), -cut(p))


def within(field: Field, limit: Field) -> Field:
    """What two fields share."""
    return lambda p: np.maximum(field(p), limit(p))
