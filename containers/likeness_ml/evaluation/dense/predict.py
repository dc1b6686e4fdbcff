"""One prediction a picture: where the subject is, and how sure (paper sections 2.3.3 to 2.3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Array, Box, box_of
from likeness_ml.evaluation.dense.target import Target
from likeness_ml.evaluation.dense.threshold import segment


@dataclass(frozen=True)
class Prediction:
    """`mask` bool [h, w] of the picture, never empty; `box` its extent; `score` a cosine, from -1 to 1."""

    mask: Array
    box: Box
    score: float


def predict(encoded: Encoded, target: Target) -> Prediction | None:
    """By thresholding the cosines; None where they are the same all over the picture."""
    mask = segment(encoded.frame.stretched(target.cosines(encoded)))
    return None if mask is None else scored(mask, encoded, target)


def scored(mask: Array, encoded: Encoded, target: Target) -> Prediction:
    """A mask that isn't empty, bool [h, w], whoever drew it, with its box and the score of what is in that."""
    box = box_of(mask)
    return Prediction(mask, box, target.score(encoded, box))
