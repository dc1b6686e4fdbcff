"""Whether an adapter also finds where the subject is: in held-out photos that have a mask, without training (paper
sections 2.3.1 to 2.3.4).

Intersection over union with what each photo shows, and not average precision over pictures: a run has one thing and a
handful of photos, and the thing is in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from likeness_ml.errors import InputError
from likeness_ml.evaluation.compare import compare_means
from likeness_ml.evaluation.dense.encode import encode
from likeness_ml.evaluation.dense.framing import Array, box_of
from likeness_ml.evaluation.dense.predict import Prediction, predict
from likeness_ml.evaluation.dense.target import Target, pooling_of, target_of
from likeness_ml.evaluation.dense.threshold import SIZE
from likeness_ml.evaluation.overlaps import box_iou, mask_iou
from likeness_ml.images import Preprocessing, open_image
from likeness_ml.job import Job
from likeness_ml.progress import write_json_atomic
from likeness_ml.represent.subject import Subject

TASKS = ("segmentation", "detection")

Masked = tuple[Array, Array]  # a photo, uint8 [h, w, 3], and its mask, bool [h, w]


def localise(job: Job, subject: Subject, adapted: torch.nn.Module) -> dict[str, object] | None:
    """Each task's comparison of the bare backbone with `adapted`, over the held-out photos that have a mask; None where
    none has. What to look for is learnt from the reference photos and their masks, those of the compose job.

    output/data/dense.json gets what each photo's IoU is. Raises InputError `MaskMismatch` for a mask of another size
    than its held-out photo's.
    """
    photos = [file for file in sorted(job.channel("held-out").glob("*.jpg")) if mask_of(file).exists()]
    references = read_references(job, subject) if photos else []
    if not references:
        return None
    side = side_of(subject)
    finders = [Finder(model, subject.preprocessing, side, references) for model in (subject.base, adapted)]
    found = {}
    for file in photos:
        job.check()
        photo, mask = read_masked(file, mask_of(file))
        if mask.any():
            found[file.stem] = [overlaps(finder.find(photo), mask) for finder in finders]
    if not found:
        return None
    base, personalized = np.array(list(found.values())).transpose(1, 2, 0)  # [tasks, photos] each
    spaces = {"base": base, "personalized": personalized}
    raw = {space: dict(zip(TASKS, ious.tolist(), strict=True)) for space, ious in spaces.items()}
    write_json_atomic(job.data_dir / "dense.json", {"version": 1, "side": side, "photos": list(found), "iou": raw})
    return {
        task: {**compare_means(base[place], personalized[place]), "photos": len(found)}
        for place, task in enumerate(TASKS)
    }


class Finder:
    """One model that has learnt from the references what to look for."""

    def __init__(
        self, model: torch.nn.Module, preprocessing: Preprocessing, side: int, references: Sequence[Masked]
    ) -> None:
        self.model, self.preprocessing, self.side = model, preprocessing, side
        seen = [(encode(model, photo, preprocessing, side), mask) for photo, mask in references]
        self.target: Target = target_of(seen, pooling_of(model.config.model_type))

    def find(self, photo: Array) -> Prediction | None:
        return predict(encode(self.model, photo, self.preprocessing, self.side), self.target)


def overlaps(found: Prediction | None, truth: Array) -> tuple[float, float]:
    """IoU of the mask and of the box, as TASKS; 0 where nothing was found. Masks count as they are, holes included."""
    if found is None:
        return 0.0, 0.0
    boxes = np.array([found.box]), np.array([box_of(truth)])
    return float(mask_iou(found.mask[None], truth[None])[0, 0]), float(box_iou(*boxes)[0, 0])


def side_of(subject: Subject) -> int:
    """Of the square in pixels: as photos are embedded, in whole patches. The small backbone finds things no better in
    a finer grid, whose cost grows with its square.
    """
    patch = subject.base.config.patch_size
    return subject.preprocessing.crop // patch * patch


def mask_of(photo: Path) -> Path:
    return photo.with_name(f"{photo.stem}.mask.png")


def read_references(job: Job, subject: Subject) -> list[Masked]:
    """At the size that the compose job worked on and drew its masks at; none whose mask is empty."""
    pairs = []
    for name in subject.photos:
        drawn = Image.open(job.channel("synthetic") / "masks" / f"{name}.png").convert("L")
        photo = open_image(job.channel("references") / f"{name}.jpg").resize(drawn.size, Image.Resampling.BOX)
        pairs.append((np.asarray(photo), np.asarray(drawn) > 127))
    return [(photo, mask) for photo, mask in pairs if mask.any()]


def read_masked(photo: Path, mask: Path) -> Masked:
    """At most SIZE pixels a side, from where on a mask doesn't get better; of a hair's mask nothing may be left."""
    image, drawn = open_image(photo), Image.open(mask).convert("L")
    if image.size != drawn.size:
        raise InputError(
            "MaskMismatch",
            f"The mask {mask.name} has {drawn.width} x {drawn.height} pixels and its held-out photo {image.width} x"
            f" {image.height}: draw it over the photo.",
        )
    scale = min(1, SIZE / max(image.size))
    width, height = (max(1, round(length * scale)) for length in image.size)
    pixels, grey = (np.asarray(one.resize((width, height), Image.Resampling.BOX)) for one in (image, drawn))
    return pixels, grey > 127
