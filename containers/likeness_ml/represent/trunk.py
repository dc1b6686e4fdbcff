"""The blocks below the first adapted one: nothing in them learns, so each image goes through them once."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from likeness_ml.backbone import features
from likeness_ml.represent.lora import blocks_of, first_adapted
from likeness_ml.represent.settings import Settings

AT_ONCE = 16  # images


def autocast(device: torch.device, settings: Settings) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=settings.precision == "bf16")


def skipped(tokens: Tensor, *_: object, **__: object) -> Tensor:
    """What a frozen block does meanwhile."""
    return tokens


class Trunk:
    """Tokens [n, 1 + patches, d] of the pool's images as the first adapted block gets them; 0.8 MB an image for
    ViT-B/14 at 224 pixels.

    While it is entered, that block gets the tokens of the rows that `take` was last told, and the blocks below it are
    skipped. The embedding still runs, for a few hundredths of a block's time, and its outcome is not used.
    """

    def __init__(self, model: nn.Module, pixels: Tensor, settings: Settings) -> None:
        self.blocks, self.first = blocks_of(model), first_adapted(model, settings)
        kept: list[Tensor] = []
        hook = self.blocks[self.first].register_forward_pre_hook(lambda _, given: kept.append(given[0]))
        with torch.inference_mode(), autocast(pixels.device, settings):
            for some in pixels.split(AT_ONCE):
                features(model, some, settings.feature)
        hook.remove()
        self.tokens = torch.cat(kept)

    def take(self, rows: Tensor) -> None:
        self.taken = self.tokens[rows]

    def __enter__(self) -> Trunk:
        for block in self.blocks[: self.first]:
            block.forward = skipped  # of this module alone; the list and the weights' names stay as they are
        self.hook = self.blocks[self.first].register_forward_pre_hook(lambda _, given: (self.taken, *given[1:]))
        return self

    def __exit__(self, *_: object) -> None:
        self.hook.remove()
        for block in self.blocks[: self.first]:
            del block.forward
