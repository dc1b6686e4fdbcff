"""The paper's augmentation (its section 1.8), of a whole batch at once on the device that has it."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

DEGREES = 10.0
SCALE = (0.8, 1.0)  # of the picture's area
RATIO = (3 / 4, 4 / 3)
TRIES = 10


def augmented(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Square pictures [n, c, s, s], already normalised, to as many of the same size: each flipped or not, turned by up
    to 10 degrees (what comes in is 0, the mean colour, P-T3), and a part of 0.8 to 1 of its area enlarged to the whole.
    `generator` is the CPU's, so that the draws are the same on every device.

    One bilinear resampling does all three; the paper's code resamples twice, turning by the nearest pixel.
    """
    where = placements(len(pixels), generator)
    if pixels.device.type == "cuda":
        where = where.pin_memory().to(pixels.device, non_blocking=True)
    grid = affine_grid(where, list(pixels.shape), align_corners=False)
    return grid_sample(pixels, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def placements(count: int, generator: torch.Generator) -> Tensor:
    """[n, 2, 3]: for a point of the result, where in the picture it is taken from; both from -1 to 1 in x and y."""
    flip = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
    angle = torch.deg2rad((torch.rand(count, generator=generator) * 2 - 1) * DEGREES)
    wide, high = _sizes(count, generator)
    left, top = torch.rand(2, count, generator=generator) * torch.stack([1 - wide, 1 - high])
    centre = torch.stack([2 * left + wide - 1, 2 * top + high - 1], dim=1)
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], dim=1).view(-1, 2, 2)
    turn[:, 0] *= flip[:, None]
    linear = turn @ torch.diag_embed(torch.stack([wide, high], dim=1))
    return torch.cat([linear, turn @ centre[:, :, None]], dim=2)


def _sizes(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Width and height [n] each, as parts of the side: the first that fits of ten tries, else the whole."""
    area = SCALE[0] + (SCALE[1] - SCALE[0]) * torch.rand(count, TRIES, generator=generator)
    low, high = (math.log(bound) for bound in RATIO)
    ratio = (low + (high - low) * torch.rand(count, TRIES, generator=generator)).exp()
    sizes = torch.stack([(area * ratio).sqrt(), (area / ratio).sqrt()])
    fits = (sizes <= 1).all(dim=0)
    first = fits.to(torch.int64).argmax(dim=1, keepdim=True)
    chosen = torch.where(fits.any(dim=1), sizes.gather(2, first.expand(2, count, 1))[..., 0], 1.0)
    return chosen[0], chosen[1]
