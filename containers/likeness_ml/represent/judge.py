"""Evaluating an adapter against the bare backbone, on held-out photos or by cross-validation."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save

from likeness_ml.evaluation.compare import Fold, compare
from likeness_ml.evaluation.metrics import Vectors, one_vs_all
from likeness_ml.evaluation.similarity import overlay, patch_tokens, target_feature
from likeness_ml.evaluation.threshold import calibrate
from likeness_ml.job import Job
from likeness_ml.progress import write_atomic, write_json_atomic
from likeness_ml.represent.localise import localise
from likeness_ml.represent.pool import read_masks
from likeness_ml.represent.subject import Subject, embed

FOLDS = 3
ONE_REFERENCE = "averagePrecisionOneReference"  # what verdicts are made of
MAPS = 6  # held-out photos that get a similarity map

Crops = dict[str, np.ndarray]


def folds_of(photos: list[str]) -> list[set[str]]:
    """Which photos each fold leaves out: every photo once, in at most FOLDS folds."""
    count = min(FOLDS, len(photos))
    return [set(photos[start::count]) for start in range(count)]


class Judge:
    """Compares the bare backbone with its adapted copies and keeps the raw vectors."""

    def __init__(self, job: Job, subject: Subject, adapted: torch.nn.Module, others: Crops) -> None:
        self.job, self.subject, self.adapted = job, subject, adapted
        self.feature = subject.settings.feature
        self.others = others
        self.references = subject.photos
        self.raw: dict[str, np.ndarray] = {}

    def on_held_out(self, held_out: Crops, lacking: dict[str, torch.nn.Module]) -> dict[str, object]:
        """`lacking` are adapters trained without one source of positives each, by its name."""
        fold = self._fold("", self.references, held_out, self.adapted)
        self._draw_maps(held_out, self.adapted, list(self.references))
        effects = [self._effect(source, model, held_out, fold) for source, model in lacking.items()]
        dense = localise(self.job, self.subject, self.adapted)
        found = self._finish("held-out", [fold], len(held_out)) | {"effects": effects}
        return found if dense is None else found | {"dense": dense}

    def _effect(self, source: str, model: torch.nn.Module, held_out: Crops, fold: Fold) -> dict[str, object]:
        """What average precision (one reference) loses without a source: above 0 the source helps."""
        vectors = self._vectors(f"without-{source}", model, self.references, held_out)
        found = compare([Fold(vectors, fold.personalized, fold.held_out)])["metrics"][ONE_REFERENCE]
        return {
            "source": source,
            "without": {ONE_REFERENCE: found["base"]},
            "difference": found["difference"],
            "interval": found["interval"],
        }

    def by_cross_validation(self, folds: list[set[str]], adapted: list[torch.nn.Module]) -> dict[str, object]:
        found = []
        for index, (left_out, model) in enumerate(zip(folds, adapted, strict=True)):
            kept = {name: crop for name, crop in self.references.items() if name not in left_out}
            pictures = {name: self.references[name] for name in sorted(left_out)}
            found.append(self._fold(f"fold{index}.", kept, pictures, model))
            self._draw_maps(pictures, model, list(kept))
        return self._finish("cross-validation", found, len(self.references))

    def unjudged(self) -> dict[str, object]:
        self._draw_maps(self.references, self.adapted, list(self.references))
        return self._finish(None, [], 0)

    def _fold(self, prefix: str, references: dict, held_out: dict, model: torch.nn.Module) -> Fold:
        spaces = []
        for space, network in (("base", self.subject.base), ("personalized", model)):
            spaces.append(self._vectors(f"{prefix}{space}", network, references, held_out))
            self.job.step("evaluate", len(spaces), 2)
        return Fold(*spaces, list(held_out))

    def _vectors(self, space: str, network: torch.nn.Module, references: Crops, held_out: Crops) -> Vectors:
        vectors = Vectors(*(self._embed(network, group) for group in (references, held_out, self.others)))
        for group in ("references", "held_out", "distractors"):
            self.raw[f"{space}.{group}"] = getattr(vectors, group)
        return vectors

    def _embed(self, network: torch.nn.Module, pictures: dict[str, np.ndarray]) -> np.ndarray:
        crops = list(pictures.values())
        if network is self.subject.base:
            return self.subject.embed_pixels(crops)
        return embed(network, crops, self.feature)

    def _finish(self, protocol: str | None, folds: list[Fold], held_out: int) -> dict[str, object]:
        if self.raw:
            write_atomic(self.job.data_dir / "vectors.safetensors", save(self.raw))
            names = {"references": list(self.references), "distractors": list(self.others)}
            write_json_atomic(self.job.data_dir / "vectors.json", names)
        counts = {"references": len(self.references), "heldOut": held_out, "distractors": len(self.others)}
        compared = compare(folds) if folds else {"metrics": None, "curves": [], "ranks": []}
        return {
            "version": 1,
            "protocol": protocol,
            "feature": self.feature,
            **counts,
            **compared,
            "match": match(folds),
        }

    def _draw_maps(self, pictures: dict[str, np.ndarray], model: torch.nn.Module, references: list[str]) -> None:
        folder = self.job.data_dir / "similarity"
        folder.mkdir(parents=True, exist_ok=True)
        by_name = read_masks(self.job.channel("synthetic"), references, self.subject.preprocessing)
        masks = list(by_name.values())
        for space, network in (("base", self.subject.base), ("personalized", model)):
            target = target_feature(patch_tokens(network, [self.references[name] for name in references]), masks)
            for name, crop in first(pictures.items(), MAPS):
                cosines = (patch_tokens(network, [crop])[0] @ target).numpy()
                Image.fromarray(overlay(crop, cosines)).save(folder / f"{name}-{space}.jpg", quality=88)
                Image.fromarray(crop).save(folder / f"{name}.jpg", quality=90)


def match(folds: list[Fold]) -> dict[str, object]:
    """From which score on a photo is the subject, in the personalized space. A distractor counts once, by the score of
    one fold, dealt in turn: a mean over folds would have fewer high scores than any one adapter gives.
    """
    if not folds:
        return calibrate(np.empty(0), np.empty(0))
    scores = [one_vs_all(fold.personalized)[0].max(axis=1) for fold in folds]
    counts = [len(fold.held_out) for fold in folds]
    positives = [best[:count] for best, count in zip(scores, counts, strict=True)]
    negatives = np.stack([best[count:] for best, count in zip(scores, counts, strict=True)])
    places = np.arange(negatives.shape[1])
    return calibrate(np.concatenate(positives), negatives[places % len(folds), places])


def first(items: Iterable, count: int) -> list:
    return list(items)[:count]
