"""Base against personalized: the numbers that a verdict is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from likeness_ml.evaluation.metrics import METRICS, Vectors, Weights, ones, precision_recall, ranks

RESAMPLES = 1000
COVERAGE = (2.5, 97.5)  # percentiles


@dataclass(frozen=True)
class Fold:
    """The same photos in both spaces; `held_out` are the photos' names."""

    base: Vectors
    personalized: Vectors
    held_out: list[str]


def compare(folds: list[Fold], seed: int = 0) -> dict[str, object]:
    """Metrics of each space, their difference and its bootstrap interval (percentiles 2.5 and 97.5).

    Resamples held-out photos and distractors, the same draw for both spaces. With folds (cross-validation) a metric is
    the mean over folds, which have the same distractors in the same order: they are drawn once for all folds, and the
    photos among those of all folds. A fold weighs as many times as its photos were drawn, in the mean over them.
    """
    drawn = resample(folds, np.random.default_rng(seed))
    shares = np.stack([weights.held_out.mean(axis=1) for weights in drawn])
    metrics = {}
    for name, metric in METRICS.items():
        base = np.mean([metric(fold.base, ones(fold.base))[0] for fold in folds])
        personalized = np.mean([metric(fold.personalized, ones(fold.base))[0] for fold in folds])
        pairs = zip(folds, drawn, strict=True)
        differences = [metric(fold.personalized, weights) - metric(fold.base, weights) for fold, weights in pairs]
        metrics[name] = _comparison(base, personalized, np.average(differences, axis=0, weights=shares))
    return {
        "metrics": metrics,
        "curves": [
            {"base": precision_recall(fold.base), "personalized": precision_recall(fold.personalized)} for fold in folds
        ],
        "ranks": [
            {"photo": photo, "base": before, "personalized": after}
            for fold in folds
            for photo, before, after in zip(fold.held_out, ranks(fold.base), ranks(fold.personalized), strict=True)
        ],
    }


def compare_means(base: np.ndarray, personalized: np.ndarray, seed: int = 0) -> dict[str, object]:
    """The same of one number a photo, [n] each, n at least 1: their means, and photos resampled. Of one photo the
    interval is the difference itself.
    """
    counts = _counts(len(base), np.random.default_rng(seed))
    return _comparison(base.mean(), personalized.mean(), counts @ (personalized - base) / len(base))


def _comparison(base: float, personalized: float, differences: np.ndarray) -> dict[str, object]:
    return {
        "base": _round(base),
        "personalized": _round(personalized),
        "difference": _round(personalized - base),
        "interval": [_round(value) for value in np.percentile(differences, COVERAGE)],
    }


def resample(folds: list[Fold], rng: np.random.Generator) -> list[Weights]:
    """By fold, counts of draws with replacement, [RESAMPLES, n] each: photos among all folds', distractors once for all
    folds. A row of a fold's photos may have none.
    """
    sizes = [len(fold.base.held_out) for fold in folds]
    photos = np.split(_counts(sum(sizes), rng), np.cumsum(sizes)[:-1], axis=1)
    distractors = _counts(len(folds[0].base.distractors), rng)
    return [Weights(held_out, distractors) for held_out in photos]


def _counts(size: int, rng: np.random.Generator) -> np.ndarray:
    return rng.multinomial(size, np.full(size, 1 / size), RESAMPLES).astype(np.float64)


def _round(value: float) -> float:
    return round(float(value), 6)
