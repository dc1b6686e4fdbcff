"""Solids built from distance fields, about one unit tall, standing on y = 0: the forms of the sample subjects."""

from __future__ import annotations

import numpy as np

from rendering.fields import (
    blend,
    box,
    capsule,
    cylinder,
    loop,
    mirrored,
    moved,
    revolved,
    sphere,
    torus,
    turned,
    union,
    without,
)
from rendering.paints import Paint
from rendering.tracing import Part, Solid


def solid(*parts: Part) -> Solid:
    """Parts with a bounding ball found by sampling their union on a grid."""
    x, y, z = (
        g.ravel()
        for g in np.meshgrid(
            *[np.linspace(a, b, 44, dtype=np.float32) for a, b in ((-1.5, 1.5), (-0.2, 2.0), (-1.5, 1.5))]
        )
    )
    grid = np.stack([x, y, z])
    near = np.min([part.distance(grid) for part in parts], axis=0) < 0.05
    inside = grid[:, near]
    centre = (inside.min(axis=1) + inside.max(axis=1)) / 2
    radius = float(np.linalg.norm(inside - centre[:, None], axis=0).max()) + 0.03
    return Solid(tuple(parts), tuple(float(v) for v in centre), radius)


def lined(outside: Paint, inside: Paint, radius: float, floor: float) -> Paint:
    """One paint for what lies nearer than radius to the axis and above floor, another for the rest."""

    def paint(p: np.ndarray) -> np.ndarray:
        inner = (np.hypot(p[0], p[2]) < radius) & (p[1] > floor)
        return np.where(inner[None, :], inside(p), outside(p))

    return paint


def mug(
    outside: Paint,
    inside: Paint,
    grip: Paint,
    *,
    radius: float = 0.4,
    height: float = 0.95,
    foot: float = 1.0,
    belly: float = 1.0,
    square: bool = False,
    gloss: float = 0.6,
) -> Solid:
    """A mug with its handle towards +x; foot and belly scale the radius at the bottom and in the middle."""
    wall = 0.045
    profile = [(0, radius * foot * 0.93), (0.06, radius * foot), (height / 2, radius * belly), (height, radius)]
    outer = revolved(profile)
    inner = revolved(
        [(0.08, radius * foot - wall - 0.03), (height / 2, radius * belly - wall), (height + 0.1, radius - wall)]
    )
    handle = loop((0.24, 0.29), 0.08 if square else 0.22, 0.06)
    handle = without(moved(handle, (radius + 0.06, height * 0.5, 0)), revolved([(k, r - 0.02) for k, r in profile]))
    cup = Part(without(outer, inner), lined(outside, inside, radius * min(1, belly) - 0.012, 0.07), gloss)
    return solid(cup, Part(handle, grip, gloss))


def teapot(
    body: Paint,
    lid: Paint,
    knob: Paint,
    spout: Paint,
    *,
    width: float = 0.5,
    height: float = 0.72,
    square: bool = False,
    gloss: float = 0.7,
) -> Solid:
    """A teapot with its spout towards +x and its handle towards -x."""
    mid = height * 0.48
    shell = revolved(
        [
            (0, width * 0.62),
            (0.05, width * 0.66),
            (mid * 0.6, width * 0.94),
            (mid, width),
            (height * 0.8, width * 0.74),
            (height, width * 0.5),
        ]
    )
    cover = revolved(
        [
            (height - 0.01, width * 0.56),
            (height + 0.03, width * 0.55),
            (height + 0.1, width * 0.34),
            (height + 0.15, width * 0.1),
        ]
    )
    button = sphere(0.075, (0, height + 0.2, 0))
    tip = width + 0.42
    pipe = blend(
        0.12,
        capsule((width * 0.72, mid * 0.72, 0), (width + 0.14, mid * 0.95, 0), 0.15, 0.1),
        capsule((width + 0.14, mid * 0.95, 0), (width + 0.24, height * 0.8, 0), 0.1, 0.07),
        capsule((width + 0.24, height * 0.8, 0), (tip, height * 1.04, 0), 0.065, 0.05),
    )
    pipe = without(pipe, capsule((tip - 0.04, height * 1.0, 0), (tip + 0.12, height * 1.14, 0), 0.033))
    handle = loop((0.27, 0.25), 0.07 if square else 0.22, 0.05)
    handle = without(moved(handle, (-width - 0.05, height * 0.55, 0)), shell)
    return solid(
        Part(blend(0.04, shell, pipe), _either(body, spout, width * 1.02), gloss),
        Part(cover, lid, gloss),
        Part(button, knob, gloss),
        Part(handle, spout, gloss),
    )


def _either(near: Paint, far: Paint, edge: float) -> Paint:
    """One paint within edge of the axis, another beyond."""
    return lambda p: np.where((np.hypot(p[0], p[2]) < edge)[None, :], near(p), far(p))


def robot(
    body: Paint,
    head: Paint,
    limbs: Paint,
    detail: Paint,
    eyes: Paint,
    *,
    wide: float = 1.0,
    tall: float = 1.0,
    round_head: bool = False,
    gloss: float = 0.5,
) -> Solid:
    """A toy robot with a chest panel, an aerial, gripping hands and a wind-up key at its back."""
    top = 0.26 + 0.44 * tall
    torso = box((0.3 * wide, 0.22 * tall, 0.2), 0.05, (0, 0.26 + 0.22 * tall, 0))
    skull = sphere(0.22, (0, top + 0.2, 0)) if round_head else box((0.23, 0.16, 0.18), 0.05, (0, top + 0.21, 0))
    neck = cylinder(0.09, top - 0.02, top + 0.1)
    forward = 0.2 if round_head else 0.18
    eye = mirrored(moved(turned(cylinder(0.065, -0.04, 0.04, 0.01), 'x', 90), (0.1, top + 0.24, forward)))
    aerial = union(capsule((0, top + 0.3, 0), (0, top + 0.52, 0), 0.018), sphere(0.055, (0, top + 0.54, 0)))
    arm = capsule((0.3 * wide + 0.06, top - 0.1, 0), (0.3 * wide + 0.15, top - 0.3, 0.08), 0.06)
    hand = moved(turned(torus(0.08, 0.035), 'y', 60), (0.3 * wide + 0.16, top - 0.4, 0.12))
    leg = cylinder(0.085, 0.05, 0.3)
    leg = union(moved(leg, (0.15, 0, 0)), box((0.12, 0.06, 0.18), 0.04, (0.15, 0.06, 0.04)))
    key = union(
        turned(moved(cylinder(0.025, 0, 0.16), (0, 0.18, 0)), 'x', -90), box((0.12, 0.05, 0.02), 0.02, (0, 0, -0.36))
    )
    key = moved(key, (0, 0.26 + 0.22 * tall, 0))
    panel = box((0.2 * wide, 0.12 * tall, 0.03), 0.02, (0, 0.27 + 0.24 * tall, 0.195))
    dials = union(
        *[
            moved(turned(cylinder(0.04, -0.03, 0.03, 0.01), 'x', 90), (x * wide, 0.3 + 0.24 * tall, 0.225))
            for x in (-0.11, 0, 0.11)
        ]
    )
    return solid(
        Part(torso, body, gloss),
        Part(skull, head, gloss),
        Part(union(neck, mirrored(union(arm, hand, leg))), limbs, gloss),
        Part(panel, detail, gloss),
        Part(union(eye, dials), eyes, gloss),
        Part(union(aerial, key), detail, gloss),
    )
