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
    the mean over folds, resampled within each.
    """
    rng = np.random.default_rng(seed)
    drawn = [resample(fold.base, rng) for fold in folds]
    metrics = {}
    for name, metric in METRICS.items():
        base = np.mean([metric(fold.base, ones(fold.base))[0] for fold in folds])
        personalized = np.mean([metric(fold.personalized, ones(fold.base))[0] for fold in folds])
        pairs = zip(folds, drawn, strict=True)
        differences = np.mean(
            [metric(fold.personalized, weights) - metric(fold.base, weights) for fold, weights in pairs], axis=0
        )
        metrics[name] = _comparison(base, personalized, differences)
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


def resample(vectors: Vectors, rng: np.random.Generator) -> Weights:
    """Counts of draws with replacement, [RESAMPLES, n] each."""
    return Weights(*(_counts(len(group), rng) for group in (vectors.held_out, vectors.distractors)))


def _counts(size: int, rng: np.random.Generator) -> np.ndarray:
    return rng.multinomial(size, np.full(size, 1 / size), RESAMPLES).astype(np.float64)


def _round(value: float) -> float:
    return round(float(value), 6)
