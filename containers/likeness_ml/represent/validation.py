"""The guard against overfitting: pictures that never train, and when to stop by them.

What is left out: a share of the synthetic positives and of the negatives; and, where there are three photos and the
rest would still train, one photo with everything that descends from it. The left-out positives and that photo's crops
are measured against crops of the other photos, by the loss that trains, with dropout and augmentation off.

What it can tell: whether the adapter still gets better on pictures that it has not seen. What it can't: left-out
pasted images show the same cut-outs, and left-out negatives the same objects, as images that train, and a generator's
images have all photos as parents; so without a left-out photo it sees that single pictures are learnt by heart, not
that a cut-out is. One photo is one view of the subject. The verdict's held-out photos play no part, so that it stays
blind; in a fold of a cross-validation the photos that the fold judges are absent here too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from likeness_ml.errors import InputError
from likeness_ml.represent.draws import Images
from likeness_ml.represent.pool import Candidate, without
from likeness_ml.represent.settings import Settings

PHOTOS_TO_LEAVE_ONE_OUT = 3


@dataclass(frozen=True)
class Split:
    """Candidates that train, and pictures (uint8, of any size each) that don't."""

    training: list[Candidate]
    anchors: list[np.ndarray]
    positives: list[np.ndarray]
    negatives: list[np.ndarray]
    photo: str | None  # that is left out

    def record(self) -> dict[str, object]:
        counts = {"positives": len(self.positives), "negatives": len(self.negatives)}
        return {"trainedOn": len(self.training), "leftOut": {"photo": self.photo, **counts}}


def leave_out(candidates: list[Candidate], photos: Mapping[str, np.ndarray], settings: Settings) -> Split:
    """`photos` are those whose descendants may be among the candidates. A function of these and of the seed.

    Raises InputError `OptionInvalid` where that leaves nothing to validate on.
    """
    rng = np.random.default_rng(settings.seed)
    photo = left_out_photo(candidates, list(photos), settings, rng)
    training = candidates if photo is None else without(candidates, {photo})
    left = {image.identity for kind in ("positive", "negative") for image in some_of(training, kind, settings, rng)}

    def pictures(kind: str) -> list[np.ndarray]:
        return [image.pixels for image in training if image.kind == kind and image.identity in left]

    positives = pictures("positive")
    if photo is not None:
        real = [image.pixels for image in candidates if image.kind == "anchor" and image.parents == {photo}]
        positives += [photos[photo], *real]
    negatives = pictures("negative")
    if not positives or not negatives:
        raise InputError(
            "OptionInvalid",
            f"patience is {settings.patience}: that takes pictures to leave out, two synthetic positives or three"
            " photos, and two negatives. Have more of them made, or set patience to 0.",
        )
    return Split(
        [image for image in training if image.identity not in left],
        [crop for name, crop in photos.items() if name != photo],
        positives,
        negatives,
        photo,
    )


def left_out_photo(
    candidates: list[Candidate], photos: list[str], settings: Settings, rng: np.random.Generator
) -> str | None:
    """None where there are too few, or where something needed descends from every photo."""
    if len(photos) < PHOTOS_TO_LEAVE_ONE_OUT:
        return None
    photo = photos[rng.integers(len(photos))]
    remaining = {image.kind for image in without(candidates, {photo})}
    return photo if remaining >= settings.kinds else None


def some_of(candidates: list[Candidate], kind: str, settings: Settings, rng: np.random.Generator) -> list[Candidate]:
    """The settings' share at random, at least one, and never all."""
    pool = [image for image in candidates if image.kind == kind]
    count = min(max(1, round(settings.validation_share * len(pool))), len(pool) - 1)
    return [pool[index] for index in sorted(rng.permutation(len(pool))[: max(0, count)])]


@dataclass
class EarlyStopping:
    """Keeps the weights of the lowest validation loss, from before the first step on, and says when it was the last.

    After training `record` tells what happened. Its state travels in the training's checkpoint.
    """

    images: Images
    settings: Settings
    losses: dict[int, float] = field(default_factory=dict)  # by the number of steps done
    best: dict[str, Tensor] = field(default_factory=dict)

    @property
    def best_step(self) -> int:
        return min(self.losses, key=lambda step: (self.losses[step], step))

    @property
    def stopped(self) -> bool:
        """Whether the last `patience` evaluations brought no new best."""
        since = [step for step in self.losses if step > self.best_step] if self.losses else []
        return len(since) >= self.settings.patience

    def due(self, done: int) -> bool:
        return done % self.settings.evaluate_every == 0 or done == self.settings.steps

    def saw(self, done: int, loss: float, weights: dict[str, Tensor]) -> None:
        """`weights` must be a copy. Equal losses are no gain."""
        if not math.isfinite(loss):
            raise InputError(
                "OptionInvalid", f"after step {done} the validation loss is no number: lower learning_rate."
            )
        self.losses[done] = loss
        if self.best_step == done:
            self.best = weights

    def record(self) -> dict[str, object]:
        last = max(self.losses)
        patience = f"no new best in {self.settings.patience} evaluations"
        return {
            "stoppedAt": last,
            "why": patience if self.stopped and last < self.settings.steps else "all steps done",
            "keptStep": self.best_step,
            "evaluations": [{"step": step, "loss": loss} for step, loss in self.losses.items()],
        }
