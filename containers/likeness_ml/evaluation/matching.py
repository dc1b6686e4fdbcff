"""Which predictions found an object: COCO's greedy matching, for one class.

In each picture, from the best score down, a prediction takes the free object that it overlaps most, if by the threshold
at least. What is left over is a false positive, in a picture without objects too. An object outside an area range is
ignored there: it is no miss, and what finds it is neither right nor wrong; a prediction that finds nothing is ignored
where its own area is outside the range.

Nothing has an id here. In COCO's own evaluation an id of 0 says "not matched", so an annotation that has it never is,
which cost the paper's code part of its first instance's result (P-E3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
Range = tuple[float, float]

IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)
MAX_DETECTIONS = 100
# In square pixels, both ends included.
AREA_RANGES: dict[str, Range] = {
    "all": (0, 1e5**2),
    "small": (0, 32**2),
    "medium": (32**2, 96**2),
    "large": (96**2, 1e5**2),
}


@dataclass(frozen=True)
class Overlaps:
    """One picture's d predictions and g objects: `ious` [d, g] from 0 to 1, `scores` [d] finite, higher is surer,
    `areas` [d] and `object_areas` [g] in square pixels.

    Raises ValueError where shapes disagree or a score isn't a number: it would have no place in a ranking (P-E4).
    """

    ious: Array
    scores: Array
    areas: Array
    object_areas: Array

    def __post_init__(self) -> None:
        predictions, objects = self.ious.shape
        if self.scores.shape != (predictions,) or self.areas.shape != (predictions,):
            raise ValueError(f"{predictions} predictions with {self.scores.shape} scores and {self.areas.shape} areas")
        if self.object_areas.shape != (objects,):
            raise ValueError(f"{objects} objects with {self.object_areas.shape} areas")
        if not np.isfinite(self.scores).all():
            raise ValueError("a prediction's score is not a finite number")


@dataclass(frozen=True)
class Matches:
    """The n predictions of all pictures, best first, at T thresholds: `found` and `ignored` are bool [T, n], `scores`
    [n]. `objects` is how many there were to find, those ignored left out.
    """

    scores: Array
    found: Array
    ignored: Array
    objects: int

    @property
    def true_positives(self) -> Array:
        """bool [T, n]."""
        return self.found & ~self.ignored

    @property
    def false_positives(self) -> Array:
        """bool [T, n]."""
        return ~self.found & ~self.ignored


def match(
    pictures: Iterable[Overlaps],
    thresholds: Array = IOU_THRESHOLDS,
    area_range: Range = AREA_RANGES["all"],
    max_detections: int = MAX_DETECTIONS,
) -> Matches:
    """At IoU `thresholds` [T], each picture's `max_detections` best.

    Of equal scores the earlier picture's comes first, as in COCO: give pictures in an order that doesn't depend on what
    is in them.
    """
    scores, found, ignored, objects = [], [], [], 0
    for picture in pictures:
        best = np.argsort(-picture.scores, kind="stable")[:max_detections]
        beyond = _outside(picture.object_areas, area_range)
        takes, takes_ignored = _greedy(picture.ious[best], beyond, thresholds)
        scores.append(picture.scores[best])
        found.append(takes)
        ignored.append(takes_ignored | (~takes & _outside(picture.areas[best], area_range)))
        objects += int((~beyond).sum())
    if not scores:
        nothing = np.zeros((len(thresholds), 0), bool)
        return Matches(np.zeros(0), nothing, nothing, 0)
    every = np.concatenate(scores)
    order = np.argsort(-every, kind="stable")
    return Matches(
        every[order], np.concatenate(found, axis=1)[:, order], np.concatenate(ignored, axis=1)[:, order], objects
    )


def _greedy(ious: Array, beyond: Array, thresholds: Array) -> tuple[Array, Array]:
    """bool [T, d] twice: which predictions, best first, take an object, and which take one that is `beyond` [g]."""
    free = np.ones((len(thresholds), len(beyond)), bool)
    takes, takes_ignored = (np.zeros((len(thresholds), len(ious)), bool) for _ in range(2))
    if len(beyond) == 0:
        return takes, takes_ignored
    for index, row in enumerate(ious):
        eligible = free & (row >= thresholds[:, None])
        counted = eligible & ~beyond
        eligible = np.where(counted.any(axis=1, keepdims=True), counted, eligible)
        chosen = _last_largest(np.where(eligible, row, -1))
        at = np.flatnonzero(eligible.any(axis=1))
        free[at, chosen[at]] = False
        takes[at, index] = True
        takes_ignored[at, index] = beyond[chosen[at]]
    return takes, takes_ignored


def _last_largest(rows: Array) -> Array:
    """Of objects that overlap equally COCO takes the last."""
    return rows.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)


def _outside(areas: Array, area_range: Range) -> Array:
    return (areas < area_range[0]) | (areas > area_range[1])
