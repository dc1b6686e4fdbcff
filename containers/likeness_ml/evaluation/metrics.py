"""Metrics over cosine scores (paper section 2.2), weighted so that a bootstrap is one matrix product.

A weight says how often an item was drawn: ones for the plain metric, counts for a resample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Vectors:
    """L2-normalised float32 [n, d] of one space: reference photos, held-out photos, distractors."""

    references: Array
    held_out: Array
    distractors: Array


@dataclass(frozen=True)
class Weights:
    """[B, held-out] and [B, distractors]: one row a resample."""

    held_out: Array
    distractors: Array


def ones(vectors: Vectors) -> Weights:
    return Weights(np.ones((1, len(vectors.held_out))), np.ones((1, len(vectors.distractors))))


def average_precision(scores: Array, positive: Array, weights: Array) -> Array:
    """[B]: step-wise average precision (scikit-learn's) of `scores` [n], `positive` [n] bool, under `weights` [B, n].

    Ties count against: among equal scores, positives come last.
    """
    order = np.lexsort((positive, -scores))
    hits = weights[:, order] * positive[order]
    found = np.cumsum(hits, axis=1)
    precision = found / np.maximum(np.cumsum(weights[:, order], axis=1), 1e-12)
    return (precision * hits).sum(axis=1) / np.maximum(hits.sum(axis=1), 1e-12)


def one_vs_all(vectors: Vectors) -> tuple[Array, Array]:
    """Cosines [held-out + distractors, references], and which rows are the subject."""
    queries = np.concatenate([vectors.held_out, vectors.distractors])
    positive = np.arange(len(queries)) < len(vectors.held_out)
    return queries @ vectors.references.T, positive


def average_precision_all(vectors: Vectors, weights: Weights) -> Array:
    """[B]: a picture's score is its largest cosine to any reference."""
    scores, positive = one_vs_all(vectors)
    return average_precision(scores.max(axis=1), positive, _joined(weights))


def average_precision_one(vectors: Vectors, weights: Weights) -> Array:
    """[B]: one reference at a time, averaged over the references."""
    scores, positive = one_vs_all(vectors)
    return np.mean([average_precision(column, positive, _joined(weights)) for column in scores.T], axis=0)


def ndcg(vectors: Vectors, weights: Weights) -> Array:
    """[B]: each held-out photo queries the gallery of references and distractors; the references are relevant.

    A distractor drawn w times takes w ranks. NDCG over the full list, log2(rank + 1) discount.
    """
    count = len(vectors.references)
    gallery = np.concatenate([vectors.references, vectors.distractors])
    relevant = np.arange(len(gallery)) < count
    drawn = np.concatenate([np.ones((len(weights.distractors), count)), weights.distractors], axis=1)
    ideal = (1 / np.log2(np.arange(2, count + 2))).sum()
    gains = []
    for query in vectors.held_out:
        scores = gallery @ query
        order = np.lexsort((relevant, -scores))
        rank = np.cumsum(drawn[:, order], axis=1)
        gains.append((relevant[order] / np.log2(np.maximum(rank, 1) + 1)).sum(axis=1) / ideal)
    total = np.maximum(weights.held_out.sum(axis=1), 1e-12)
    return (np.stack(gains, axis=1) * weights.held_out).sum(axis=1) / total


def margin(vectors: Vectors, weights: Weights) -> Array:
    """[B]: mean over held-out photos of their score less that of the nearest confuser, the best distractor; cosines."""
    scores, positive = one_vs_all(vectors)
    best = scores.max(axis=1)
    drawn = np.where(weights.distractors > 0, best[~positive], -np.inf).max(axis=1)
    total = np.maximum(weights.held_out.sum(axis=1), 1e-12)
    return (best[positive] * weights.held_out).sum(axis=1) / total - drawn


METRICS = {
    "averagePrecision": average_precision_all,
    "averagePrecisionOneReference": average_precision_one,
    "ndcg": ndcg,
    "margin": margin,
}


def precision_recall(vectors: Vectors) -> dict[str, list[float]]:
    """The curve of the all-references score, one point a held-out photo found."""
    scores, positive = one_vs_all(vectors)
    order = np.lexsort((positive, -scores.max(axis=1)))
    found = np.cumsum(positive[order])
    at = np.flatnonzero(positive[order])
    return {
        "recall": [round(float(found[i] / positive.sum()), 4) for i in at],
        "precision": [round(float(found[i] / (i + 1)), 4) for i in at],
    }


def ranks(vectors: Vectors) -> list[int]:
    """For each held-out photo, 1 + the number of distractors that score at least as high."""
    scores, positive = one_vs_all(vectors)
    best = scores.max(axis=1)
    return [1 + int((best[~positive] >= score).sum()) for score in best[positive]]


def _joined(weights: Weights) -> Array:
    return np.concatenate([weights.held_out, weights.distractors], axis=1)
