"""Curation from end to end: measure, decide, tell."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from likeness_ml.curation.choose import Shortfall, decide
from likeness_ml.curation.fidelity import score
from likeness_ml.curation.report import report
from likeness_ml.curation.rule import Rule
from likeness_ml.curation.views import Views
from likeness_ml.represent.pool import Candidate, without


@dataclass(frozen=True)
class Curated:
    """The candidates that train, in their order; curation.json; and what fell short."""

    kept: list[Candidate]
    report: dict[str, object]
    shortfalls: list[Shortfall]


def curate(
    candidates: list[Candidate], views: Views, rule: Rule, seed: int = 0, expected: Set[str] = frozenset()
) -> Curated:
    """Chooses from a whole pool; `expected` are sources that should have given positives.

    Raises ServiceError `Internal` where there is no positive at all.
    """
    scored = score(candidates, views)
    decision = decide(scored, rule, seed, expected)
    kept = [one for one, reason in zip(candidates, decision.reasons, strict=True) if not reason]
    return Curated(kept, report(scored, decision, rule), decision.shortfalls)


def curate_without(
    candidates: list[Candidate], views: Views, rule: Rule, seed: int, left_out: set[str]
) -> list[Candidate]:
    """What trains a fold: no image that descends from a photo left out, chosen without such a photo having a say."""
    pool = without(candidates, left_out)
    decision = decide(score(pool, views, left_out), rule, seed)
    return [one for one, reason in zip(pool, decision.reasons, strict=True) if not reason]
