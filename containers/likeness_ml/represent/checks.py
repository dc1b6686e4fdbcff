"""What no training can come of, told before it starts or as soon as it shows."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from likeness_ml.errors import InputError
from likeness_ml.represent.draws import Images
from likeness_ml.represent.settings import Settings

NAMES = {
    "anchor": "augmented photos",
    "positive": "synthetic images of the subject",
    "negative": "images of other things",
}


def check_images(images: Images, settings: Settings) -> None:
    """Raises InputError `OptionInvalid` where a kind that the settings ask for is missing or too few, `DatasetInvalid`
    where all images of a kind are the same picture.
    """
    plain = images.negatives[: len(images.negatives) - images.hard]
    groups = {"anchor": images.anchors, "positive": images.positives, "negative": plain}
    for kind, name in NAMES.items():
        group = groups[kind]
        if kind not in settings.kinds:
            continue
        if not len(group):
            raise InputError(
                "OptionInvalid",
                f"No {kind} is left to train on: have more {name} made, or keep more of them in curation.",
            )
        if len(group) > 1 and bool((group == group[0]).all()):
            raise InputError(
                "DatasetInvalid",
                f"All {len(group)} {name} ({kind}s) are the same picture, of which nothing can be learnt: look at the"
                " photos and at what was made of them.",
            )
    if (
        settings.anchors_from == settings.positives_from != "both"
        and len(groups[min(settings.kinds - {"negative"})]) < 2
    ):
        raise InputError(
            "OptionInvalid",
            f"anchors_from and positives_from are both {settings.positives_from}: that takes two pictures, and there is"
            " one. Give more photos, or take the positives from elsewhere.",
        )


class Diverged(InputError):
    """`OptionInvalid`. The weights after `after` steps can't be gone on from, nor can what was kept of them."""

    def __init__(self, what: str, step: int, after: int, settings: Settings) -> None:
        super().__init__(
            "OptionInvalid",
            f"learning_rate is {settings.learning_rate}: at step {step} {what} no number any more. Set a lower one:"
            " training goes on from the last sound step that was kept.",
        )
        self.after = after


class Losses:
    """Of the steps after `done` steps, on the device: to look at one is to wait for the device."""

    def __init__(self, done: int, settings: Settings) -> None:
        self.done, self.settings = done, settings
        self.unseen: list[Tensor] = []

    def add(self, loss: Tensor) -> None:
        self.unseen.append(loss.detach())

    def newest(self) -> float:
        """Raises Diverged for the first step whose loss is no number."""
        if self.unseen:
            for value in torch.stack(self.unseen).tolist():
                self.done += 1
                if not math.isfinite(value):
                    raise Diverged("the loss is", self.done, self.done - 1, self.settings)
                self.seen = value
            self.unseen = []
        return self.seen


def check_weights(weights: list[Tensor], step: int, settings: Settings) -> None:
    """Before they are kept: the last step's loss was that of the weights before it. Raises Diverged."""
    if not torch.stack([weight.isfinite().all() for weight in weights]).all():
        raise Diverged("the adapter's weights are", step, step, settings)
