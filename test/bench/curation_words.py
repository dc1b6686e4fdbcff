"""What the curation benchmark's figures say, in words. Nothing here is claimed by hand: every word follows a number."""

from __future__ import annotations

from curation_arms import ARMS, OURS, RULES, SOURCES

ONE_REFERENCE = "averagePrecisionOneReference"
LABELS = {arm.name: arm.label for arm in ARMS}
FEWEST = 5  # subjects: with fewer an interval is too narrow to be one
SIMPLER = [rule.name for rule in RULES if rule.name != OURS]


def words_of(summary: dict) -> dict[str, list[str] | str]:
    """Sentences for a group of subjects, by what they speak of."""
    few = len(summary["subjects"])
    differences = {name: of[ONE_REFERENCE] for name, of in summary["differences"].items()}
    return {
        "rules": [sentence("Coverage", LABELS[name], differences[name], few) for name in SIMPLER],
        "sources": [
            sentence("Coverage of both sources", LABELS[arm.name], differences[arm.name], few) for arm in SOURCES
        ],
        "base": sentence("The adapter of coverage's choice", "the bare backbone", differences["base"], few),
        "ships": ships_in_words(summary["surelyBetter"], few),
        "threshold": threshold_in_words(summary),
        "figure12": [relation_in_words(key, found) for key, found in summary["goesWith"].items()],
    }


def sentence(ours: str, other: str, found: dict, subjects: int) -> str:
    numbers = f"{signed(found['difference'])}, {signed(found['interval'][0])} to {signed(found['interval'][1])}"
    counts = f"better for {found['better']} and worse for {found['worse']} of {subjects} subjects"
    if found["outcome"] == "no difference":
        return f"{ours} and {other}: no difference shows ({numbers}; {counts})."
    return f"{ours} is {found['outcome']} than {other} ({numbers}; {counts})."


def ships(surely_better: dict[str, list[str]]) -> str:
    """The simplest rule than which no other is surely better. There is always one: that with the largest mean."""
    return next(rule.name for rule in RULES if not surely_better[rule.name])


def ships_in_words(surely_better: dict[str, list[str]], subjects: int) -> str:
    if subjects < FEWEST:
        return f"{subjects} subjects are too few to say which rule should ship."
    name = ships(surely_better)
    if name == OURS:
        return "Coverage should ship: of each simpler rule some other is surely better."
    beaten = [f"“{LABELS[one]}”" for one in SIMPLER[: SIMPLER.index(name)]]
    simplest = f" Simpler yet: {' and '.join(beaten)}, but some rule is surely better than that." if beaten else ""
    return f"The simpler rule “{LABELS[name]}” should ship: no other is surely better, coverage included.{simplest}"


def threshold_in_words(summary: dict) -> str:
    """How the paper's threshold fares in this backbone's space."""
    told = [
        f"{of['faithful']} of {of['pool']} images of {source} reach it, none at all in {of['without']} personalizations"
        for source, of in summary["faithful"]["threshold"].items()
    ]
    fallbacks = summary["material"]["threshold"]["fallbacks"]
    acted = f"Nothing reached it in {fallbacks} of {summary['personalizations']}, where the few most faithful trained."
    return f"The paper's mean cosine of 0.6, in this backbone's space: {'; '.join(told)}. {acted}"


def relation_in_words(key: str, found: dict | None) -> str:
    if found is None:
        return f"The arms' {key} does not vary, so it tells nothing."
    numbers = (
        f"correlation {signed(found['correlation'])}, {signed(found['interval'][0])} to {signed(found['interval'][1])}"
    )
    if found["outcome"] == "no difference":
        return f"Among a subject's arms, {key} of what trained says nothing sure of the adapter ({numbers})."
    return f"Among a subject's arms, those of more {key} give {found['outcome']} adapters ({numbers})."


def signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'}{abs(value):.3f}"
