"""How the budget is divided between the generator's images and all others."""

from __future__ import annotations

from collections import Counter

from likeness_ml.curation.rule import Rule
from likeness_ml.represent.pool import Candidate

GENERATED = "dreambooth"
OTHERS = "others"
ANY = "any"


def groups_of(candidates: list[Candidate], rule: Rule) -> list[str]:
    """Of which part of the budget each may be; all of one where it isn't divided."""
    if rule.generated_share is None:
        return [ANY] * len(candidates)
    return [GENERATED if candidate.source == GENERATED else OTHERS for candidate in candidates]


def parts_of(groups: list[str], rule: Rule) -> dict[str, int]:
    """How many images each group that is there should give; without a budget all that it has."""
    there = Counter(groups)
    if not rule.budget:
        return dict(there)
    if len(there) < 2:
        return dict.fromkeys(there, rule.budget)
    generated = round(rule.budget * (rule.generated_share or 0))
    return {GENERATED: generated, OTHERS: rule.budget - generated}


def limits_of(groups: list[str], rule: Rule) -> dict[str, int]:
    """How many images of each group may train, given those that could: what a group can't fill goes to the other."""
    there, parts = Counter(groups), parts_of(groups, rule)
    unfilled = sum(max(0, part - there[group]) for group, part in parts.items())
    return {group: min(there[group], part + unfilled) for group, part in parts.items()}
