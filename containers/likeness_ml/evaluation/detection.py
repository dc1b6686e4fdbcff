"""Detection of one instance over many pictures: its boxes, put to COCO's measures (paper section 2.3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from likeness_ml.evaluation.f_scores import best_f1, f1, paper_f1
from likeness_ml.evaluation.matching import Overlaps, match
from likeness_ml.evaluation.overlaps import box_areas, box_iou
from likeness_ml.evaluation.precision import interpolated_average_precision

Array = np.ndarray
Record = dict[str, float | None]


@dataclass(frozen=True)
class Boxes:
    """One picture: `predicted` [d, 4] with `scores` [d], and `objects` [g, 4], where the instance really is.

    Boxes are x, y, width, height in pixels, x + width the first column outside. A picture of other things has no
    objects: every prediction in it is a false positive. Both may be empty.
    """

    predicted: Array
    scores: Array
    objects: Array

    def overlaps(self) -> Overlaps:
        return Overlaps(
            box_iou(self.predicted, self.objects),
            np.asarray(self.scores, np.float64),
            box_areas(self.predicted),
            box_areas(self.objects),
        )


def detection(pictures: Iterable[Boxes]) -> Record:
    """`measured` of the boxes of one instance in all pictures, in an order that doesn't depend on what is in them."""
    return measured(picture.overlaps() for picture in pictures)


def measured(pictures: Iterable[Overlaps]) -> Record:
    """The dense tasks' figures from 0 to 1, ready for JSON; all are None where no picture has an object.

    `mAP` is over IoU .50:.95, `mAP50` at .50. Likewise `f1` and `f1_50` (textbook, every prediction counts), `best_f1`
    and `best_f1_50` (at the best threshold on the score), `paper_f1` and `paper_f1_50` (section 2.3.8, not an F1).
    """
    pictures = list(pictures)
    matches = match(pictures)
    figures = {
        "mAP": ("mAP50", interpolated_average_precision(matches)),
        "f1": ("f1_50", f1(matches)),
        "best_f1": ("best_f1_50", best_f1(matches)),
        "paper_f1": ("paper_f1_50", paper_f1(pictures)),
    }
    record: Record = {}
    for name, (at_half, by_threshold) in figures.items():
        record[name] = _known(by_threshold.mean())
        record[at_half] = _known(by_threshold[0])
    return record


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)
