"""How varied a set of images is. Vectors are rows, L2-normalised; a set's order never matters."""

from __future__ import annotations

import numpy as np


def mean_distance(vectors: np.ndarray) -> float:
    """1 - mean pairwise cosine: 0 to 2; 0 for fewer than two."""
    count = len(vectors)
    if count < 2:
        return 0.0
    similar = vectors @ vectors.T
    return float(1 - (similar.sum() - np.trace(similar)) / (count * (count - 1)))


def vendi(vectors: np.ndarray) -> float:
    """The Vendi score of order 1: how many wholly different images the set amounts to, from 1 to n; 0 for none.

    exp of the entropy of the eigenvalues of K / n with K the cosines (Friedman and Dieng, "The Vendi Score", 2023).
    """
    count = len(vectors)
    if count == 0:
        return 0.0
    exact = vectors.astype(np.float64)
    smaller = exact @ exact.T if count <= exact.shape[1] else exact.T @ exact  # both have the same nonzero eigenvalues
    shares = np.linalg.eigvalsh(smaller / count)
    shares = shares[shares > 1e-12]
    return float(np.clip(np.exp(-(shares * np.log(shares)).sum()), 1, count))


def radius_of(vectors: np.ndarray) -> float:
    """Within which two images of the set are neighbours: the median distance (1 - cosine) to the nearest other; 0 for
    fewer than two.
    """
    if len(vectors) < 2:
        return 0.0
    distances = 1 - vectors @ vectors.T
    np.fill_diagonal(distances, np.inf)
    return float(np.median(distances.min(axis=1)))


def covered(pool: np.ndarray, chosen: np.ndarray, radius: float) -> np.ndarray:
    """[n] of bool: which of the pool's n images have a chosen one within `radius`.

    Their share is coverage as Naeem et al. ("Reliable Fidelity and Diversity Metrics for Generative Models", 2020)
    count it, with one radius for the whole pool in place of one an image: the chosen images are of the pool, and a
    radius that reaches the fifth neighbour, as theirs, is filled by almost any half of it.
    """
    if len(chosen) == 0:
        return np.zeros(len(pool), bool)
    return (1 - pool @ chosen.T).min(axis=1) <= radius + 1e-6  # an image's own distance is 0 but for rounding
