"""Figures of the curation benchmark, recomputed from raw vectors; prints one JSON document.

    python test/bench/curation_figures.py --vectors DIR --tuning a,b,c

The metrics are the quality benchmark's. A subject counts as the mean over its choices of reference photos. Differences
are paired: `coverage` less another arm, on the same subjects with the same pools. Intervals are over subjects, drawn
with replacement.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from curation_arms import ARMS, OURS, RULES, WITH_GENERATOR
from curation_words import FEWEST, words_of
from quality_figures import COVERAGE, RESAMPLES, Space, gather, measure, read

BASE, ONE_REFERENCE = "base", "averagePrecisionOneReference"
MATERIAL = ("fidelity", "diversity")
Of = Callable[[dict], float]  # a number of a case, or of an arm's facts


def whole_cases(folder: Path) -> list[Path]:
    """Folders of the choices whose every arm is there: a broken-off run leaves others."""
    wanted = {f"{arm.name}.safetensors" for arm in ARMS}
    found = sorted(path for path in folder.glob("*/*") if path.is_dir())
    return [path for path in found if wanted <= {file.name for file in path.iterdir()}]


def case_of(base: Space, folder: Path) -> dict[str, object]:
    """One choice: the metrics of each arm and of the bare backbone on the held-out photos, and facts of the images."""
    subject, metrics, facts = folder.parent.name, {}, {}
    references: list[str] = []
    for arm in ARMS:
        space, metadata = read(folder / f"{arm.name}.safetensors")
        references, facts[arm.name] = json.loads(metadata["references"]), json.loads(metadata["facts"])
        metrics[arm.name] = judged(space, subject, references)
    metrics[BASE] = judged(base, subject, references)
    return {"subject": subject, "choice": int(folder.name), "metrics": metrics, "facts": facts}


def judged(space: Space, subject: str, references: list[str]) -> dict[str, float]:
    held_out = [name for name in space if name.startswith(f"{subject}/") and name not in references]
    distractors = [name for name in space if not name.startswith(f"{subject}/")]
    return measure(gather(space, references, held_out, distractors))


def summarise(cases: list[dict]) -> dict[str, object]:
    """Means over subjects, `coverage` less each other arm, and what the arms trained on."""
    subjects = sorted({case["subject"] for case in cases})
    drawn = np.random.default_rng(0).integers(len(subjects), size=(RESAMPLES, len(subjects)))

    def by_subject(value: Of) -> np.ndarray:
        """[subjects] of a case's value, the mean over its choices."""
        return np.array([np.mean([value(case) for case in cases if case["subject"] == name]) for name in subjects])

    names = [arm.name for arm in ARMS] + [BASE]
    metrics = list(cases[0]["metrics"][OURS])
    scores = {
        metric: {name: by_subject(lambda case: case["metrics"][name][metric]) for name in names}  # noqa: B023
        for metric in metrics
    }
    material = {
        arm.name: {key: by_subject(lambda case: case["facts"][arm.name][key]) for key in MATERIAL}  # noqa: B023
        for arm in ARMS
    }
    quality = scores[ONE_REFERENCE]
    return {
        "subjects": subjects,
        "personalizations": len(cases),
        "means": {metric: {name: float(of.mean()) for name, of in arms.items()} for metric, arms in scores.items()},
        "bySubject": {name: values.tolist() for name, values in quality.items()},
        "differences": {
            name: {metric: paired(arms[OURS], arms[name], drawn) for metric, arms in scores.items()}
            for name in names
            if name != OURS
        },
        "surelyBetter": {rule.name: beaten_by(rule.name, quality, drawn) for rule in RULES},
        "material": {arm.name: material_of(arm.name, cases, by_subject) for arm in ARMS},
        "faithful": {rule: passing(cases, rule) for rule in ("threshold", OURS)},
        "goesWith": {key: relation(material, quality, key, drawn) for key in MATERIAL},
    }


def paired(ours: np.ndarray, other: np.ndarray, drawn: np.ndarray) -> dict[str, object]:
    """The mean difference over subjects, its 95 % interval, and for how many subjects ours is larger or smaller."""
    differences = ours - other
    interval = np.percentile(differences[drawn].mean(axis=1), COVERAGE)
    better, worse = int((differences > 0).sum()), int((differences < 0).sum())
    found = {"difference": float(differences.mean()), "interval": interval.tolist(), "better": better, "worse": worse}
    return found | {"outcome": outcome(found["interval"], len(differences))}


def outcome(interval: list[float], subjects: int) -> str:
    """`better` or `worse` where the whole interval is on one side of 0, else `no difference`: so too for fewer than
    FEWEST subjects.
    """
    low, high = interval
    if subjects < FEWEST or low <= 0 <= high:
        return "no difference"
    return "better" if low > 0 else "worse"


def beaten_by(name: str, quality: dict[str, np.ndarray], drawn: np.ndarray) -> list[str]:
    """The other rules whose adapters are surely better than this rule's."""
    others = [rule.name for rule in RULES if rule.name != name]
    return [other for other in others if paired(quality[other], quality[name], drawn)["outcome"] == "better"]


def material_of(name: str, cases: list[dict], by_subject: Callable[[Of], np.ndarray]) -> dict[str, object]:
    """Means over subjects of what trained: positives of the whole pool and of those kept, and their worth."""

    def mean(value: Of) -> float:
        return float(by_subject(lambda case: value(case["facts"][name])).mean())

    return {
        "pool": mean(lambda facts: sum(facts["pool"].values())),
        "kept": mean(lambda facts: sum(facts["kept"].values())),
        "generated": mean(lambda facts: facts["kept"].get("dreambooth", 0)),
        "fidelity": mean(lambda facts: facts["fidelity"]),
        "diversity": mean(lambda facts: facts["diversity"]),
        "vendi": mean(lambda facts: facts["vendi"]),
        "fallbacks": sum(case["facts"][name]["fallback"] for case in cases),
    }


def passing(cases: list[dict], rule: str) -> dict[str, dict[str, int]]:
    """By source: positives of the whole pool, how many of them are faithful by this rule, and in how many
    personalizations not one is.
    """
    found = {}
    for source in sorted({source for case in cases for source in case["facts"]["all"]["pool"]}):
        there = [case["facts"]["all"]["pool"].get(source, 0) for case in cases]
        enough = [case["facts"]["all"]["faithful"][rule].get(source, 0) for case in cases]
        found[source] = {"pool": sum(there), "faithful": sum(enough), "without": sum(one == 0 for one in enough)}
    return found


def relation(
    material: dict[str, dict[str, np.ndarray]], quality: dict[str, np.ndarray], key: str, drawn: np.ndarray
) -> dict[str, object] | None:
    """Whether, among a subject's arms of one pool, the better adapters come of images with more of it: the correlation
    of deviations from the subject's mean over arms, and its interval. None where nothing varies.
    """
    names = [arm.name for arm in ARMS if arm.pool == WITH_GENERATOR]
    x = np.stack([material[name][key] for name in names])  # [arms, subjects]
    y = np.stack([quality[name] for name in names])
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    products = np.stack([(x * y).sum(axis=0), (x * x).sum(axis=0), (y * y).sum(axis=0)])  # [3, subjects]

    def correlation(sums: np.ndarray) -> np.ndarray:
        return sums[0] / np.sqrt(np.maximum(sums[1] * sums[2], 1e-24))

    if min(products.sum(axis=1)[1:]) < 1e-12:
        return None
    interval = np.percentile(correlation(products[:, drawn].sum(axis=2)), COVERAGE).tolist()
    found = {"correlation": float(correlation(products.sum(axis=1))), "interval": interval}
    return found | {"outcome": outcome(interval, x.shape[1])}


def document(folder: Path, tuning: set[str]) -> dict[str, object]:
    base, _ = read(folder / "base.safetensors")
    cases = [case_of(base, path) for path in whole_cases(folder)]
    groups = {
        "test": [case for case in cases if case["subject"] not in tuning],
        "tuning": [case for case in cases if case["subject"] in tuning],
    }
    summaries = {name: summarise(members) for name, members in groups.items() if members}
    return {
        "photos": len(base),
        "arms": [{"name": arm.name, "label": arm.label, "isRule": arm in RULES, "pool": arm.pool} for arm in ARMS],
        "groups": summaries,
        "words": {name: words_of(summary) for name, summary in summaries.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--tuning", required=True, help="the subjects that hyperparameters were chosen on")
    asked = parser.parse_args()
    print(json.dumps(document(asked.vectors, set(asked.tuning.split(",")))))


if __name__ == "__main__":
    main()
