"""Pools for the tests of curation: candidates whose vectors are given, without any backbone."""

import numpy as np

from likeness_ml.curation.fidelity import Calibration, Scored
from likeness_ml.represent.pool import Candidate

PIXELS = np.zeros((2, 2, 3), np.uint8)
SCALE = Calibration(real=0.8, negatives=0.4, photos=3)


def candidate(identity: str, source: str, kind: str, prompt: str | None = None) -> Candidate:
    return Candidate(identity, source, kind, frozenset(), PIXELS, prompt)


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def fixed_pool() -> tuple[list[Candidate], np.ndarray, np.ndarray]:
    """126 candidates, their vectors and those of three photos: whole numbers drawn by a fixed seed, then normalised."""
    rng = np.random.default_rng(20240229)
    photos = unit(rng.integers(-9, 10, (3, 6)) + 8 * np.eye(6)[0])
    names = [("cp", "cut-and-paste", "positive", 50), ("db", "dreambooth", "positive", 30)]
    names += [("ar", "augmented-real", "anchor", 10)]
    names += [("ng", source, "negative", 12) for source in ("other-object", "background", "look-alike")]
    candidates: list[Candidate] = []
    for prefix, source, kind, count in names:
        start = len(candidates)
        candidates += [candidate(f"{prefix}{start + n:04d}", source, kind) for n in range(count)]
    pull = np.array([10 if one.kind != "negative" else 16 for one in candidates])
    vectors = unit(rng.integers(-9, 10, (len(candidates), 6)) + pull[:, None] * photos[rng.integers(3, size=126)])
    vectors[7], vectors[60] = vectors[3], vectors[3]  # repeats
    return candidates, vectors, photos


def scored(candidates: list[Candidate], vectors: np.ndarray, photos: np.ndarray) -> Scored:
    """Objects look just as their whole pictures do."""
    cosines = vectors @ photos.T
    mean = np.where([one.kind == "anchor" for one in candidates], np.nan, cosines.mean(axis=1))
    return Scored(candidates, vectors, cosines.max(axis=1), mean, SCALE.fidelity(mean), SCALE)


def positives(fidelity: list[float], vectors: np.ndarray, sources: list[str]) -> Scored:
    """Positives of this fidelity; identities in their order."""
    candidates = [candidate(f"p{n:04d}", source, "positive") for n, source in enumerate(sources)]
    measured = np.array(fidelity, float)
    mean = measured * (SCALE.real - SCALE.negatives) + SCALE.negatives
    return Scored(candidates, vectors, mean, mean, measured, SCALE)
