"""One adapter from candidates: what of them trains, what of them validates."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

import numpy as np
import torch
from peft import PeftModel

from likeness_ml.represent.draws import Images
from likeness_ml.represent.pool import Candidate
from likeness_ml.represent.subject import KINDS, Subject, training_pixels
from likeness_ml.represent.train import Progress, train
from likeness_ml.represent.validation import EarlyStopping, leave_out


def learn(
    subject: Subject,
    candidates: list[Candidate],
    unseen: Set[str],
    checkpoint: Path,
    progress: Progress,
    look_alikes: Sequence[np.ndarray] = (),
) -> tuple[PeftModel, dict[str, object] | None]:
    """An adapted copy of the subject's backbone, in evaluation mode, and where early stopping is on its record.
    `unseen` are photos that the candidates must not descend from and validation must not show. `look_alikes` (uint8, of
    any size each) are negatives that never validate, so that what stops training is the same with and without them.
    """
    settings = subject.settings
    if not settings.patience:
        return _trained(subject, candidates, look_alikes, checkpoint, progress, None), None
    photos = {name: crop for name, crop in subject.photos.items() if name not in unseen}
    split = leave_out(candidates, photos, settings)
    groups = (split.anchors, split.positives, split.negatives)
    watch = EarlyStopping(Images(*(_pixels(subject, group) for group in groups)), settings)
    model = _trained(subject, split.training, look_alikes, checkpoint, progress, watch)
    return model, split.record() | watch.record()


def _trained(
    subject: Subject,
    candidates: list[Candidate],
    look_alikes: Sequence[np.ndarray],
    checkpoint: Path,
    progress: Progress,
    watch: EarlyStopping | None,
) -> PeftModel:
    anchors, positives, negatives = ([image.pixels for image in candidates if image.kind == kind] for kind in KINDS)
    groups = (anchors, positives, [*negatives, *look_alikes])
    images = Images(*(_pixels(subject, group) for group in groups), hard=len(look_alikes))
    return train(subject.shared.fresh(), images, subject.settings, checkpoint, progress, watch)


def _pixels(subject: Subject, pictures: list[np.ndarray]) -> torch.Tensor:
    side = subject.settings.side
    return training_pixels(pictures, side, subject.preprocessing) if pictures else torch.empty(0, 3, side, side)
