"""Average precision of detections, as COCO measures it: precision interpolated at 101 recalls.

All figures are from 0 to 1. Where there is no object to find no ranking is good or bad: arrays then hold NaN (COCO's
-1), and a record of them None. With objects but no predictions they are 0.
"""

from __future__ import annotations

import numpy as np

from likeness_ml.evaluation.matching import Matches

Array = np.ndarray

RECALLS = np.linspace(0, 1, 101)


def interpolated_precision(matches: Matches) -> Array:
    """[T, 101]: the best precision at this recall or any beyond; 0 beyond the last recall reached."""
    thresholds = len(matches.found)
    if matches.objects == 0:
        return np.full((thresholds, len(RECALLS)), np.nan)
    right = matches.true_positives.cumsum(axis=1)
    counted = right + matches.false_positives.cumsum(axis=1)
    precision = right / np.maximum(counted, 1)
    best = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    best = np.concatenate([best, np.zeros((thresholds, 1))], axis=1)
    recall = right / matches.objects
    at = np.stack([np.searchsorted(row, RECALLS, side="left") for row in recall])
    return np.take_along_axis(best, at, axis=1)


def final_recall(matches: Matches) -> Array:
    """[T]: which share of the objects is found at the end of the ranking."""
    if matches.objects == 0:
        return np.full(len(matches.found), np.nan)
    return matches.true_positives.sum(axis=1) / matches.objects


def interpolated_average_precision(matches: Matches) -> Array:
    """[T]: the mean over the 101 recalls; mAP50 is the one at IoU .50, mAP their mean over IoU .50:.95.

    It differs from the step-wise average precision of the global tasks, which doesn't interpolate.
    """
    return interpolated_precision(matches).mean(axis=1)
