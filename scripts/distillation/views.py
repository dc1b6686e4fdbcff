"""Views: two of each picture, cropped, turned, recoloured, and partly covered by one another."""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
import torch
from torch import Tensor

from distillation.pictures import Picture, Pictures

LEAST_CROP = 0.25  # of the picture's area
PASTED, BLENDED = 0.35, 0.08  # shares of the views
UNCHANGED = 0.2  # share of the views that keep their colours
STRIDE = 1_000_003  # between the seeds of different runs


def generators(seed: int, step: int) -> tuple[random.Random, torch.Generator]:
    """What step number `step` draws from: a function of both alone, so a restart needs no generator's state."""
    number = seed * STRIDE + step
    return random.Random(number), torch.Generator().manual_seed(number)


def make_views(pictures: Pictures, count: int, side: int, seed: int, step: int) -> Tensor:
    """The views of one step: float32 [count, 3, side, side] in [0, 1]; number i and i + count / 2 share a picture."""
    rng, generator = generators(seed, step)
    picked = [pictures.draw(rng) for _ in range(count // 2)]
    crops = np.stack([crop(picture, side, rng) for picture in picked + picked])
    views = torch.from_numpy(crops).permute(0, 3, 1, 2).float().div_(255)
    return cover(recolour(views, generator), rng, generator)


def crop(picture: Picture, side: int, rng: random.Random) -> Picture:
    """A random crop, mirrored half the time and turned up to 15 degrees half the time, in one warp to `side` pixels."""
    height, width = picture.shape[:2]
    for _ in range(10):
        area = rng.uniform(LEAST_CROP, 1) * height * width
        ratio = math.exp(rng.uniform(math.log(0.7), math.log(1.43)))
        across, down = math.sqrt(area * ratio), math.sqrt(area / ratio)
        if across <= width and down <= height:
            break
    else:
        across = down = min(width, height)
    centre = np.array(
        [[rng.uniform(across / 2, width - across / 2)], [rng.uniform(down / 2, height - down / 2)]],
    )
    angle = math.radians(rng.uniform(-15, 15)) if rng.random() < 0.5 else 0.0
    mirror = -1 if rng.random() < 0.5 else 1
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[mirror * across * c, -down * s], [mirror * across * s, down * c]], np.float32) / side
    shift = centre - turn @ np.full((2, 1), (side - 1) / 2)
    matrix = np.concatenate([turn, shift], axis=1).astype(np.float32)  # from the view's pixels to the picture's
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(picture, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REFLECT_101)


def recolour(views: Tensor, generator: torch.Generator) -> Tensor:
    """Change each view's brightness, contrast, saturation and hue, but for a fifth of them."""
    matrices, offsets = colour_changes(len(views), generator)
    kept = torch.rand(len(views), generator=generator) < UNCHANGED
    matrices[kept], offsets[kept] = torch.eye(3), 0.0
    return (torch.bmm(matrices, views.flatten(2)) + offsets).clamp_(0, 1).view_as(views)


def colour_changes(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Matrices [count, 3, 3] and offsets [count, 1, 1] for colours in [0, 1].

    A twentieth of them takes all colour away; a quarter turns the hue anywhere, so that shape has to count.
    """

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, 1, 1, generator=generator)

    eye = torch.eye(3)
    saturation = uniform(0.5, 1.6)
    saturation[torch.rand(count, generator=generator) < 0.05] = 0
    grey = torch.tensor([0.299, 0.587, 0.114]).expand(3, 3)
    saturate = saturation * eye + (1 - saturation) * grey
    anywhere = (torch.rand(count, 1, 1, generator=generator) < 0.25).float()
    angle = uniform(-0.25, 0.25) * (1 - anywhere) + uniform(-3.14, 3.14) * anywhere
    k = 1 / 3**0.5
    axis = torch.tensor([[0, -k, k], [k, 0, -k], [-k, k, 0]])
    turn = eye + angle.sin() * axis + (1 - angle.cos()) * (axis @ axis)  # about the grey axis, by Rodrigues
    gain, contrast = uniform(0.7, 1.3), uniform(0.7, 1.3)
    return gain * contrast * (turn @ saturate), (1 - contrast) * 0.5


def cover(views: Tensor, rng: random.Random, generator: torch.Generator) -> Tensor:
    """Paste an ellipse or a box of another view into some, blend others with another: features must be local."""
    count, side = len(views), views.shape[-1]
    others, chance = torch.randperm(count, generator=generator), torch.rand(count, generator=generator)
    masks = torch.zeros(count, 1, side, side)
    rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    for index in (chance < PASTED).nonzero()[:, 0].tolist():
        y, x = rng.uniform(0, side), rng.uniform(0, side)
        high, wide = rng.uniform(0.12, 0.45) * side, rng.uniform(0.12, 0.45) * side
        down, across = (rows - y) / high, (columns - x) / wide
        distance = down**2 + across**2 if rng.random() < 0.5 else torch.maximum(down.abs(), across.abs())
        masks[index, 0] = (distance < 1).float()
    changed = chance < PASTED + BLENDED
    for index in (changed & (chance >= PASTED)).nonzero()[:, 0].tolist():
        masks[index] = rng.uniform(0.2, 0.6)
    rest = changed.nonzero()[:, 0]
    covered = views.clone()
    covered[rest] = views[rest] * (1 - masks[rest]) + views[others[rest]] * masks[rest]
    return covered
