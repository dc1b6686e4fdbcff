"""From which score on a photo counts as the subject, and how well that is expected to tell (ours, not the paper's).

A photo's score is its largest cosine to any reference, as in `average_precision_all`.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def calibrate(positives: Array, negatives: Array, precision: float | None = None) -> dict[str, object]:
    """A threshold for the finite scores of photos of the subject [n] and of other things [m], ready for JSON.

    Scores at or above `threshold` count as the subject. It maximises F1 or, where a `precision` in (0, 1] is asked for,
    recall among thresholds that reach it; of equals the strictest is taken, half-way to the next score below.
    `precision` and `recall` in [0, 1] are those expected of new photos: each photo is judged by a threshold chosen
    without it. What can't be said is None, and `reason` says why; `positives` and `negatives` are n and m.
    """
    counts = {"positives": len(positives), "negatives": len(negatives)}
    nothing = {"threshold": None, "precision": None, "recall": None}
    reason = _degenerate(positives, negatives)
    if reason is not None:
        return nothing | counts | {"reason": reason}
    threshold = choose(positives, negatives, precision)
    if threshold is None:
        return nothing | counts | {"reason": f"no threshold reaches a precision of {precision}"}
    if min(len(positives), len(negatives)) < 2:
        reason = "with one photo of a kind no threshold can be chosen without it, so nothing is expected of this one"
        return nothing | counts | {"threshold": threshold, "reason": reason}
    expected_precision, expected_recall = expected(positives, negatives, precision)
    if expected_precision is None:
        reason = "no photo was taken for the subject by a threshold chosen without it"
    figures = {"threshold": threshold, "precision": expected_precision, "recall": expected_recall}
    return figures | counts | {"reason": reason}


def choose(positives: Array, negatives: Array, precision: float | None) -> float | None:
    """The threshold that is best on these scores; None where none reaches the precision."""
    scores = np.unique(np.concatenate([positives, negatives]).astype(np.float64))
    taken = _at_least(positives, scores)
    mistaken = _at_least(negatives, scores)
    if precision is None:
        merit = 2 * taken / (taken + mistaken + len(positives))
    else:
        merit = np.where(taken >= precision * (taken + mistaken), taken, -1)
    best = int(np.flatnonzero(merit == merit.max())[-1])
    if merit[best] < 0:
        return None
    if best == 0:
        return float(scores[0])
    between = (scores[best - 1] + scores[best]) / 2
    # Between neighbouring floats there is none.
    return float(between if between > scores[best - 1] else scores[best])


def expected(positives: Array, negatives: Array, precision: float | None) -> tuple[float | None, float]:
    """Precision and recall by leaving out one photo at a time; no precision where none is taken for the subject."""
    found = sum(
        _takes(choose(np.delete(positives, i), negatives, precision), score) for i, score in enumerate(positives)
    )
    mistaken = sum(
        _takes(choose(positives, np.delete(negatives, i), precision), score) for i, score in enumerate(negatives)
    )
    taken = found + mistaken
    return (round(found / taken, 6) if taken else None), round(found / len(positives), 6)


def _degenerate(positives: Array, negatives: Array) -> str | None:
    if len(positives) == 0:
        return "there are no photos of the subject to judge by"
    if len(negatives) == 0:
        return "there are no photos of other things to judge by"
    if np.ptp(np.concatenate([positives, negatives])) == 0:
        return "all scores are equal"
    return None


def _at_least(group: Array, scores: Array) -> Array:
    """[scores]: how many of the group score at least as much."""
    return len(group) - np.searchsorted(np.sort(group.astype(np.float64)), scores, side="left")


def _takes(threshold: float | None, score: float) -> bool:
    return threshold is not None and float(score) >= threshold
