"""SAM guided by the backbone's cosines: PerSAM-F (Zhang and others 2023) as in paper section 2.3.6.

The backbone says where, by points; SAM says what shape; the first reference says which of SAM's three scales.
"""

from __future__ import annotations

from collections.abc import Callable

from transformers.models.sam.modeling_sam import SamModel

from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Array, box_of
from likeness_ml.evaluation.dense.mixing import STEPS, Mixing, learn_mixing
from likeness_ml.evaluation.dense.peaks import peaks
from likeness_ml.evaluation.dense.predict import Prediction, scored
from likeness_ml.evaluation.dense.sam import Seen, ask, drawn
from likeness_ml.evaluation.dense.target import Target

REFINEMENTS = 2

Pointing = Callable[[Array], Array]  # cosines to cells: `peaks` for DINOv2, `strongest` for the others


def tune(
    sam: SamModel,
    seen: Seen,
    encoded: Encoded,
    mask: Array,
    target: Target,
    steps: int = STEPS,
    pointing: Pointing = peaks,
) -> Mixing:
    """The mixing for a target, from its first reference: seen by SAM, encoded by the backbone, and masked."""
    return learn_mixing(seen, ask(sam, seen, _points(encoded, target, pointing)).logits, mask, steps)


def predict_guided(
    sam: SamModel, seen: Seen, encoded: Encoded, target: Target, mixing: Mixing, pointing: Pointing = peaks
) -> Prediction | None:
    """One picture's prediction; None where SAM's mixed mask is empty."""
    mask = segment_guided(sam, seen, _points(encoded, target, pointing), mixing)
    return scored(mask, encoded, target) if mask.any() else None


def segment_guided(sam: SamModel, seen: Seen, points: Array, mixing: Mixing) -> Array:
    """bool [h, w] of what is at the points, [n, 2] of x and y in the picture.

    The mixed mask, then twice SAM's best answer to the points with the last mask and its box; an empty answer is not
    taken.
    """
    logits = mixing.of(ask(sam, seen, points).logits)
    mask = drawn(seen, logits)
    for _ in range(REFINEMENTS):
        if not mask.any():
            break
        better = ask(sam, seen, points, box_of(mask), logits).best()
        refined = drawn(seen, better)
        if not refined.any():
            break
        logits, mask = better, refined
    return mask


def _points(encoded: Encoded, target: Target, pointing: Pointing) -> Array:
    return encoded.frame.points(pointing(target.cosines(encoded)))
