"""Segmentation of one instance over many pictures: its masks, put to COCO's measures (paper section 2.3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from likeness_ml.evaluation.detection import Record, measured
from likeness_ml.evaluation.matching import Overlaps
from likeness_ml.evaluation.overlaps import mask_areas, mask_iou

Array = np.ndarray


@dataclass(frozen=True)
class Masks:
    """One picture: `predicted` bool [d, h, w] with `scores` [d], and `objects` bool [g, h, w], where the instance
    really is. A picture of other things has no objects: every prediction in it is a false positive. d and g may be 0.
    """

    predicted: Array
    scores: Array
    objects: Array

    def outlined(self) -> Masks:
        """The same with every mask's `filled_outline` in its place."""
        return Masks(_outlines(self.predicted), self.scores, _outlines(self.objects))

    def overlaps(self) -> Overlaps:
        return Overlaps(
            mask_iou(self.predicted, self.objects),
            np.asarray(self.scores, np.float64),
            mask_areas(self.predicted),
            mask_areas(self.objects),
        )


def segmentation(pictures: Iterable[Masks], filled_outlines: bool = False) -> Record:
    """`measured` of the masks of one instance in all pictures, in an order that doesn't depend on what is in them.

    Masks count as they are: a mug's handle has a hole. With `filled_outlines`, as in the paper, each prediction and
    each object is its `filled_outline`. Pictures are taken one by one: an iterator needs the memory of one.
    """
    return measured((picture.outlined() if filled_outlines else picture).overlaps() for picture in pictures)


def filled_outline(mask: Array) -> Array:
    """bool [h, w]: the largest piece of a mask, bool [h, w], without its holes; empty for an empty one.

    Pieces touch by corners too. The largest outline has the largest area inside, measured between pixel centres, as
    OpenCV does it; of equal ones the first in OpenCV's order.
    """
    drawn = np.zeros(mask.shape, np.uint8)
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if outlines:
        cv2.drawContours(drawn, [max(outlines, key=cv2.contourArea)], 0, 1, cv2.FILLED)
    return drawn > 0


def _outlines(masks: Array) -> Array:
    return np.array([filled_outline(mask) for mask in masks], bool).reshape(masks.shape)
