"""The four tasks' figures of one instance, from vectors and predictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from likeness_ml.evaluation.detection import measured
from likeness_ml.evaluation.global_tasks import classification, retrieval
from likeness_ml.evaluation.matching import Overlaps
from likeness_ml.evaluation.overlaps import box_areas, box_iou
from likeness_ml.evaluation.program.dense import COLUMNS

Record = dict[str, float | None]

# As JSON and CSV name them, whatever measures them.
NAMES = {
    "f1_50": "f1At50",
    "best_f1": "bestF1",
    "best_f1_50": "bestF1At50",
    "paper_f1": "paperF1",
    "paper_f1_50": "paperF1At50",
}
BOX = slice(1, 5)
OBJECT = slice(7, 11)
SCORE, AREA, IOU, OBJECT_AREA = (COLUMNS.index(name) for name in ("score", "area", "iou", "objectArea"))


def whole_picture_figures(
    tasks: Iterable[str], tests: np.ndarray, positive: np.ndarray, gallery: np.ndarray, relevant: np.ndarray
) -> dict[str, Record]:
    """By task. Test pictures [n, d], `positive` [n] bool; gallery [m, d], `relevant` [m] bool (section 2.2)."""
    figures: dict[str, Record] = {}
    for task in tasks:
        if task == "classification":
            figures[task] = classification(tests, gallery[relevant], positive)
        if task == "retrieval":
            figures[task] = retrieval(tests[positive], gallery, relevant)
    return figures


def dense_figures(tasks: Iterable[str], rows: np.ndarray) -> dict[str, Record]:
    """By task, from the rows [n, 12] of all dense pictures of one instance and method (section 2.3)."""
    how = {"detection": _boxes, "segmentation": _masks}
    found = {task: [how[task](row) for row in rows] for task in tasks if task in how}
    return {task: renamed(measured(pictures) | mean_iou(pictures)) for task, pictures in found.items()}


def mean_iou(pictures: Iterable[Overlaps]) -> Record:
    """`meanIou`: of the pictures that have an object, how much of it was found, where nothing was predicted 0. It tells
    models apart whose overlaps stay below the .50 that a match takes; None where no picture has an object.
    """
    ious = [picture.ious.max(initial=0) for picture in pictures if len(picture.object_areas)]
    return {"meanIou": float(np.mean(ious)) if ious else None}


def renamed(record: Mapping[str, float | None]) -> Record:
    return {NAMES.get(name, name): value for name, value in record.items()}


def _boxes(row: np.ndarray) -> Overlaps:
    predicted, objects = _rows(row, SCORE, BOX), _rows(row, OBJECT_AREA, OBJECT)
    return Overlaps(
        box_iou(predicted, objects), row[[SCORE]][: len(predicted)], box_areas(predicted), box_areas(objects)
    )


def _masks(row: np.ndarray) -> Overlaps:
    predicted, objects = (0 if np.isnan(row[column]) else 1 for column in (SCORE, OBJECT_AREA))
    return Overlaps(
        row[[IOU]][: predicted * objects].reshape(predicted, objects),
        row[[SCORE]][:predicted],
        row[[AREA]][:predicted],
        row[[OBJECT_AREA]][:objects],
    )


def _rows(row: np.ndarray, there: int, columns: slice) -> np.ndarray:
    """[1, 4], or [0, 4] where the column `there` says that there is nothing."""
    return row[columns][None][: 0 if np.isnan(row[there]) else 1]
