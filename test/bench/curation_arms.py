"""The arms of the curation benchmark: from which images each adapter trains, and what is to be known of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from likeness_ml.curation.choose import PAPER_THRESHOLD, Decision
from likeness_ml.curation.diversity import mean_distance, vendi
from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.rule import Rule
from likeness_ml.represent.pool import Candidate, without_source

WITH_GENERATOR, LAPTOP = "with-generator", "laptop"  # the pools
OURS = "coverage"


@dataclass(frozen=True)
class Arm:
    """`settings` are the rule's where they differ from the preset's. An arm without a budget trains on all that its
    rule lets through.
    """

    name: str
    label: str
    settings: dict[str, object] = field(default_factory=dict)
    without: str | None = None  # the source whose positives are left out
    pool: str = WITH_GENERATOR

    def rule(self, preset: Rule) -> Rule:
        return replace(preset, **self.settings)

    def candidates(self, pool: list[Candidate]) -> list[Candidate]:
        return without_source(pool, self.without) if self.without else pool


# By how little they do, the simplest first.
RULES = (
    Arm("all", "no curation", {"curation": "all", "budget": 0}),
    Arm("random", "a random choice of the same size", {"curation": "random"}),
    Arm("threshold", "the paper's threshold", {"curation": "threshold", "budget": 0}),
    Arm("lowest-tenth", "leaving out the lowest tenth", {"curation": "lowest-tenth", "budget": 0}),
    Arm(OURS, "coverage"),
)
SOURCES = (
    Arm("cut-and-paste", "cut-and-paste alone", without="dreambooth"),
    Arm("dreambooth", "DreamBooth alone", without="cut-and-paste"),
    Arm("generated-25", "a quarter DreamBooth", {"generated_share": 0.25}),
    Arm("generated-75", "three quarters DreamBooth", {"generated_share": 0.75}),
    Arm("laptop", "the preset `laptop`", pool=LAPTOP),
)
ARMS = RULES + SOURCES


def faithful(scored: Scored, rule: Rule) -> dict[str, np.ndarray]:
    """[n] of bool by the rule that asks for it: the positives that are faithful enough."""
    positives = scored.of_kind("positive")
    return {
        "threshold": positives & (scored.mean_cosine >= PAPER_THRESHOLD),
        "coverage": positives & (scored.fidelity >= rule.fidelity_floor),
    }


def facts_of(scored: Scored, decision: Decision, rule: Rule) -> dict[str, object]:
    """What was there, and how faithful and varied the positives are that train. `fallback`: none was faithful, so the
    few most faithful train.
    """
    positives, keeps = scored.of_kind("positive"), decision.keeps()
    chosen, enough = positives & keeps, faithful(scored, rule)

    def by_source(members: np.ndarray) -> dict[str, int]:
        return dict(sorted(Counter(scored.candidates[index].source for index in np.flatnonzero(members)).items()))

    return {
        "pool": by_source(positives),
        "kept": by_source(chosen),
        "negatives": int((scored.of_kind("negative") & keeps).sum()),
        "fidelity": float(scored.fidelity[chosen].mean()),
        "diversity": mean_distance(scored.vectors[chosen]),
        "vendi": vendi(scored.vectors[chosen]),
        "faithful": {name: by_source(members) for name, members in enough.items()},
        "fallback": rule.curation in enough and not enough[rule.curation].any(),
    }
