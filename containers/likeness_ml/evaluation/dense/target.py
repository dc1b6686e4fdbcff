"""What to look for: the subject's features from the reference photos and their masks (paper section 2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import normalize

from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Array, Box, box_of

Pooling = Literal["max+mean", "mean"]


def pooling_of(model_type: str) -> Pooling:
    """As the paper has it for this family of backbone."""
    return "mean" if model_type == "vit_mae" else "max+mean"


@dataclass(frozen=True)
class Target:
    """L2-normalised: `feature` [d] of the object's patches, `boxes` [references, d] of all in each reference's box."""

    feature: Tensor
    boxes: Tensor

    def cosines(self, encoded: Encoded) -> Array:
        """float32 [rows, columns] of the picture's grid."""
        return (encoded.grid @ self.feature).numpy()

    def score(self, encoded: Encoded, box: Box) -> float:
        """How much what is in the box looks like what is in the references' boxes: the largest cosine."""
        return float((self.boxes @ box_feature(encoded, box)).max())


def target_of(
    references: Sequence[tuple[Encoded, Array]], pooling: Pooling = "max+mean", first_only: bool = False
) -> Target:
    """From at least one reference and its mask, bool [h, w], in the order of their names.

    Per reference and channel, the mean of the maximum and the mean over the object's patches (`mean`: the mean alone,
    the paper's way for MAE), then the mean over the references. `first_only` is the paper's: the feature of the first
    reference, although the boxes are of all of them; its code's first was the file system's (P-E5).
    Raises InputError `DatasetInvalid` for an empty mask, `MaskMismatch` for one of another size than its photo's.
    """
    for number, (_, mask) in enumerate(references, start=1):
        if not mask.any():
            raise InputError(
                "DatasetInvalid",
                f"the mask of reference {number} of {len(references)} is empty: mark the subject in it, or leave the "
                "photo out",
            )
    chosen = references[:1] if first_only else references
    features = [_object_feature(encoded, mask, pooling) for encoded, mask in chosen]
    boxes = [box_feature(encoded, box_of(mask)) for encoded, mask in references]
    return Target(normalize(torch.stack(features).mean(dim=0), dim=0), torch.stack(boxes))


def box_feature(encoded: Encoded, box: Box) -> Tensor:
    """[d], L2-normalised: the mean patch in the box; never of no patch (`Frame.within`)."""
    return normalize(encoded.grid[torch.from_numpy(encoded.frame.within(box))].mean(dim=0), dim=0)


def _object_feature(encoded: Encoded, mask: Array, pooling: Pooling) -> Tensor:
    patches = encoded.grid[torch.from_numpy(encoded.frame.under(mask))]
    mean = patches.mean(dim=0)
    return mean if pooling == "mean" else (patches.max(dim=0).values + mean) / 2
