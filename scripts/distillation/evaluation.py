"""How well a backbone tells things apart that it was not trained on: leave-one-out retrieval over photos."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize
from transformers import Dinov2Model

from likeness_ml.backbone import features, normalise
from likeness_ml.evaluation.metrics import average_precision
from likeness_ml.images import IMAGENET, Preprocessing, open_image, resize_and_crop

CHUNK = 32  # photos a forward pass


@dataclass(frozen=True)
class Subjects:
    """Photos, uint8 [n, side, side, 3], and which subject each shows."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.str_]
    preprocessing: Preprocessing = IMAGENET


def read_subjects(folder: Path, preprocessing: Preprocessing = IMAGENET) -> Subjects:
    """The photos `folder`/SUBJECT/*.jpg, as the backbone wants them."""
    photos = sorted(folder.glob("*/*.jpg"))
    labels = np.array([photo.parent.name for photo in photos])
    if len(set(labels)) < 2 or np.unique(labels, return_counts=True)[1].min() < 2:
        raise SystemExit(f"{folder} needs at least two subjects, each a folder of at least two .jpg photos.")
    size, resize = preprocessing.crop, preprocessing.resize
    pixels = np.stack([resize_and_crop(open_image(photo), size, resize) for photo in photos])
    return Subjects(pixels, labels, preprocessing)


@torch.inference_mode()
def embed(model: Dinov2Model, subjects: Subjects) -> NDArray[np.float32]:
    """Unit CLS vectors [n, width]."""
    chunks = np.array_split(subjects.pixels, -(-len(subjects.pixels) // CHUNK))
    vectors = [features(model, normalise(chunk, subjects.preprocessing)) for chunk in chunks]
    return normalize(torch.cat(vectors), dim=1).numpy()


def retrieval(vectors: NDArray[np.float32], labels: NDArray[np.str_]) -> NDArray[np.float64]:
    """Each photo queries all others: its average precision [n], where photos of its subject are what it looks for."""
    cosines, precisions = vectors @ vectors.T, np.empty(len(labels))
    weights = np.ones((1, len(labels) - 1))
    for index, label in enumerate(labels):
        scores, positive = np.delete(cosines[index], index), np.delete(labels == label, index)
        precisions[index] = average_precision(scores, positive, weights)[0]
    return precisions


def evaluate(model: Dinov2Model, subjects: Subjects) -> dict[str, float]:
    """Mean average precision by subject, and over all photos under the empty name."""
    precisions = retrieval(embed(model, subjects), subjects.labels)
    names = np.unique(subjects.labels)
    by_subject = {str(name): float(precisions[subjects.labels == name].mean()) for name in names}
    return by_subject | {"": float(precisions.mean())}
