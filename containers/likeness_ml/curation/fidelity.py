"""How faithful a candidate is to the subject: the likeness of its object to the object in the photos, on a scale that
the photos themselves set.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from likeness_ml.curation.views import Views
from likeness_ml.represent.pool import Candidate

SMALLEST_SPAN = 0.05  # of cosine between negatives and real photos; on twelve real subjects it was 0.11 at least


@dataclass(frozen=True)
class Calibration:
    """The mean cosines, of object crops, that count as fidelity 1 and 0.

    `real` is between each two photos: 1 where there is but one photo. `negatives` is between the negatives and the
    photos, look-alikes left aside because they are made of the subject: 0 where there is no negative. Should the photos
    be hardly more alike than that, `real` is moved to SMALLEST_SPAN above it.
    """

    real: float
    negatives: float
    photos: int

    @classmethod
    def of(cls, photos: np.ndarray, negatives: np.ndarray) -> Calibration:
        """`photos` [photos, d], L2-normalised, and `negatives` [n], the mean cosine of each to the photos."""
        count = len(photos)
        low = float(negatives.mean()) if len(negatives) else 0.0
        alike = photos @ photos.T
        real = float((alike.sum() - np.trace(alike)) / (count * (count - 1))) if count > 1 else 1.0
        return cls(max(real, low + SMALLEST_SPAN), low, count)

    def fidelity(self, mean_cosines: np.ndarray) -> np.ndarray:
        """1 for what is as alike as two real photos, 0 for as alike as the negatives. More than 1 is nearly a photo
        itself and below 0 less alike than a negative: from (-1 - negatives) / span to (1 - negatives) / span.
        """
        return (mean_cosines - self.negatives) / (self.real - self.negatives)


@dataclass(frozen=True)
class Scored:
    """Candidates and what was measured of each, in one order.

    `vectors` [n, d] of the whole pictures; `cosine` [n], the largest to a photo's whole picture; `mean_cosine` [n] of
    the object to the photos' objects, which is the paper's number; `fidelity` [n], that calibrated. The last two are
    NaN for anchors: those are photos.
    """

    candidates: list[Candidate]
    vectors: np.ndarray
    cosine: np.ndarray
    mean_cosine: np.ndarray
    fidelity: np.ndarray
    calibration: Calibration

    def of_kind(self, kind: str) -> np.ndarray:
        """[n] of bool."""
        return np.array([candidate.kind == kind for candidate in self.candidates])

    def sources(self, kind: str) -> list[str]:
        """Of the candidates of that kind, in alphabetical order."""
        return sorted({candidate.source for candidate in self.candidates if candidate.kind == kind})


def score(candidates: list[Candidate], views: Views, left_out: Set[str] = frozenset()) -> Scored:
    """Measures candidates against the photos but those left out."""
    vectors = views.whole(candidates)
    cosine = (vectors @ views.reference_vectors(left_out).T).max(axis=1)
    photos = views.reference_crops(left_out)
    judged = [index for index, candidate in enumerate(candidates) if candidate.kind != "anchor"]
    mean_cosine = np.full(len(candidates), np.nan)
    objects = views.objects_in([candidates[index] for index in judged], left_out)
    mean_cosine[judged] = (objects @ photos.T).mean(axis=1)
    others = [c.kind == "negative" and c.source != "look-alike" for c in candidates]
    calibration = Calibration.of(photos, mean_cosine[others])
    return Scored(candidates, vectors, cosine, mean_cosine, calibration.fidelity(mean_cosine), calibration)
