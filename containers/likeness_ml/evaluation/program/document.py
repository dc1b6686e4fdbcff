"""What an evaluation found, as one JSON document and as rows (docs/evaluation.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from likeness_ml.evaluation.datasets import Evaluated
from likeness_ml.evaluation.over_instances import over_instances
from likeness_ml.evaluation.program.judge import Result, Results
from likeness_ml.evaluation.program.scope import Scope
from likeness_ml.evaluation.program.tasks import Record

VERSION = 1
HEADER = ("dataset", "shift", "instance", "category", "split", "model", "task", "method", "metric", "value")


def parts_of(scope: Scope, results: Results, seed: int) -> tuple[list[dict], list[dict] | None]:
    """The results on all pictures, and those under each shift; None where no shifts were asked for."""
    parts = {part: [told(result, seed) for result in found.values()] for part, found in results.by_part.items()}
    shifts = [
        {"shift": shift, "counts": scope.parts[shift].counts(), "instances": judged(scope, shift), "results": found}
        for shift, found in parts.items()
        if shift is not None
    ]
    return parts[None], shifts or None


def told(result: Result, seed: int) -> dict[str, object]:
    """One task's figures by instance, and their averages. `compared` is over the instances that have an adapter."""
    own = result.personalized
    differences = {name: difference(own[name], result.base[name]) for name in own}
    paired = {"base": {name: result.base[name] for name in own}, "personalized": own, "difference": differences}
    averages = {group: over_instances(records, seed) for group, records in paired.items()} if own else None
    return {
        "task": result.task,
        "method": result.method,
        "averages": {"base": over_instances(result.base, seed), "compared": averages},
        "instances": [
            {
                "instance": name,
                "base": record,
                "personalized": own.get(name),
                "difference": differences.get(name),
            }
            for name, record in result.base.items()
        ],
    }


def difference(personalized: Record, base: Record) -> Record:
    """None where either is."""
    return {
        metric: None if value is None or base[metric] is None else value - base[metric]
        for metric, value in personalized.items()
    }


def judged(scope: Scope, part: str | None) -> list[dict[str, object]]:
    """How many pictures each instance's figures are over."""
    rows = []
    for instance in scope.whole.instances:
        row: dict[str, object] = {"instance": instance.name, "references": len(scope.references[instance.name])}
        for dense, group in ((False, "test"), (True, "dense")):
            positives, negatives = scope.selection(part, instance.name, dense).counts()
            row[group] = {"positives": positives, "negatives": negatives}
        rows.append(row)
    return rows


def as_csv(whole: Evaluated, results: Results) -> bytes:
    """One row an instance, model, task, method and metric; an empty value where there is none."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerows(csv_rows(whole, results))
    return text.getvalue().encode()


def csv_rows(whole: Evaluated, results: Results) -> Iterator[Sequence[object]]:
    for part, found in results.by_part.items():
        for result in found.values():
            for instance in whole.instances:
                about = (whole.dataset.name, part or "", instance.name, instance.category or "", instance.split or "")
                models: Mapping[str, Record | None] = {
                    "base": result.base.get(instance.name),
                    "personalized": result.personalized.get(instance.name),
                }
                for model, record in models.items():
                    for metric, value in (record or {}).items():
                        shown = "" if value is None else repr(value)
                        yield (*about, model, result.task, result.method or "", metric, shown)
