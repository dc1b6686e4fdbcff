"""Which candidates train, by a rule, and why the others don't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Set
from dataclasses import dataclass, replace

import numpy as np

from likeness_ml.curation.facility import benefits, choose
from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.lowest_tenth import drop_by_lowest_tenth
from likeness_ml.curation.quotas import groups_of, limits_of, parts_of
from likeness_ml.curation.reasons import (
    ADDS_NOTHING,
    BELOW_FLOOR,
    BELOW_THRESHOLD,
    NOT_DRAWN,
    OVER_BUDGET,
    SUBJECT_ITSELF,
    UNFAITHFUL,
)
from likeness_ml.curation.rule import Rule
from likeness_ml.errors import ServiceError

PAPER_THRESHOLD = 0.6  # of mean cosine, in DreamSim's space; another backbone's cosines lie elsewhere
TWO_PHOTOS = 1.0  # fidelity from which a negative is the subject itself
FEW = 8  # images that train when none is faithful


@dataclass(frozen=True)
class Shortfall:
    """A source of positives that gave fewer than it should, or none."""

    source: str
    reason: str


@dataclass(frozen=True)
class Decision:
    """`reasons` has one for each candidate that doesn't train, in their order; "" for those that do."""

    reasons: list[str]
    shortfalls: list[Shortfall]

    def keeps(self) -> np.ndarray:
        """[n] of bool."""
        return np.array([not reason for reason in self.reasons])


def decide(scored: Scored, rule: Rule, seed: int = 0, expected: Set[str] = frozenset()) -> Decision:
    """A function of its arguments alone. `expected` are sources that should have given positives.

    Raises ServiceError `Internal` where there is no positive at all.
    """
    positives = scored.of_kind("positive")
    if not positives.any():
        raise ServiceError("Internal", "No synthetic image of the subject was made, so there is nothing to train on.")
    reasons = [""] * len(scored.candidates)
    _drop_the_subject_among_negatives(scored, reasons)
    DROP[rule.curation](scored, rule, seed, reasons)
    shortfalls = [Shortfall(name, "no image was made") for name in sorted(expected - set(scored.sources("positive")))]
    shortfalls += _unfaithful_sources(scored, reasons)
    if rule.curation in ("threshold", "coverage"):
        shortfalls += _unfilled(scored, rule, reasons)
    if not any(not reason for reason, positive in zip(reasons, positives, strict=True) if positive):
        shortfalls.append(_keep_a_few(scored, rule, reasons))
    return Decision(reasons, shortfalls)


def _drop_the_subject_among_negatives(scored: Scored, reasons: list[str]) -> None:
    """The generator's negatives are of the subject's category, and shared by all subjects: one may be its double."""
    for index, candidate in enumerate(scored.candidates):
        if candidate.kind == "negative" and candidate.source == "generator" and scored.fidelity[index] >= TWO_PHOTOS:
            reasons[index] = SUBJECT_ITSELF


def _all(scored: Scored, rule: Rule, seed: int, reasons: list[str]) -> None:
    _keep_the_first(scored, rule, reasons)


def _threshold(scored: Scored, rule: Rule, seed: int, reasons: list[str]) -> None:
    for index in _positives(scored):
        if scored.mean_cosine[index] < PAPER_THRESHOLD:
            reasons[index] = BELOW_THRESHOLD
    _keep_the_first(scored, rule, reasons)


def _lowest_tenth(scored: Scored, rule: Rule, seed: int, reasons: list[str]) -> None:
    drop_by_lowest_tenth(scored, reasons)
    _keep_the_first(scored, rule, reasons)


def _coverage(scored: Scored, rule: Rule, seed: int, reasons: list[str]) -> None:
    for index in _positives(scored):
        if scored.fidelity[index] < rule.fidelity_floor:
            reasons[index] = BELOW_FLOOR
    by_id = sorted(_kept(scored, reasons), key=lambda index: scored.candidates[index].identity)
    groups = groups_of([scored.candidates[index] for index in by_id], rule)
    chosen = choose(benefits(scored.vectors[by_id], scored.fidelity[by_id]), groups, limits_of(groups, rule))
    for index in set(by_id) - {by_id[row] for row in chosen}:
        reasons[index] = OVER_BUDGET if rule.budget and len(chosen) >= rule.budget else ADDS_NOTHING


def _random(scored: Scored, rule: Rule, seed: int, reasons: list[str]) -> None:
    """As many of each group as `coverage` would take."""
    like = decide(scored, replace(rule, curation="coverage"))
    groups = groups_of(scored.candidates, rule)
    counts = Counter(groups[index] for index in _kept(scored, like.reasons))
    rng = np.random.default_rng(seed)
    for group in sorted({groups[index] for index in _positives(scored)}):
        members = [index for index in _positives(scored) if groups[index] == group]
        drawn = set(rng.permutation(members)[: counts[group]].tolist())
        for index in set(members) - drawn:
            reasons[index] = NOT_DRAWN


DROP: dict[str, Callable[[Scored, Rule, int, list[str]], None]] = {
    "all": _all,
    "threshold": _threshold,
    "random": _random,
    "lowest-tenth": _lowest_tenth,
    "coverage": _coverage,
}


def _keep_the_first(scored: Scored, rule: Rule, reasons: list[str]) -> None:
    """As many as the budget allows, in the order in which they were made: as the paper counts to 450."""
    kept = _kept(scored, reasons)
    groups = groups_of([scored.candidates[index] for index in kept], rule)
    left = limits_of(groups, rule)
    for index, group in zip(kept, groups, strict=True):
        if left[group] == 0:
            reasons[index] = OVER_BUDGET
        else:
            left[group] -= 1


def _unfaithful_sources(scored: Scored, reasons: list[str]) -> list[Shortfall]:
    found = []
    for source in scored.sources("positive"):
        own = [reasons[index] for index in _positives(scored) if scored.candidates[index].source == source]
        if all(reason in UNFAITHFUL for reason in own):
            found.append(Shortfall(source, f"none of its {len(own)} images trains, {own[0]}"))
    return found


def _unfilled(scored: Scored, rule: Rule, reasons: list[str]) -> list[Shortfall]:
    """Parts of the budget for which too few images were faithful, yet some."""
    positives = _positives(scored)
    groups = groups_of([scored.candidates[index] for index in positives], rule)
    found = []
    for group, wanted in parts_of(groups, rule).items() if rule.budget else ():
        own = [index for index, of in zip(positives, groups, strict=True) if of == group]
        faithful = sum(reasons[index] not in UNFAITHFUL for index in own)
        if 0 < faithful < wanted:
            sources = " and ".join(sorted({scored.candidates[index].source for index in own}))
            found.append(Shortfall(sources, f"{faithful} of the {wanted} images wanted are faithful"))
    return found


def _keep_a_few(scored: Scored, rule: Rule, reasons: list[str]) -> Shortfall:
    """The most faithful of the largest source."""
    sizes = Counter(scored.candidates[index].source for index in _positives(scored))
    source = min(sizes, key=lambda name: (-sizes[name], name))
    members = [index for index in _positives(scored) if scored.candidates[index].source == source]
    members.sort(key=lambda index: (-scored.fidelity[index], scored.candidates[index].identity))
    few = members[: min(rule.budget or FEW, FEW)]
    for index in few:
        reasons[index] = ""
    return Shortfall(source, f"no image of any source is faithful, so its {len(few)} most faithful train all the same")


def _positives(scored: Scored) -> list[int]:
    return [int(index) for index in np.flatnonzero(scored.of_kind("positive"))]


def _kept(scored: Scored, reasons: list[str]) -> list[int]:
    """Of the positives, those that train so far."""
    return [index for index in _positives(scored) if not reasons[index]]
