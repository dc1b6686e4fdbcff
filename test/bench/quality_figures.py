"""Figures of the quality benchmark, recomputed from raw vectors; prints one JSON document.

    python test/bench/quality_figures.py --vectors DIR --tuning a,b,c

The metrics are scikit-learn's, not ours. Intervals are over subjects: each subject counts as the mean over its choices
of reference photos, and subjects are drawn with replacement, base and personalized together. For the verdicts, the
held-out photos of every choice are halved: the jobs' own comparison on one half is what a verdict would see, the
differences on the other half are what a user would get; both ways round.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors import safe_open
from sklearn.metrics import average_precision_score, ndcg_score

from likeness_ml.evaluation.compare import Fold, compare
from likeness_ml.evaluation.metrics import Vectors

RESAMPLES, COVERAGE = 10_000, (2.5, 97.5)
Space = dict[str, np.ndarray]


def read(path: Path) -> tuple[Space, dict[str, str]]:
    with safe_open(path, "np") as file:
        names = list(file.keys())
        return {name: file.get_tensor(name) for name in names}, file.metadata() or {}


def gather(space: Space, references: list[str], held_out: list[str], distractors: list[str]) -> Vectors:
    return Vectors(*(np.stack([space[name] for name in names]) for names in (references, held_out, distractors)))


def measure(vectors: Vectors) -> dict[str, float]:
    """The four metrics of the verdict (paper section 2.2)."""
    queries = np.concatenate([vectors.held_out, vectors.distractors])
    positive = np.arange(len(queries)) < len(vectors.held_out)
    scores = queries @ vectors.references.T
    best = scores.max(axis=1)
    gallery = np.concatenate([vectors.references, vectors.distractors])
    relevant = (np.arange(len(gallery)) < len(vectors.references)).astype(int)
    return {
        "averagePrecision": float(average_precision_score(positive, best)),
        "averagePrecisionOneReference": float(np.mean([average_precision_score(positive, one) for one in scores.T])),
        "ndcg": float(np.mean([ndcg_score([relevant], [gallery @ query]) for query in vectors.held_out])),
        "margin": float(best[positive].mean() - best[~positive].max()),
    }


def figures_of(base: Space, file: Path) -> dict[str, object]:
    """One personalization: metrics on all held-out photos, and what halves of them say about each other."""
    own, metadata = read(file)
    references = json.loads(metadata["references"])
    subject = file.parent.name
    held_out = [name for name in base if name.startswith(f"{subject}/") and name not in references]
    distractors = [name for name in base if not name.startswith(f"{subject}/")]

    def spaces(photos: list[str]) -> list[Vectors]:
        return [gather(space, references, photos, distractors) for space in (base, own)]

    halves = []
    for shown, kept in ((held_out[0::2], held_out[1::2]), (held_out[1::2], held_out[0::2])):
        if shown and kept:
            before, after = (measure(vectors) for vectors in spaces(kept))
            seen = compare([Fold(*spaces(shown), shown)])["metrics"]
            halves.append({"seen": seen, "measured": {name: after[name] - before[name] for name in before}})
    before, after = (measure(vectors) for vectors in spaces(held_out))
    counts = {"heldOut": len(held_out), "distractors": len(distractors)}
    return {"subject": subject, "choice": int(file.stem), **counts, "base": before, "personalized": after} | {
        "halves": halves
    }


def summarise(cases: list[dict]) -> dict[str, object]:
    """Means over subjects and the 95 % interval of the mean difference, by resampling subjects."""
    subjects = sorted({case["subject"] for case in cases})
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(subjects), size=(RESAMPLES, len(subjects)))
    metrics = {}
    for metric in cases[0]["base"]:
        base, own = (
            np.array([np.mean([c[space][metric] for c in cases if c["subject"] == subject]) for subject in subjects])
            for space in ("base", "personalized")
        )
        interval = np.percentile((own - base)[drawn].mean(axis=1), COVERAGE)
        metrics[metric] = {
            "base": base.mean(),
            "personalized": own.mean(),
            "difference": (own - base).mean(),
            "interval": list(interval),
            "subjectsBetter": int((own > base).sum()),
            "bySubject": {name: [b, p] for name, b, p in zip(subjects, base, own, strict=True)},
        }
    return {"subjects": len(subjects), "personalizations": len(cases), "metrics": metrics}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--tuning", required=True, help="the subjects that hyperparameters were chosen on")
    asked = parser.parse_args()
    base, _ = read(asked.vectors / "base.safetensors")
    cases = [figures_of(base, file) for file in sorted(asked.vectors.glob("*/*.safetensors"))]
    tuning = set(asked.tuning.split(","))
    groups = {
        "tuning": [case for case in cases if case["subject"] in tuning],
        "test": [case for case in cases if case["subject"] not in tuning],
    }
    summary = {name: summarise(members) for name, members in groups.items() if members}
    print(json.dumps({"photos": len(base), "groups": summary, "cases": cases}))


if __name__ == "__main__":
    main()
