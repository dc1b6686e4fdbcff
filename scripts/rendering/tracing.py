"""Sphere tracing of solids on a ground: visibility, soft shadows, ambient occlusion and shading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rendering.fields import Array, Field, column, length
from rendering.paints import Paint

_HIT = 0.0012
_FAR = np.float32(1e6)


@dataclass(frozen=True)
class Part:
    """A piece of a solid with its own paint; gloss 0 (matt) to 1 (glazed)."""

    distance: Field
    paint: Paint
    gloss: float = 0.25


@dataclass(frozen=True)
class Solid:
    """Parts in local units inside a bounding ball; standing solids rest on y = 0."""

    parts: tuple[Part, ...]
    centre: tuple[float, float, float]
    radius: float

    def distance(self, p: Array) -> Array:
        nearest = self.parts[0].distance(p)
        for part in self.parts[1:]:
            nearest = np.minimum(nearest, part.distance(p))
        return nearest


@dataclass(frozen=True)
class Placed:
    """A solid in the world: turned, scaled, then moved."""

    solid: Solid
    position: tuple[float, float, float]
    scale: float = 1.0
    turn: Array = field(default_factory=lambda: np.eye(3, dtype=np.float32))

    def local(self, p: Array) -> Array:
        return (self.turn.T @ (p - column(self.position))) / np.float32(self.scale)


@dataclass(frozen=True)
class Ground:
    """A floor at y = 0 and, where wall is given, a wall at z = -wall; otherwise a sky."""

    floor: Paint
    backdrop: Paint
    wall: float | None
    gloss: float = 0.1
    name: str = ''


@dataclass(frozen=True)
class Light:
    """A key light (unit direction towards it, linear colour) and the colours of the surroundings."""

    direction: Array
    colour: Array
    sky: Array
    bounce: Array
    softness: float = 10.0
    name: str = ''


@dataclass(frozen=True)
class Camera:
    """A pinhole; focal is in half-picture units, roll in degrees."""

    eye: Array
    target: Array
    focal: float
    roll: float = 0.0

    def rays(self, size: int) -> Array:
        forward = self.target - self.eye
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward[:, 0], (np.sin(np.radians(self.roll)), np.cos(np.radians(self.roll)), 0))
        right = (right / np.linalg.norm(right)).reshape(3, 1)
        up = np.cross(right[:, 0], forward[:, 0]).reshape(3, 1)
        grid = (np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1
        x, y = (plane.reshape(1, -1) for plane in np.meshgrid(grid, -grid))
        rays = (forward * self.focal + right * x + up * y).astype(np.float32)
        return rays / length(rays)


def _interval(origins: Array, rays: Array, centre: Sequence[float], radius: float) -> tuple[Array, Array]:
    """Where rays enter and leave a ball; entry > exit where they miss."""
    q = origins - column(centre)
    b = (q * rays).sum(axis=0)
    room = b * b - (q * q).sum(axis=0) + np.float32(radius * radius)
    root = np.sqrt(np.maximum(room, 0))
    return np.where(room > 0, np.maximum(-b - root, 0), _FAR), np.where(room > 0, -b + root, -_FAR)


def _march(placed: Placed, eye: Array, rays: Array) -> Array:
    """World distances (N,) to the solid along rays from one eye; _FAR where they miss."""
    result = np.full(rays.shape[1], _FAR, np.float32)
    origin = placed.local(eye)
    local = placed.turn.T @ rays
    t, end = _interval(origin, local, placed.solid.centre, placed.solid.radius)
    active = np.nonzero(t < end)[0]
    rays, t, end = local[:, active], t[active], end[active]
    for _ in range(90):
        if not active.size:
            break
        d = placed.solid.distance(origin + rays * t)
        hit = d < _HIT
        result[active[hit]] = t[hit] * placed.scale
        t = t + np.maximum(d * np.float32(0.9), _HIT * 0.5)
        keep = ~hit & (t < end)
        active, rays, t, end = active[keep], rays[:, keep], t[keep], end[keep]
    return result


def _shade(placed: Placed, points: Array, light: Light) -> Array:
    """Light reaching points past one solid, (N,) in [0, 1]."""
    result = np.ones(points.shape[1], np.float32)
    origins = placed.local(points)
    ray = placed.turn.T @ light.direction
    t, end = _interval(origins, ray, placed.solid.centre, placed.solid.radius * 1.12)
    active = np.nonzero(t < end)[0]
    origins, t, end = origins[:, active], np.maximum(t[active], 0.02), end[active]
    seen = np.ones(active.size, np.float32)
    for _ in range(22):
        if not active.size:
            break
        d = placed.solid.distance(origins + ray * t)
        seen = np.minimum(seen, np.clip(0.5 + 0.5 * d * light.softness / t, 0, 1))
        result[active] = seen
        t = t + np.clip(d, 0.03, 0.3)
        keep = (t < end) & (seen > 0.01)
        active, origins, t, end, seen = active[keep], origins[:, keep], t[keep], end[keep], seen[keep]
    return result * result * (3 - 2 * result)


def _occlusion(solids: Sequence[Placed], points: Array, normals: Array, wall: float | None) -> Array:
    """How open the half-space above points is, (N,) in [0, 1]."""
    blocked = np.zeros(points.shape[1], np.float32)
    for step, weight in ((0.06, 1.0), (0.2, 0.8), (0.45, 0.5)):
        q = points + normals * np.float32(step)
        nearest = np.minimum(q[1], np.float32(step))
        if wall is not None:
            nearest = np.minimum(nearest, q[2] + np.float32(wall))
        for placed in solids:
            gap = length(q - column(_middle(placed))) - placed.solid.radius * placed.scale
            near = np.nonzero(gap < step)[0]
            if near.size:
                d = placed.solid.distance(placed.local(q[:, near])) * np.float32(placed.scale)
                nearest[near] = np.minimum(nearest[near], d)
        blocked += np.float32(weight) * (step - nearest) / step
    return np.clip(1 - blocked * np.float32(0.36), 0.12, 1)


def _middle(placed: Placed) -> NDArray[np.float32]:
    offset = placed.turn @ column(placed.solid.centre) * np.float32(placed.scale)
    return (offset + column(placed.position))[:, 0]


def _normals(field: Field, p: Array) -> Array:
    """Unit gradients by four samples on a tetrahedron."""
    total = np.zeros_like(p)
    for corner in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        c = column(corner)
        total += c * field(p + c * np.float32(0.0015))
    return total / np.maximum(length(total), 1e-9)


def _surface(placed: Placed, points: Array) -> tuple[Array, Array, Array]:
    """Normals, colours and gloss of points on a solid."""
    p = placed.local(points)
    normals = placed.turn @ _normals(placed.solid.distance, p)
    distances = np.stack([part.distance(p) for part in placed.solid.parts])
    owner = distances.argmin(axis=0)
    colours, gloss = np.zeros_like(p), np.zeros(p.shape[1], np.float32)
    for index, part in enumerate(placed.solid.parts):
        mine = owner == index
        if mine.any():
            colours[:, mine] = part.paint(p[:, mine])
            gloss[mine] = part.gloss
    return normals, colours, gloss


def _surroundings(light: Light, rays: Array) -> Array:
    """What a mirror would see: a sky gradient with one bright window."""
    up = np.clip(rays[1] * 0.5 + 0.5, 0, 1)
    base = light.bounce + (light.sky - light.bounce) * up
    side = light.direction * column((0.8, 1.0, 0.8)) + column((-0.25, 0.2, 0.3))
    side = side / np.linalg.norm(side)
    window = np.clip(((rays * side).sum(axis=0) - 0.9) * 18, 0, 1)
    return base + light.colour * (1.6 * window)


@dataclass(frozen=True)
class Rendering:
    """Linear colours (S, S, 3) and, per pixel, the index of the solid seen or -1."""

    colours: Array
    owners: NDArray[np.int32]


def render(solids: Sequence[Placed], ground: Ground, light: Light, camera: Camera, size: int) -> Rendering:
    """A square picture of solids on a ground."""
    rays = camera.rays(size)
    depth, owners = np.full(rays.shape[1], _FAR, np.float32), np.full(rays.shape[1], -1, np.int32)
    for index, placed in enumerate(solids):
        distance = _march(placed, camera.eye, rays)
        nearer = distance < depth
        depth[nearer], owners[nearer] = distance[nearer], index
    surface = _ground(ground, camera, rays, depth, owners)
    normals, colours, gloss, sky = surface
    points = camera.eye + rays * depth
    for index, placed in enumerate(solids):
        mine = owners == index
        if mine.any():
            normals[:, mine], colours[:, mine], gloss[mine] = _surface(placed, points[:, mine])
    solid = ~sky
    lit = _lighting(
        solids, ground, light, points[:, solid], normals[:, solid], rays[:, solid], colours[:, solid], gloss[solid]
    )
    colours[:, solid] = lit
    return Rendering(colours.T.reshape(size, size, 3), owners.reshape(size, size))


def _ground(
    ground: Ground, camera: Camera, rays: Array, depth: Array, owners: NDArray[np.int32]
) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
    """Floor, wall and sky behind the solids; writes their distances into depth."""
    normals, colours = np.zeros_like(rays), np.zeros_like(rays)
    gloss = np.zeros(rays.shape[1], np.float32)
    floor = np.where(rays[1] < -1e-4, -camera.eye[1] / np.minimum(rays[1], -1e-4), _FAR)
    wall = np.full_like(floor, _FAR)
    if ground.wall is not None:
        wall = np.where(rays[2] < -1e-4, (-ground.wall - camera.eye[2]) / np.minimum(rays[2], -1e-4), _FAR)
    else:
        floor = np.where(floor < 60, floor, _FAR)
    on_floor = (floor < depth) & (floor <= wall)
    on_wall = (wall < depth) & (wall < floor)
    depth[on_floor], depth[on_wall] = floor[on_floor], wall[on_wall]
    owners[on_floor | on_wall] = -1
    normals[1, on_floor], normals[2, on_wall] = 1, 1
    if on_floor.any():
        colours[:, on_floor] = ground.floor((camera.eye + rays * depth)[:, on_floor])
        gloss[on_floor] = ground.gloss
    if on_wall.any():
        colours[:, on_wall] = ground.backdrop((camera.eye + rays * depth)[:, on_wall])
    sky = (owners < 0) & ~on_floor & ~on_wall
    if sky.any():
        colours[:, sky] = ground.backdrop(rays[:, sky] * 4)
        depth[sky] = 0
    return normals, colours, gloss, sky


def _lighting(
    solids: Sequence[Placed],
    ground: Ground,
    light: Light,
    points: Array,
    normals: Array,
    rays: Array,
    colours: Array,
    gloss: Array,
) -> Array:
    """Outgoing linear light of surface points."""
    lifted = points + normals * np.float32(0.006)
    facing = np.clip((normals * light.direction).sum(axis=0), 0, 1)
    shadow = np.zeros_like(facing)
    bright = np.nonzero(facing > 0.001)[0]
    seen = np.ones(bright.size, np.float32)
    for placed in solids:
        seen *= _shade(placed, lifted[:, bright], light)
    shadow[bright] = seen
    opened = _occlusion(solids, lifted, normals, ground.wall)
    up = np.clip(normals[1] * 0.5 + 0.5, 0, 1)
    ambient = (light.bounce + (light.sky - light.bounce) * up) * opened
    diffuse = colours * (light.colour * (facing * shadow) + ambient)
    cosine = np.clip(-(normals * rays).sum(axis=0), 0, 1)
    mirror = rays + normals * (2 * cosine)
    fresnel = gloss * (0.05 + 0.45 * (1 - cosine) ** 4)
    half = light.direction - rays
    half = half / np.maximum(length(half), 1e-6)
    sharp = np.power(np.clip((normals * half).sum(axis=0), 0, 1), 8 + 110 * gloss)
    highlight = light.colour * (gloss * 0.5 * sharp * shadow)
    return diffuse + _surroundings(light, mirror) * (fresnel * opened) + highlight
