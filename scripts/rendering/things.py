"""A catalogue of everyday things and toys, about one unit tall, standing on y = 0 and facing +z."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rendering.fields import (
    Field,
    blend,
    box,
    capsule,
    cylinder,
    ellipsoid,
    mirrored,
    moved,
    revolved,
    sphere,
    torus,
    turned,
    union,
    within,
    without,
)
from rendering.paints import Paint
from rendering.shapes import lined, solid
from rendering.tracing import Part, Solid

Thing = Callable[[np.random.Generator, Sequence[Paint]], Solid]


def bottle(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A bottle with a cap and a label."""
    r, neck, h = rng.uniform(0.17, 0.27), rng.uniform(0.06, 0.1), rng.uniform(0.5, 0.75)
    glass = revolved([(0, r * 0.95), (0.04, r), (h, r), (h + 0.18, neck), (h + 0.38, neck)])
    label = cylinder(r + 0.008, h * 0.25, h * 0.8)
    cap = cylinder(neck + 0.025, h + 0.34, h + 0.46, 0.01)
    return solid(Part(glass, paints[0], 0.8), Part(label, paints[1], 0.1), Part(cap, paints[2], 0.3))


def vase(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A vase with a random profile."""
    radii = rng.uniform(0.15, 0.42, 5)
    heights = np.cumsum([0, 0.12, *rng.uniform(0.15, 0.3, 3)])
    profile = [(float(k), float(r)) for k, r in zip(heights, radii, strict=True)]
    hollow = cylinder(float(radii[-1]) - 0.04, float(heights[-1]) - 0.3, float(heights[-1]) + 0.1)
    return solid(Part(without(revolved(profile), hollow), paints[0], rng.uniform(0.2, 0.8)))


def bowl(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A bowl, sometimes with fruit in it."""
    r = rng.uniform(0.4, 0.55)
    shell = [(0, r * 0.45), (0.05, r * 0.5), (0.2, r * 0.85), (0.4, r)]
    dish = without(revolved(shell), revolved([(0.07, r * 0.3), (0.2, r * 0.74), (0.42, r - 0.035)]))
    parts = [Part(dish, paints[0], 0.6)]
    if rng.random() < 0.6:
        spots = [(0.17, 0), (-0.12, 0.15), (-0.08, -0.17)]
        parts.append(Part(union(*[sphere(0.16, (x, 0.34, z)) for x, z in spots]), paints[1], 0.35))
    return solid(*parts)


def ball(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A ball."""
    r = rng.uniform(0.3, 0.45)
    return solid(Part(sphere(r, (0, r, 0)), paints[0], rng.uniform(0.1, 0.8)))


def carton(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A box with a lid and a ribbon."""
    x, y, z = rng.uniform(0.22, 0.45, 3)
    ribbon = union(box((x + 0.01, y + 0.01, 0.05), 0.005, (0, y, 0)), box((0.05, y + 0.01, z + 0.01), 0.005, (0, y, 0)))
    return solid(Part(box((x, y, z), 0.02, (0, y, 0)), paints[0], 0.15), Part(ribbon, paints[1], 0.5))


def books(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A stack of books."""
    parts, y = [], 0.0
    for index in range(int(rng.integers(2, 5))):
        h = rng.uniform(0.06, 0.12)
        half = (rng.uniform(0.32, 0.45), h, rng.uniform(0.24, 0.32))
        book = turned(box(half, 0.015), 'y', rng.uniform(-25, 25))
        parts.append(Part(moved(book, (0, y + h, 0)), paints[index % len(paints)], 0.2))
        y += 2 * h
    return solid(*parts)


def boot(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A boot with a sole, pointing towards +x."""
    shaft = rng.uniform(0.5, 0.9)
    upper = blend(
        0.15, capsule((-0.12, 0.2, 0), (-0.14, shaft, 0), 0.19, 0.2), ellipsoid((0.42, 0.2, 0.19), (0.12, 0.18, 0))
    )
    upper = within(upper, box((1, shaft / 2, 1), 0, (0, shaft / 2 + 0.05, 0)))
    upper = without(upper, cylinder_at(-0.14, 0.15, shaft - 0.25, shaft + 0.4))
    sole = moved(turned(box((0.43, 0.2, 0.05), 0.05), 'x', 90), (0.1, 0.05, 0))
    cuff = moved(torus_flat(0.19, 0.045), (-0.14, shaft, 0))
    return solid(Part(upper, paints[0], 0.3), Part(sole, paints[1], 0.1), Part(cuff, paints[2], 0.2))


def cylinder_at(x: float, radius: float, low: float, high: float) -> Field:
    """A vertical cylinder away from the axis."""
    return moved(cylinder(radius, low, high), (x, 0, 0))


def torus_flat(ring: float, tube: float) -> Field:
    """A torus lying on the floor."""
    return turned(torus(ring, tube), 'x', 90)


def duck(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A bath duck facing +z."""
    body = blend(
        0.12,
        ellipsoid((0.32, 0.26, 0.42), (0, 0.26, 0)),
        sphere(0.24, (0, 0.64, 0.2)),
        ellipsoid((0.1, 0.16, 0.14), (0, 0.42, -0.38)),
    )
    wings = mirrored(ellipsoid((0.08, 0.15, 0.24), (0.31, 0.3, -0.04)))
    bill = ellipsoid((0.12, 0.045, 0.14), (0, 0.6, 0.46))
    eyes = mirrored(sphere(0.04, (0.11, 0.71, 0.39)))
    return solid(Part(union(body, wings), paints[0], 0.5), Part(bill, paints[1], 0.4), Part(eyes, paints[2], 0.9))


def bear(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A sitting bear."""
    trunk = blend(
        0.08,
        ellipsoid((0.3, 0.34, 0.26), (0, 0.34, 0)),
        sphere(0.26, (0, 0.8, 0)),
        mirrored(capsule((0.24, 0.55, 0.02), (0.42, 0.34, 0.16), 0.1)),
        mirrored(capsule((0.16, 0.14, 0.1), (0.26, 0.12, 0.42), 0.12)),
    )
    ears = mirrored(sphere(0.1, (0.2, 1.0, 0)))
    pale = union(ellipsoid((0.2, 0.22, 0.1), (0, 0.34, 0.2)), ellipsoid((0.13, 0.1, 0.12), (0, 0.74, 0.2)))
    dark = union(mirrored(sphere(0.035, (0.09, 0.87, 0.235))), ellipsoid((0.05, 0.035, 0.04), (0, 0.78, 0.31)))
    return solid(Part(union(trunk, ears), paints[0], 0.02), Part(pale, paints[1], 0.02), Part(dark, paints[2], 0.9))


def dinosaur(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A long-necked dinosaur in profile, with plates on its back."""
    body = blend(
        0.15,
        ellipsoid((0.42, 0.26, 0.23), (0, 0.42, 0)),
        capsule((0.3, 0.5, 0), (0.55, 0.92, 0), 0.14, 0.09),
        ellipsoid((0.18, 0.11, 0.12), (0.63, 0.98, 0)),
        capsule((-0.3, 0.4, 0), (-0.85, 0.2, 0), 0.15, 0.03),
    )
    feet = union(*[cylinder_z(x, z) for x in (-0.22, 0.22) for z in (-0.13, 0.13)])
    plates = within(
        union(*[sphere(0.11, (x, 0.68 - abs(x) * 0.25, 0)) for x in (-0.36, -0.18, 0, 0.18)]),
        box((1, 1, 0.03), 0, (0, 0.8, 0)),
    )
    eyes = union(sphere(0.03, (0.68, 1.03, 0.105)), sphere(0.03, (0.68, 1.03, -0.105)))
    return solid(
        Part(blend(0.06, body, feet), paints[0], 0.3), Part(plates, paints[1], 0.3), Part(eyes, paints[2], 0.9)
    )


def cylinder_z(x: float, z: float) -> Field:
    """A leg."""
    return capsule((x, 0.08, z), (x, 0.35, z), 0.09)


def cactus(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A cactus in a pot."""
    pot = revolved([(0, 0.22), (0.3, 0.3), (0.31, 0.34), (0.4, 0.34)])
    stem = blend(
        0.05,
        capsule((0, 0.35, 0), (0, 0.95, 0), 0.15),
        capsule((0, 0.6, 0), (0.3, 0.62, 0), 0.08),
        capsule((0.3, 0.62, 0), (0.3, 0.85, 0), 0.08),
    )
    flower = sphere(0.07, (0, 1.1, 0))
    return solid(Part(pot, paints[0], 0.2), Part(stem, paints[1], 0.1), Part(flower, paints[2], 0.1))


def lamp(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A table lamp."""
    base = union(cylinder(0.26, 0, 0.06, 0.02), cylinder(0.035, 0, 0.7))
    shade = without(revolved([(0.55, 0.4), (0.95, 0.24)]), revolved([(0.5, 0.38), (0.93, 0.22)]))
    return solid(Part(base, paints[0], 0.6), Part(shade, paints[1], 0.05))


def mushroom(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A mushroom."""
    cap = within(ellipsoid((0.46, 0.4, 0.46), (0, 0.5, 0)), box((1, 0.4, 1), 0, (0, 0.88, 0)))
    return solid(Part(cap, paints[0], 0.4), Part(revolved([(0, 0.2), (0.3, 0.14), (0.52, 0.17)]), paints[1], 0.1))


def rocket(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A toy rocket."""
    hull = revolved([(0.15, 0.15), (0.25, 0.2), (0.55, 0.26), (0.85, 0.17), (1.12, 0.02)])
    fins = union(*[turned(box((0.12, 0.2, 0.03), 0.02, (0.26, 0.2, 0)), 'y', a) for a in (20, 140, 260)])
    window = moved(turned(cylinder(0.11, -0.04, 0.05, 0.02), 'x', 90), (0, 0.68, 0.21))
    return solid(Part(hull, paints[0], 0.6), Part(fins, paints[1], 0.4), Part(window, paints[2], 0.9))


def car(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A toy car along x."""
    body = blend(0.06, box((0.55, 0.14, 0.26), 0.08, (0, 0.26, 0)), box((0.28, 0.15, 0.22), 0.09, (-0.05, 0.46, 0)))
    wheel = turned(cylinder(0.13, -0.05, 0.05, 0.02), 'x', 90)
    wheels = union(*[moved(wheel, (x, 0.13, z)) for x in (-0.32, 0.32) for z in (-0.25, 0.25)])
    lamps = union(sphere(0.06, (0.54, 0.28, 0.15)), sphere(0.06, (0.54, 0.28, -0.15)))
    return solid(Part(body, paints[0], 0.7), Part(wheels, paints[1], 0.1), Part(lamps, paints[2], 0.9))


def house(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A toy house with a roof, a door and a chimney."""
    walls = box((0.36, 0.26, 0.28), 0.01, (0, 0.26, 0))
    roof = within(
        moved(turned(box((0.36, 0.36, 0.34), 0.01), 'z', 45), (0, 0.42, 0)), box((1, 0.4, 1), 0, (0, 0.92, 0))
    )
    door = union(box((0.09, 0.16, 0.02), 0.01, (0, 0.16, 0.28)), box((0.07, 0.2, 0.07), 0.01, (0.2, 0.8, 0)))
    return solid(Part(walls, paints[0], 0.1), Part(roof, paints[1], 0.15), Part(door, paints[2], 0.2))


def rings(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A stacking toy."""
    parts = [
        Part(moved(torus_flat(0.3 - 0.05 * i, 0.1), (0, 0.1 + 0.19 * i, 0)), paints[i % len(paints)], 0.5)
        for i in range(5)
    ]
    return solid(*parts, Part(union(cylinder(0.06, 0, 1.0), sphere(0.09, (0, 1.05, 0))), paints[-1], 0.5))


def fruit(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """An apple or a pear with a stalk and a leaf."""
    pear = rng.uniform(0, 0.25)
    flesh = blend(0.2, sphere(0.34, (0, 0.34, 0)), sphere(0.2, (0, 0.5 + pear, 0)))
    stalk = capsule((0, 0.6 + pear, 0), (0.05, 0.85 + pear, 0), 0.025)
    leaf = ellipsoid((0.14, 0.03, 0.07), (0.17, 0.78 + pear, 0))
    return solid(Part(flesh, paints[0], 0.4), Part(union(stalk, leaf), paints[1], 0.1))


def snowman(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A figure of two or three balls with a hat and a nose."""
    body = union(sphere(0.32, (0, 0.3, 0)), sphere(0.24, (0, 0.74, 0)))
    hat = union(cylinder(0.24, 0.9, 0.93, 0.01), cylinder(0.15, 0.9, 1.16, 0.01))
    details = union(
        capsule((0, 0.74, 0.22), (0, 0.72, 0.42), 0.045, 0.01),
        sphere(0.035, (0.08, 0.81, 0.22)),
        sphere(0.035, (-0.08, 0.81, 0.22)),
        sphere(0.035, (0, 0.4, 0.31)),
        sphere(0.035, (0, 0.27, 0.32)),
    )
    return solid(Part(body, paints[0], 0.15), Part(hat, paints[1], 0.2), Part(details, paints[2], 0.3))


def lantern(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A lantern with four posts."""
    posts = union(*[box((0.025, 0.3, 0.025), 0.005, (x, 0.38, z)) for x in (-0.22, 0.22) for z in (-0.22, 0.22)])
    frame = union(
        posts,
        box((0.28, 0.05, 0.28), 0.02, (0, 0.05, 0)),
        revolved([(0.66, 0.38), (0.7, 0.36), (0.9, 0.05)]),
        moved(torus(0.1, 0.02), (0, 0.98, 0)),
    )
    return solid(Part(frame, paints[0], 0.4), Part(cylinder(0.13, 0.08, 0.5), paints[1], 0.3))


def cup(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A handleless cup or tumbler."""
    r, h = rng.uniform(0.26, 0.4), rng.uniform(0.5, 0.95)
    foot = rng.uniform(0.6, 1.0)
    outer = revolved([(0, r * foot), (h, r)])
    inner = revolved([(0.07, r * foot - 0.05), (h + 0.05, r - 0.035)])
    return solid(Part(without(outer, inner), lined(paints[0], paints[1], r * foot - 0.02, 0.06), 0.5))


def pawn(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A game piece."""
    body = revolved([(0, 0.3), (0.08, 0.3), (0.14, 0.2), (0.5, 0.1), (0.62, 0.19), (0.66, 0.1)])
    return solid(
        Part(union(body, sphere(0.19, (0, 0.8, 0))), paints[0], 0.5),
        Part(cylinder(0.31, 0.02, 0.07, 0.01), paints[1], 0.4),
    )


def creature(rng: np.random.Generator, paints: Sequence[Paint]) -> Solid:
    """A rounded animal with random proportions: two or four legs, ears or horns, a tail."""
    w, h, leg = rng.uniform(0.2, 0.32), rng.uniform(0.2, 0.34), rng.uniform(0.12, 0.3)
    head = rng.uniform(0.16, 0.27)
    top = leg + h + 0.75 * h + head * 0.6
    body = blend(
        0.1,
        ellipsoid((w, h, w * rng.uniform(0.9, 1.5)), (0, leg + h * 0.9, 0)),
        sphere(head, (0, top, 0.1)),
        mirrored(capsule((w * 0.5, leg + 0.1, 0.06), (w * 0.55, 0.09, 0.08), 0.09)),
        capsule((0, leg + h * 0.7, -w), (rng.uniform(-0.3, 0.3), leg + h * rng.uniform(0.6, 2), -w - 0.3), 0.08, 0.04),
    )
    ear = mirrored(
        capsule(
            (head * 0.5, top + head * 0.7, 0.06),
            (head * rng.uniform(0.6, 1.2), top + head * rng.uniform(1.1, 1.8), 0.04),
            rng.uniform(0.05, 0.09),
            rng.uniform(0.01, 0.09),
        )
    )
    muzzle = ellipsoid((head * 0.5, head * 0.35, head * 0.5), (0, top - head * 0.25, 0.1 + head * 0.8))
    eyes = mirrored(sphere(0.04, (head * 0.42, top + head * 0.25, 0.08 + head * 0.9)))
    return solid(Part(body, paints[0], 0.15), Part(union(ear, muzzle), paints[1], 0.15), Part(eyes, paints[2], 0.9))


THINGS: tuple[Thing, ...] = (
    bottle,
    vase,
    bowl,
    ball,
    carton,
    books,
    boot,
    duck,
    bear,
    dinosaur,
    cactus,
    lamp,
    mushroom,
    rocket,
    car,
    house,
    creature,
    rings,
    fruit,
    snowman,
    lantern,
    cup,
    pawn,
)
