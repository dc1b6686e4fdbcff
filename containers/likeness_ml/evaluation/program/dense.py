"""How one picture is looked at for the dense tasks: the paper's protocol, by the cosines and, where there is a SAM, by
that too (paper section 2.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from transformers.models.sam.modeling_sam import SamModel

from likeness_ml.evaluation.datasets import Picture
from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Array, box_of
from likeness_ml.evaluation.dense.mixing import Mixing
from likeness_ml.evaluation.dense.peaks import peaks, strongest
from likeness_ml.evaluation.dense.persam import Pointing, predict_guided, tune
from likeness_ml.evaluation.dense.predict import Prediction, predict
from likeness_ml.evaluation.dense.sam import Seen, see
from likeness_ml.evaluation.dense.target import Pooling, Target, pooling_of, target_of
from likeness_ml.evaluation.masks import filled_outline
from likeness_ml.evaluation.overlaps import mask_iou
from likeness_ml.evaluation.program.models import Models

Method = Literal["threshold", "persam"]

CELLS = 64  # a side of the grid, whatever the patch
# One prediction as numbers, and the object that it should find; NaN where there is neither.
COLUMNS = (
    "score",
    "x",
    "y",
    "width",
    "height",
    "area",
    "iou",
    "objectX",
    "objectY",
    "objectWidth",
    "objectHeight",
    "objectArea",
)


@dataclass(frozen=True)
class Protocol:
    """`side` of the square in pixels; `pooling` and `pointing` as the paper has them for this family of backbone;
    digests of the SAM's weights and of its config.json.
    """

    side: int
    pooling: Pooling
    pointing: Pointing
    sam: SamModel | None
    sam_digest: str | None
    sam_config: str | None

    @property
    def methods(self) -> tuple[Method, ...]:
        return ("threshold",) if self.sam is None else ("threshold", "persam")

    def words(self) -> tuple[object, ...]:
        """All that a result depends on beside the model and the pictures."""
        return self.side, self.pooling, self.pointing.__name__, self.sam_digest, self.sam_config


def protocol_of(
    model_type: str,
    patch: int,
    side: int | None,
    sam: SamModel | None,
    sam_digest: str | None,
    sam_config: str | None,
) -> Protocol:
    pointing = peaks if model_type == "dinov2" else strongest
    return Protocol(side or CELLS * patch, pooling_of(model_type), pointing, sam, sam_digest, sam_config)


@dataclass(frozen=True)
class Wanted:
    """What to look for: the target and, with a SAM, the mixing of its masks."""

    target: Target
    mixing: Mixing | None

    def packed(self) -> Array:
        """float32 [1 + references, d], and with a mixing a row more that starts with its weights."""
        rows = [self.target.feature[None], self.target.boxes]
        if self.mixing is not None:
            row = torch.zeros(1, len(self.target.feature))
            row[0, :3] = self.mixing.weights
            rows.append(row)
        return torch.cat(rows).numpy()

    @classmethod
    def unpacked(cls, packed: Array, mixed: bool) -> Wanted:
        rows = torch.from_numpy(packed)
        mixing = Mixing(rows[-1, :3], []) if mixed else None
        return cls(Target(rows[0], rows[1:-1] if mixed else rows[1:]), mixing)


def learn(models: Models, adapter: str | None, references: Sequence[Picture], protocol: Protocol) -> Wanted:
    """From an instance's references; the feature is the first one's by name, the boxes are all's (P-E5)."""
    seen = []
    for picture in references:
        image = picture.read_image()
        mask = picture.read_mask(image)
        assert mask is not None  # check_masks
        pixels = np.asarray(image)
        seen.append((models.encoded(adapter, pixels, protocol.side), mask, pixels))
    target = target_of([(encoded, mask) for encoded, mask, _ in seen], protocol.pooling, first_only=True)
    if protocol.sam is None:
        return Wanted(target, None)
    encoded, mask, pixels = seen[0]
    mixing = tune(protocol.sam, see(protocol.sam, pixels), encoded, mask, target, pointing=protocol.pointing)
    return Wanted(target, mixing)


@dataclass(frozen=True)
class Looked:
    """A picture, decoded once: uint8 [h, w, 3], its mask or None, and what SAM sees."""

    pixels: Array
    mask: Array | None
    seen: Seen | None

    @classmethod
    def at(cls, picture: Picture, protocol: Protocol) -> Looked:
        image = picture.read_image()
        pixels = np.asarray(image)
        return cls(pixels, picture.read_mask(image), None if protocol.sam is None else see(protocol.sam, pixels))


def predictions(looked: Looked, encoded: Encoded, wanted: Wanted, protocol: Protocol) -> list[Prediction | None]:
    """One a method, in their order."""
    found = [predict(encoded, wanted.target)]
    if protocol.sam is not None and looked.seen is not None and wanted.mixing is not None:
        found.append(
            predict_guided(protocol.sam, looked.seen, encoded, wanted.target, wanted.mixing, protocol.pointing)
        )
    return found


def measured(found: Prediction | None, truth: Array | None) -> Array:
    """float64 [12], the COLUMNS. Masks are their largest filled outlines (section 2.3.7); `truth` is None where the
    picture shows another instance.
    """
    row = np.full(len(COLUMNS), np.nan)
    outline = None if found is None else filled_outline(found.mask)
    if found is not None and outline is not None:
        row[:6] = (found.score, *found.box, np.count_nonzero(outline))
    if truth is not None:
        true_outline = filled_outline(truth)
        row[7:] = (*box_of(truth), np.count_nonzero(true_outline))
        row[6] = 0 if outline is None else mask_iou(outline[None], true_outline[None])[0, 0]
    return row


def mask_digest(picture: Picture) -> str:
    """Of what the mask shows, however its file says it; empty without one."""
    if picture.mask is None:
        return ""
    mask = picture.mask.drawn(picture.read_image().size)
    return hashlib.sha256(f"{mask.shape}".encode() + np.packbits(mask).tobytes()).hexdigest()
