"""curation.json: what was chosen, and what each source and prompt is worth. docs/json.md describes it.

A member without `kept` in its name speaks of all candidates; the summary speaks of the positives that train.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import numpy as np

from likeness_ml.curation.choose import Decision
from likeness_ml.curation.diversity import covered, mean_distance, radius_of, vendi
from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.rule import Rule

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def report(scored: Scored, decision: Decision, rule: Rule) -> dict[str, object]:
    keeps, positives = decision.keeps(), scored.of_kind("positive")
    faithful = positives & (scored.fidelity >= rule.fidelity_floor)
    radius = radius_of(scored.vectors[faithful])
    reached = np.zeros(len(keeps), bool)
    reached[faithful] = covered(scored.vectors[faithful], scored.vectors[keeps & positives], radius)
    return {
        "rule": asdict(rule),
        "calibration": {name: _number(value) for name, value in asdict(scored.calibration).items()},
        "summary": {
            "kept": int(keeps.sum()),
            "dropped": int((~keeps).sum()),
            "fidelity": _mean(scored.fidelity[keeps & positives]),
            "cosine": _mean(scored.cosine[keeps & positives]),
            "diversity": _number(mean_distance(scored.vectors[keeps & positives])),
            "vendi": _number(vendi(scored.vectors[keeps & positives])),
            "faithful": int(faithful.sum()),
            "coverage": _mean(reached[faithful]),
            "radius": _number(radius),
        },
        "shortfalls": [asdict(shortfall) for shortfall in decision.shortfalls],
        "sources": {
            source: {"kind": kind} | _of_source(scored, decision, _where(scored, source, kind), faithful, reached)
            for kind in ("positive", "negative", "anchor")
            for source in scored.sources(kind)
        },
        "prompts": _prompts(scored, keeps),
        "images": [_image(scored, decision, index) for index in range(len(keeps))],
    }


def _of_source(
    scored: Scored, decision: Decision, members: np.ndarray, faithful: np.ndarray, reached: np.ndarray
) -> dict[str, object]:
    keeps = decision.keeps()
    dropped = Counter(decision.reasons[index] for index in np.flatnonzero(members & ~keeps))
    return {
        "candidates": int(members.sum()),
        "kept": int((members & keeps).sum()),
        "dropped": dict(dropped.most_common()),
        "fidelity": _spread(scored.fidelity[members]),
        "keptFidelity": _spread(scored.fidelity[members & keeps]),
        "vendi": _number(vendi(scored.vectors[members])),
        "keptVendi": _number(vendi(scored.vectors[members & keeps])),
        "faithful": int((members & faithful).sum()),
        "coverage": _mean(reached[members & faithful]),
    }


def _prompts(scored: Scored, keeps: np.ndarray) -> list[dict[str, object]]:
    """Of the positives that have one, in the order of their first images."""
    groups: dict[tuple[str, str], list[int]] = {}
    for index, candidate in enumerate(scored.candidates):
        if candidate.kind == "positive" and candidate.prompt is not None:
            groups.setdefault((candidate.prompt, candidate.source), []).append(index)
    return [
        {
            "prompt": prompt,
            "source": source,
            "candidates": len(members),
            "kept": int(keeps[members].sum()),
            "fidelity": _mean(scored.fidelity[members]),
            "vendi": _number(vendi(scored.vectors[members])),
        }
        for (prompt, source), members in groups.items()
    ]


def _image(scored: Scored, decision: Decision, index: int) -> dict[str, object]:
    candidate, reason = scored.candidates[index], decision.reasons[index]
    return {
        "id": candidate.identity,
        "source": candidate.source,
        "kind": candidate.kind,
        "kept": not reason,
        "reason": reason,
        "fidelity": _mean(scored.fidelity[[index]]),
        "cosine": _number(scored.cosine[index]),
        "meanCosine": _mean(scored.mean_cosine[[index]]),
    }


def _where(scored: Scored, source: str, kind: str) -> np.ndarray:
    return np.array([candidate.source == source and candidate.kind == kind for candidate in scored.candidates])


def _spread(fidelity: np.ndarray) -> dict[str, object] | None:
    """None where there is nothing, or nothing was measured."""
    known = fidelity[~np.isnan(fidelity)]
    if len(known) == 0:
        return None
    quantiles = {str(at): _number(value) for at, value in zip(QUANTILES, np.quantile(known, QUANTILES), strict=True)}
    return {"mean": _mean(known), "quantiles": quantiles}


def _mean(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values.astype(np.float64))]
    return _number(known.mean()) if len(known) else None


def _number(value: float) -> float:
    return value if isinstance(value, int) else round(float(value), 4)
