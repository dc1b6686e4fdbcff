"""What a training draws from, and what each step draws: a function of the seed and the step's number alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from likeness_ml.represent.settings import Settings


@dataclass(frozen=True)
class Images:
    """Images as float32 [n, 3, side, side], normalised for the backbone; a kind that isn't needed may have none.

    Anchors are real pictures of the subject, positives synthetic ones: which of them the loss takes for what is a
    matter of the settings.
    """

    anchors: Tensor
    positives: Tensor
    negatives: Tensor
    hard: int = 0  # so many of the negatives, the last ones, are look-alikes


@dataclass(frozen=True)
class Rows:
    """Numbers of pool images, [n] of int64 each: those to draw from, or those drawn."""

    anchors: Tensor
    positives: Tensor
    negatives: Tensor
    hard: int = 0  # as in Images

    def joined(self) -> Tensor:
        return torch.cat([self.anchors, self.positives, self.negatives])

    def split(self, vectors: Tensor) -> list[Tensor]:
        """Vectors of `joined`'s rows, group by group; a group of one keeps its axis (paper P-T6)."""
        return list(vectors.split([len(self.anchors), len(self.positives), len(self.negatives)]))


@dataclass(frozen=True)
class Pool:
    """All pixels that training and validation see, on the device that trains, and their rows."""

    pixels: Tensor
    training: Rows
    validation: Rows | None

    @classmethod
    def of(cls, images: Images, validation: Images | None, settings: Settings, device: torch.device) -> Pool:
        groups = [images.anchors, images.positives, images.negatives]
        if validation is not None:
            groups += [validation.anchors, validation.positives, validation.negatives]
        starts = torch.tensor([0, *(len(group) for group in groups)]).cumsum(0).tolist()
        rows = [torch.arange(start, end) for start, end in pairwise(starts)]
        subject = {"real": rows[0], "synthetic": rows[1], "both": torch.cat(rows[:2])}
        training = Rows(subject[settings.anchors_from], subject[settings.positives_from], rows[2], images.hard)
        return cls(torch.cat(groups).to(device), training, None if validation is None else Rows(*rows[3:]))


def draw(available: Rows, settings: Settings, step: int) -> Rows:
    """The rows of one step."""
    generator = torch.Generator().manual_seed(settings.seed * 1_000_003 + step)
    plain, hard = available.negatives.split([len(available.negatives) - available.hard, available.hard])
    wanted = settings.hard if available.hard else 0
    # The look-alikes last, so that without them every draw is what it is where there are none.
    groups = (available.anchors, available.positives, plain, hard)
    counts = (settings.anchors, settings.positives, settings.negatives - wanted, wanted)
    drawn = [group[_pick(len(group), count, generator)] for group, count in zip(groups, counts, strict=True)]
    return Rows(*drawn[:2], torch.cat(drawn[2:]), wanted)


def _pick(available: int, count: int, generator: torch.Generator) -> Tensor:
    """Without repeats while there are enough."""
    if not count:
        return torch.empty(0, dtype=torch.int64)
    rounds = -(-count // available)
    return torch.cat([torch.randperm(available, generator=generator) for _ in range(rounds)])[:count]
