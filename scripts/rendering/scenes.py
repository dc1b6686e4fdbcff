"""Random places to photograph things in: grounds, lights, cameras and clutter, then the photo itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering import paints
from rendering.fields import box, column, rotation
from rendering.paints import Paint, linear
from rendering.shapes import solid
from rendering.things import THINGS
from rendering.tracing import Camera, Ground, Light, Part, Placed, Solid, render

_LIGHTS = {
    'daylight': ('#fff6e8', 2.0, '#dfe9f7', 0.55),
    'warm': ('#ffc98a', 2.1, '#ffe3c4', 0.4),
    'cool': ('#cfe2ff', 1.9, '#c6d8f5', 0.5),
    'dim': ('#ffd9b0', 1.0, '#b9c2d8', 0.26),
    'side': ('#fff0dc', 2.6, '#c9d3e6', 0.25),
    'overcast': ('#f2f5ff', 0.9, '#eef2fa', 0.85),
}


def colour(
    rng: np.random.Generator, saturation: tuple[float, float] = (0.3, 0.9), value: tuple[float, float] = (0.35, 0.95)
) -> str:
    """A random colour as '#rrggbb'."""
    h, s, v = rng.random() * 6, rng.uniform(*saturation), rng.uniform(*value)
    channels = [v * (1 - s * min(max(abs((h + k) % 6 - 3) - 1, 0), 1)) for k in (0, 4, 2)]
    inverted = [v * (1 - s) + v - c for c in channels]
    return '#' + ''.join(f'{round(c * 255):02x}' for c in inverted)


def paint(rng: np.random.Generator) -> Paint:
    """A random paint for a thing."""
    a, b = colour(rng), colour(rng, (0.0, 0.8), (0.3, 1.0))
    choices = (
        lambda: paints.plain(a),
        lambda: paints.plain(a),
        lambda: paints.speckled(a, b, rng.uniform(6, 16)),
        lambda: paints.striped(a, b, rng.uniform(3, 9), int(rng.integers(3))),
        lambda: paints.gored(a, b, int(rng.integers(3, 9))),
        lambda: paints.checked(a, b, int(rng.integers(3, 8)), rng.uniform(3, 7)),
        lambda: paints.dotted(a, b, rng.uniform(0.14, 0.3)),
        lambda: paints.marbled(a, b, rng.uniform(2, 5)),
        lambda: paints.patched(a, b, rng.uniform(2, 5)),
        lambda: paints.wooden('#d9a066', '#7a4a24', 2.0),
    )
    return choices[int(rng.integers(len(choices)))]()


def ground(rng: np.random.Generator) -> Ground:
    """A table, floor, cloth, lawn or pavement, with a wall or the open air behind."""
    pale = colour(rng, (0.05, 0.35), (0.6, 0.95))
    deep = colour(rng, (0.3, 0.75), (0.3, 0.7))
    walls = (
        lambda: paints.plain(pale),
        lambda: paints.gritty(pale, 0.12),
        lambda: paints.striped(pale, deep, 1.3, 0),
        lambda: paints.tiled(pale, pale, '#8a8a86', 1.4, 0, 1),
        lambda: paints.dotted(pale, deep, 0.7, 0.2),
        lambda: paints.tiled('#a0563f', '#8f4a38', '#c9c0b2', 1.6, 0, 1),
        lambda: paints.planked('#cdb08a', '#8d6a45'),
    )
    floors = (
        ('a wooden floor', lambda: paints.planked('#c99a62', '#7d5230')),
        ('a dark wooden floor', lambda: paints.planked('#8a5a3a', '#4a2c1a', 1.2)),
        ('a wooden table', lambda: paints.wooden('#e0bd8c', '#a9794a')),
        ('a woven cloth', lambda: paints.woven('#f4efe6', deep, rng.uniform(1.2, 3))),
        ('a tiled floor', lambda: paints.tiled(pale, deep, '#5d5a55', rng.uniform(0.7, 1.6))),
        ('a rough floor', lambda: paints.gritty(deep, 0.35)),
        ('a marble table', lambda: paints.marbled('#eeeae4', '#8f8a86', 2.4)),
        ('a plain table', lambda: paints.plain(deep)),
        ('a stone floor', lambda: paints.gritty('#b9b2a6', 0.4)),
        ('a striped cloth', lambda: paints.striped('#efe6d6', deep, rng.uniform(1, 2.5), int(rng.choice([0, 2])))),
    )
    if rng.random() < 0.22:
        grass = rng.random() < 0.65
        floor = paints.grassy('#1f4a16', '#8fb84a') if grass else paints.gritty('#a99f92', 0.5)
        return Ground(floor, _outdoors(rng), None, 0.0, 'grass' if grass else 'gravel')
    name, make = floors[int(rng.integers(len(floors)))]
    floor, wall = make(), walls[int(rng.integers(len(walls)))]()
    return Ground(floor, wall, rng.uniform(1.3, 3.2), rng.choice([0.0, 0.1, 0.35]), name)


def _outdoors(rng: np.random.Generator) -> Paint:
    """Hedges out of focus below a sky, for directions scaled by four."""
    low, high, hedge = linear('#dce8f2'), linear('#7fb0e0'), linear(colour(rng, (0.4, 0.7), (0.2, 0.45)))
    offset = rng.uniform(0, 30)

    def sky(p: np.ndarray) -> np.ndarray:
        base = paints.mix(low, high, np.clip(p[1] / 2, 0, 1))
        edge = 0.5 + 1.0 * paints.noise(p * column((1, 0, 1)) + np.float32(offset), 0.9, 2)
        leaves = hedge * (0.5 + 0.9 * paints.noise(p + np.float32(offset), 2.5, 2))[None, :]
        return np.where((p[1] < edge)[None, :], leaves, base)

    return sky


def light(rng: np.random.Generator) -> Light:
    """One of a few kinds of light from a random side."""
    kind = list(_LIGHTS)[int(rng.integers(len(_LIGHTS)))]
    tint, power, sky, fill = _LIGHTS[kind]
    height = rng.uniform(0.25, 0.5) if kind == 'side' else rng.uniform(0.5, 1.3)
    angle = rng.uniform(-1.25, 1.25)
    direction = column((np.sin(angle), height, np.cos(angle) * 0.8))
    ambient = linear(sky) * np.float32(fill * rng.uniform(0.8, 1.2))
    return Light(
        direction / np.linalg.norm(direction),
        linear(tint) * np.float32(power * rng.uniform(0.8, 1.15)),
        ambient,
        ambient * linear('#d8c8b4'),
        rng.uniform(5, 16),
        kind,
    )


@dataclass(frozen=True)
class View:
    """How a photo is taken: degrees of elevation, the share of the picture a unit spans, and where it is centred."""

    elevation: float
    span: float
    shift: tuple[float, float]
    roll: float

    def camera(self, height: float = 0.48) -> Camera:
        """The camera that centres what stands at a height in the middle of the scene."""
        focal = 2.6
        distance = focal / (2 * self.span)
        e = np.radians(self.elevation)
        target = np.array([[-self.shift[0] / self.span], [height - self.shift[1] / self.span], [0]], np.float32)
        eye = target + column((0, np.sin(e) * distance, np.cos(e) * distance))
        eye[1] = max(float(eye[1, 0]), 0.12)
        return Camera(eye.astype(np.float32), target, focal, self.roll)


def view(rng: np.random.Generator, span: tuple[float, float], shift: float, elevation: tuple[float, float]) -> View:
    """A random view."""
    return View(
        rng.uniform(*elevation),
        rng.uniform(*span),
        (rng.uniform(-shift, shift), rng.uniform(-shift, shift)),
        rng.normal(0, 3),
    )


def thing(rng: np.random.Generator) -> Solid:
    """A random thing in random paints."""
    return THINGS[int(rng.integers(len(THINGS)))](rng, [paint(rng) for _ in range(4)])


def stand(
    rng: np.random.Generator, body: Solid, x: float, z: float, scale: float, azimuth: float | None = None
) -> Placed:
    """A thing standing on the floor, turned by azimuth degrees."""
    turn = rotation('y', rng.uniform(0, 360) if azimuth is None else azimuth)
    return Placed(body, (x, 0.0, z), scale, turn)


def clutter(rng: np.random.Generator, count: int, wall: float | None, clear: float = 0.75) -> list[Placed]:
    """Things beside and behind the middle, not overlapping it or each other."""
    placed: list[Placed] = []
    back = min(2.6, (wall or 3.0) - 0.55)
    for _ in range(count * 12):
        if len(placed) == count:
            break
        scale = rng.uniform(0.5, 1.2)
        x, z = rng.uniform(-2.2, 2.2), rng.uniform(-back, 0.45)
        size = 0.45 * scale
        if np.hypot(x, z) < clear + size or (z > 0 and abs(x) < clear + size):
            continue
        if any(np.hypot(x - o.position[0], z - o.position[2]) < size + 0.45 * o.scale for o in placed):
            continue
        placed.append(stand(rng, thing(rng), x, z, scale))
    return placed


def shelf(rng: np.random.Generator, wall: float) -> Placed:
    """A board on the wall, above the things."""
    board = solid(Part(box((1.45, 0.05, 0.2), 0.01, (0, 0.05, 0)), paints.wooden('#c79a66', '#7a5230'), 0.1))
    return Placed(board, (rng.uniform(-0.6, 0.6), rng.uniform(1.15, 1.5), -wall + 0.2), rng.uniform(1.0, 1.4))


def occluder(rng: np.random.Generator, camera: Camera, reach: float) -> Placed:
    """A thing between the camera and the middle, off to one side so that it hides a part."""
    side = rng.choice([-1.0, 1.0])
    scale = rng.uniform(0.35, 0.65)
    z = rng.uniform(0.75, 1.0)
    return stand(rng, thing(rng), side * reach * rng.uniform(0.8, 1.2) + float(camera.target[0, 0]) * 0.2, z, scale)


@dataclass(frozen=True)
class Photo:
    """An sRGB picture (S, S, 3) uint8 and the mask (S, S) uint8, 0 or 255, of its main thing."""

    picture: NDArray[np.uint8]
    mask: NDArray[np.uint8]


def photograph(
    rng: np.random.Generator,
    solids: Sequence[Placed],
    place: Ground,
    lamp: Light,
    camera: Camera,
    size: int,
    grain: float = 0.008,
    blur: float = 0.5,
) -> Photo:
    """Render at half as many pixels again, shrink, and add what a camera adds; the mask shows solids[0]."""
    image = render(solids, place, lamp, camera, size * 3 // 2)
    colours = cv2.resize(image.colours, (size, size), interpolation=cv2.INTER_AREA)
    cover = cv2.resize((image.owners == 0).astype(np.float32), (size, size), interpolation=cv2.INTER_AREA)
    exposed = colours * np.float32(rng.uniform(0.85, 1.15)) * (1 + rng.normal(0, 0.03, 3)).astype(np.float32)
    toned = np.clip(exposed * (2.51 * exposed + 0.03) / (exposed * (2.43 * exposed + 0.59) + 0.14), 0, 1)
    display = np.power(toned, 1 / 2.2)
    if blur > 0:
        display = cv2.GaussianBlur(display, (0, 0), 0.3 + blur)
    grid = np.linspace(-1, 1, size, dtype=np.float32)
    vignette = 1 - 0.12 * (grid[:, None] ** 2 + grid[None, :] ** 2)
    noisy = display * vignette[:, :, None] + rng.normal(0, grain, display.shape)
    return Photo((np.clip(noisy, 0, 1) * 255 + 0.5).astype(np.uint8), np.where(cover > 0.5, 255, 0).astype(np.uint8))
