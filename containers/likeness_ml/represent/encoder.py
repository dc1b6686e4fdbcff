"""From rows of the pool to vectors."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from likeness_ml.backbone import features
from likeness_ml.represent.augment import augmented
from likeness_ml.represent.draws import Rows
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.trunk import AT_ONCE, Trunk, autocast

# What goes through a CPU at once, in values of one channel: ten pictures of 224 pixels. With more the activations of a
# block leave its caches, and a step takes longer for it (docs/benchmarks/train.md).
PIXELS_AT_ONCE = 1 << 19


class Encoder:
    """`model` is a backbone, bare or with an adapter on, and `pixels` the pool's, on one device."""

    def __init__(self, model: nn.Module, pixels: Tensor, settings: Settings, trunk: Trunk | None = None) -> None:
        self.model, self.pixels, self.settings, self.trunk = model, pixels, settings, trunk

    def step(self, drawn: Rows, pixels: Tensor | None) -> list[Tensor]:
        """The vectors of a step's three groups. `pixels` are their augmented images, where they are augmented.

        An image that was drawn twice is encoded once where both would come out the same: not augmented, no dropout.
        """
        rows = drawn.joined()
        distinct, places = rows.unique(return_inverse=True)
        if pixels is not None or self.settings.dropout or len(distinct) == len(rows):
            return drawn.split(self._encode(rows, pixels))
        return drawn.split(self._encode(distinct, None)[moved(places, self.pixels.device)])

    @torch.inference_mode()
    def vectors(self, rows: Tensor) -> Tensor:
        """[n, d] of rows in order, a few images at a time, without gradients."""
        return torch.cat([self._encode(some, None) for some in rows.split(AT_ONCE)])

    def augment(self, drawn: Rows, step: int) -> Tensor:
        """A step's images, [n, 3, side, side], each changed at random: by the seed and the step's number."""
        generator = torch.Generator().manual_seed((self.settings.seed * 1_000_003 + step) ^ 0x5DEECE66D)
        return augmented(self.pixels[moved(drawn.joined(), self.pixels.device)], generator)

    def _encode(self, rows: Tensor, pixels: Tensor | None) -> Tensor:
        rows = moved(rows, self.pixels.device)
        if self.trunk is not None:
            self.trunk.take(rows)
        return self.normalised(self.pixels[rows] if pixels is None else pixels)

    def normalised(self, pixels: Tensor) -> Tensor:
        """[n, 3, side, side] to [n, d] in fp32, L2-normalised."""
        with autocast(pixels.device, self.settings):
            found = torch.cat([features(self.model, some, self.settings.feature) for some in self._split(pixels)])
        return normalize(found.float(), dim=1)

    def _split(self, pixels: Tensor) -> tuple[Tensor, ...]:
        if pixels.device.type != "cpu" or self.trunk is not None:  # whose tokens are all of what was taken
            return (pixels,)
        return pixels.split(max(1, PIXELS_AT_ONCE // pixels[0, 0].numel()))


def moved(tensor: Tensor, device: torch.device) -> Tensor:
    """Onto the device, without waiting for it."""
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor
