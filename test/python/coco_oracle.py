"""The same pictures given to pycocotools, and what its evaluation says of them."""

import contextlib
import io
from collections.abc import Sequence

import numpy as np
from pycocotools import mask as rle
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from likeness_ml.evaluation.detection import Boxes
from likeness_ml.evaluation.masks import Masks


def coco(pictures: Sequence[Boxes | Masks], first_id: int = 1) -> COCOeval:
    """Evaluated and accumulated under the default parameters; objects are numbered from `first_id` on."""
    boxes = all(isinstance(picture, Boxes) for picture in pictures)
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [_image(number, picture) for number, picture in enumerate(pictures, 1)],
        "annotations": [],
        "categories": [{"id": 1, "name": "object"}],
    }
    results = []
    for number, picture in enumerate(pictures, 1):
        for region in picture.objects:
            identity = first_id + len(truth.dataset["annotations"])
            whole = _region(region) | {"image_id": number, "category_id": 1, "id": identity, "iscrowd": 0}
            truth.dataset["annotations"].append(whole | {"area": _area(region)})
        for region, score in zip(picture.predicted, picture.scores, strict=True):
            results.append(_region(region) | {"image_id": number, "category_id": 1, "score": float(score)})
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(results) if results else COCO(), "bbox" if boxes else "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def expected(evaluation: COCOeval) -> dict[str, float | None]:
    """What a record has to hold, from COCO's own arrays: [T, R, classes, areas, limits] and the matches by picture."""
    precision, recall = (
        np.where(figures == -1, np.nan, figures)[..., 0, :, :]
        for figures in (evaluation.eval["precision"], evaluation.eval["recall"])
    )
    if np.isnan(precision).all():
        return dict.fromkeys(("mAP", "mAP50", "f1", "f1_50", "best_f1", "best_f1_50", "paper_f1", "paper_f1_50"))
    at_recalls, at_end = np.nanmean(precision, axis=(2, 3)), np.nanmean(recall, axis=(1, 2))[:, None]
    paper = (2 * at_recalls * at_end / (at_recalls + at_end + 1e-6)).mean(axis=1)
    whole = [found for found in evaluation.evalImgs if found and found["aRng"] == evaluation.params.areaRng[0]]
    objects = sum(len(found["gtIds"]) for found in whole)
    scores = np.concatenate([found["dtScores"] for found in whole])
    right = np.concatenate([found["dtMatches"] > 0 for found in whole], axis=1)
    f1 = 2 * right.sum(axis=1) / (right.shape[1] + objects)
    best = np.zeros(len(right))
    for threshold in scores:
        taken = right[:, scores >= threshold]
        best = np.maximum(best, 2 * taken.sum(axis=1) / (taken.shape[1] + objects))
    record = {"mAP": evaluation.stats[0], "mAP50": evaluation.stats[1]}
    for name, figures in {"f1": f1, "best_f1": best, "paper_f1": paper}.items():
        record |= {name: figures.mean(), f"{name}_50": figures[0]}
    return record


def _image(number: int, picture: Boxes | Masks) -> dict[str, int]:
    height, width = picture.objects.shape[1:] if isinstance(picture, Masks) else (1000, 1000)
    return {"id": number, "height": height, "width": width}


def _region(region: np.ndarray) -> dict[str, object]:
    if region.ndim == 2:
        return {"segmentation": rle.encode(np.asfortranarray(region, np.uint8))}
    return {"bbox": [float(value) for value in region]}


def _area(region: np.ndarray) -> float:
    return float(region.sum()) if region.ndim == 2 else float(region[2] * region[3])
