"""Choosing which synthetic images train, by fidelity and diversity (architecture: curation).

Fidelity of an image is its largest cosine, in the bare backbone's space, to a view of a reference photo. A positive
whose fidelity is among the lowest of its source most likely lost its object (a bad mask, a crop beside it). A positive
nearly equal to one already chosen adds nothing. A negative nearer to the subject than its typical positive teaches the
opposite of what it should, unless it is a look-alike made on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from likeness_ml.represent.pool import Candidate

Embed = Callable[[list[np.ndarray]], np.ndarray]


@dataclass(frozen=True)
class Rule:
    drop_lowest: float = 0.10  # of each source's positives
    near_duplicate: float = 0.995  # cosine from which two positives are one
    too_close: float = 0.90  # quantile of the positives' fidelity from which a negative is too near


@dataclass(frozen=True)
class Verdict:
    """Why one image trains or does not; `reason` is empty for those that do."""

    id: str
    source: str
    kind: str
    kept: bool
    reason: str
    fidelity: float


def curate(
    candidates: list[Candidate], references: list[np.ndarray], embed: Embed, rule: Rule = Rule()
) -> tuple[list[Candidate], dict[str, object]]:
    """The candidates that train, in order, and the report: a verdict an image, fidelity and diversity of the kept."""
    vectors = embed([candidate.pixels for candidate in candidates])
    fidelity = (vectors @ embed(references).T).max(axis=1)
    reasons = [""] * len(candidates)
    positives = np.array([candidate.kind == "positive" for candidate in candidates])
    _drop_unfaithful(candidates, fidelity, reasons, rule)
    _drop_repeats(vectors, positives, reasons, rule)
    _drop_too_close(candidates, fidelity, positives, reasons, rule)
    verdicts = [
        Verdict(c.identity, c.source, c.kind, not reason, reason, round(float(f), 4))
        for c, reason, f in zip(candidates, reasons, fidelity, strict=True)
    ]
    kept = [candidate for candidate, reason in zip(candidates, reasons, strict=True) if not reason]
    chosen = vectors[[i for i, c in enumerate(candidates) if c.kind == "positive" and not reasons[i]]]
    summary = {
        "kept": len(kept),
        "dropped": len(candidates) - len(kept),
        "fidelity": round(float((chosen @ embed(references).T).max(axis=1).mean()), 4),
        "diversity": round(diversity(chosen), 4),
    }
    return kept, {"summary": summary, "images": [asdict(verdict) for verdict in verdicts]}


def diversity(vectors: np.ndarray) -> float:
    """1 - mean pairwise cosine of L2-normalised rows; 0 for fewer than two."""
    count = len(vectors)
    if count < 2:
        return 0.0
    similar = vectors @ vectors.T
    return float(1 - (similar.sum() - np.trace(similar)) / (count * (count - 1)))


def _drop_unfaithful(candidates: list[Candidate], fidelity: np.ndarray, reasons: list[str], rule: Rule) -> None:
    for source in {candidate.source for candidate in candidates if candidate.kind == "positive"}:
        members = [i for i, candidate in enumerate(candidates) if candidate.source == source]
        bound = np.quantile(fidelity[members], rule.drop_lowest)
        for index in members:
            if fidelity[index] < bound:
                reasons[index] = "low fidelity: among the least like the photos"


def _drop_repeats(vectors: np.ndarray, positives: np.ndarray, reasons: list[str], rule: Rule) -> None:
    chosen: list[int] = []
    for index in np.flatnonzero(positives):
        if reasons[index]:
            continue
        if chosen and (vectors[chosen] @ vectors[index]).max() > rule.near_duplicate:
            reasons[index] = "nearly the same as another"
        else:
            chosen.append(int(index))


def _drop_too_close(
    candidates: list[Candidate], fidelity: np.ndarray, positives: np.ndarray, reasons: list[str], rule: Rule
) -> None:
    bound = np.quantile(fidelity[positives], rule.too_close)
    for index, candidate in enumerate(candidates):
        if candidate.kind == "negative" and candidate.source != "look-alike" and fidelity[index] > bound:
            reasons[index] = "too close to the subject for a negative"
