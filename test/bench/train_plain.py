"""The plain way to train, as the paper's code goes about it: every file opened, resized and cropped by PIL and its
tensor changed at random for itself, at each step anew; each of the three groups sent through the backbone for itself,
fp32, and each loss read as soon as it is there.

Each change towards ours can be made alone, so that it can be measured alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate, normalize
from transformers import PreTrainedModel

from likeness_ml.images import Preprocessing
from likeness_ml.represent.augment import augmented
from likeness_ml.represent.lora import with_adapter
from likeness_ml.represent.settings import Settings


@dataclass(frozen=True)
class Changes:
    """From the plain way, none, towards ours."""

    decoded_once: bool = False
    batched_augmentation: bool = False
    together: bool = False
    fused_attention: bool = False


class PlainTraining:
    """One adapter. `files` are the pool's pictures, to be seen by `preprocessing`; a step names three groups of them by
    number.
    """

    def __init__(
        self,
        backbone: PreTrainedModel,
        files: Sequence[Path],
        settings: Settings,
        preprocessing: Preprocessing,
        changes: Changes,
    ) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")  # as our program chooses it
        backbone.set_attn_implementation("sdpa" if changes.fused_attention else "eager")
        self.files, self.settings, self.preprocessing, self.changes = list(files), settings, preprocessing, changes
        self.model = with_adapter(backbone.to(self.device), settings).train()
        parameters = [one for one in self.model.parameters() if one.requires_grad]
        self.optimizer = torch.optim.Adam(
            parameters, lr=settings.learning_rate, betas=(settings.beta1, settings.beta2), weight_decay=0
        )
        self.random = np.random.default_rng(settings.seed)
        self.kept = [self.read(file).to(self.device) for file in self.files] if changes.decoded_once else None

    def step(self, groups: Sequence[Sequence[int]], step: int) -> float:
        batches = self.pictures(groups, step)
        torch.manual_seed(self.settings.seed * 1_000_003 + step)
        if self.changes.together:
            vectors = list(self.embed(torch.cat(batches)).split([len(batch) for batch in batches]))
        else:
            vectors = [self.embed(batch) for batch in batches]
        loss = contrast(*vectors, self.settings.temperature)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def pictures(self, groups: Sequence[Sequence[int]], step: int) -> list[Tensor]:
        """[n, 3, side, side] a group, changed at random where the settings say so."""
        alone = self.settings.augment != "none" and not self.changes.batched_augmentation
        changed = [torch.stack([self.picture(number, changed=alone) for number in group]) for group in groups]
        batches = [batch.to(self.device) for batch in changed]
        if self.settings.augment == "none" or alone:
            return batches
        generator = torch.Generator().manual_seed((self.settings.seed * 1_000_003 + step) ^ 0x5DEECE66D)
        return list(augmented(torch.cat(batches), generator).split([len(batch) for batch in batches]))

    def picture(self, number: int, *, changed: bool) -> Tensor:
        pixels = self.read(self.files[number]) if self.kept is None else self.kept[number]
        return self.change(pixels) if changed else pixels

    def read(self, file: Path) -> Tensor:
        """[3, side, side], normalised."""
        return tensor_of(self.preprocessing.cropped(Image.open(file).convert("RGB")), self.preprocessing)

    def change(self, pixels: Tensor) -> Tensor:
        """Flipped or not, turned by up to 10 degrees, and a part of 0.8 to 1 of its area made as large as the whole."""
        side = self.settings.side
        if self.random.random() < 0.5:
            pixels = pixels.flip(2)
        pixels = turned(pixels, math.radians(self.random.uniform(-10, 10)))
        area = side * side * self.random.uniform(0.8, 1)
        ratio = math.exp(self.random.uniform(math.log(3 / 4), math.log(4 / 3)))
        width, height = (min(side, round(math.sqrt(extent))) for extent in (area * ratio, area / ratio))
        left, top = (int(self.random.integers(side - extent + 1)) for extent in (width, height))
        part = pixels[None, :, top : top + height, left : left + width]
        return interpolate(part, size=(side, side), mode="bilinear", antialias=True, align_corners=False)[0]

    def embed(self, pixels: Tensor) -> Tensor:
        found = self.model(pixel_values=pixels).last_hidden_state
        parts = [found[:, 0]]
        if self.settings.feature == "cls+patch":
            parts.append(found[:, 1:].mean(dim=1))
        return normalize(torch.cat(parts, dim=1), dim=1)


def contrast(anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: float) -> Tensor:
    """The paper's loss (its section 1.8), as it is written."""
    attract = torch.exp(anchors @ positives.T / temperature)
    repel = torch.exp(anchors @ negatives.T / temperature).sum(dim=1, keepdim=True)
    return -torch.log(attract / (attract + repel)).mean()


def turned(pixels: Tensor, angle: float) -> Tensor:
    """A square picture by the nearest pixel; what comes in is 0."""
    turn = torch.tensor([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0]])
    grid = affine_grid(turn[None].to(pixels.device), [1, *pixels.shape], align_corners=False)
    return grid_sample(pixels[None], grid, mode="nearest", padding_mode="zeros", align_corners=False)[0]


def tensor_of(picture: np.ndarray, preprocessing: Preprocessing) -> Tensor:
    pixels = torch.from_numpy(picture).permute(2, 0, 1).float() / 255
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (preprocessing.mean, preprocessing.std))
    return (pixels - mean) / deviation
