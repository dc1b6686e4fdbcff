"""F1 of detections: the textbook's, and what the paper's code calls so, which is another quantity (P-E11).

All figures are from 0 to 1, one an IoU threshold [T]; NaN where there is no object to find, as in `precision`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from likeness_ml.evaluation.matching import AREA_RANGES, IOU_THRESHOLDS, Matches, Overlaps, match
from likeness_ml.evaluation.precision import final_recall, interpolated_precision

Array = np.ndarray

PAPER_MAX_DETECTIONS = (1, 10, 100)
PAPER_EPSILON = 1e-6  # in its code's denominator


def f1(matches: Matches) -> Array:
    """[T]: 2 TP / (2 TP + FP + FN) where every prediction counts, whatever its score.

    With one prediction in every picture and the object in few it is low however good the scores are: at most
    2 p / (n + p) for p objects in n pictures. `best_f1` is not bound so.
    """
    right = matches.true_positives.sum(axis=1)
    return _f1(right, matches.false_positives.sum(axis=1), matches.objects)


def best_f1(matches: Matches) -> Array:
    """[T]: the largest F1 that any threshold on the score gives; predictions of one score stay together.

    An upper bound: the threshold is chosen on what it is judged on, and anew for each IoU threshold.
    """
    right = matches.true_positives.cumsum(axis=1)
    wrong = matches.false_positives.cumsum(axis=1)
    scores = matches.scores
    cuts = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)[: len(scores)])
    curve = _f1(right[:, cuts], wrong[:, cuts], matches.objects)
    accepting_none = _f1(np.zeros((len(right), 1)), np.zeros((len(right), 1)), matches.objects)
    return np.concatenate([accepting_none, curve], axis=1).max(axis=1)


def paper_f1(pictures: Sequence[Overlaps]) -> Array:
    """[10], at IoU .50:.95: as the paper's code has it (section 2.3.8), to compare with its numbers only.

    Precision at 101 recalls and the final recall are each averaged over COCO's area ranges that have objects and over
    at most 1, 10 and 100 predictions a picture; the harmonic mean of the two at each recall is averaged over the 101.
    A flawless half of 12 objects gets .337, where F1 is .667.
    """
    precisions, recalls = [], []
    for area_range in AREA_RANGES.values():
        for most in PAPER_MAX_DETECTIONS:
            matches = match(pictures, area_range=area_range, max_detections=most)
            if matches.objects > 0:
                precisions.append(interpolated_precision(matches))
                recalls.append(final_recall(matches))
    if not precisions:
        return np.full(len(IOU_THRESHOLDS), np.nan)
    precision, recall = np.mean(precisions, axis=0), np.mean(recalls, axis=0)[:, None]
    return (2 * precision * recall / (precision + recall + PAPER_EPSILON)).mean(axis=1)


def _f1(right: Array, wrong: Array, objects: int) -> Array:
    if objects == 0:
        return np.full(np.shape(right), np.nan)
    # TP + FN is how many objects there are.
    return 2 * right / (right + wrong + objects)
