"""Figures of every instance by the base and by its adapter, one model's vectors in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from safetensors.numpy import save

from likeness_ml.evaluation.program.dense import COLUMNS
from likeness_ml.evaluation.program.models import Models, Space
from likeness_ml.evaluation.program.predictions import Dense, Looker
from likeness_ml.evaluation.program.scope import Scope
from likeness_ml.evaluation.program.settings import DENSE, GLOBAL, Settings
from likeness_ml.evaluation.program.store import Store
from likeness_ml.evaluation.program.tasks import Record, dense_figures, whole_picture_figures
from likeness_ml.evaluation.program.vectors import read_vectors
from likeness_ml.job import Job
from likeness_ml.progress import write_atomic, write_json_atomic


@dataclass
class Result:
    """One task by one method (None but for the dense ones): figures by instance."""

    task: str
    method: str | None
    base: dict[str, Record] = field(default_factory=dict)
    personalized: dict[str, Record] = field(default_factory=dict)


class Results:
    """By shift (None: all pictures), task and method, in the order of the tasks."""

    def __init__(self, tasks: Sequence[str], methods: Sequence[str], parts: Sequence[str | None]) -> None:
        named = [(task, method) for task in tasks for method in (methods if task in DENSE else (None,))]
        self.by_part = {part: {key: Result(*key) for key in named} for part in parts}

    def add(
        self, part: str | None, name: str, adapter: str | None, method: str | None, found: dict[str, Record]
    ) -> None:
        for task, record in found.items():
            result = self.by_part[part][task, method]
            (result.base if adapter is None else result.personalized)[name] = record


def spaces_of(models: Models, names: Sequence[str], settings: Settings) -> dict[str, tuple[Space, Space | None]]:
    """By instance: the base's space and the adapter's, alike but for the adapter (P-E2); None where it has none."""
    spaces = {}
    for name in names:
        adapter = models.adapters.get(name)
        if adapter is None:
            spaces[name] = (models.space(None), None)
            continue
        view = adapter.feature if settings.feature == "adapter" else "cls", adapter.image_size
        spaces[name] = (models.space(None, *view), models.space(name, *view))
    return spaces


def distinct(spaces: dict[str, tuple[Space, Space | None]]) -> list[Space]:
    """The base's first."""
    base = dict.fromkeys(pair[0] for pair in spaces.values())
    return [*base, *(pair[1] for pair in spaces.values() if pair[1] is not None)]


def lookers_of(models: Models, names: Sequence[str]) -> list[Looker]:
    return [Looker(None, tuple(names)), *(Looker(name, (name,)) for name in names if name in models.adapters)]


def judge_vectors(
    job: Job, store: Store, scope: Scope, spaces: dict[str, tuple[Space, Space | None]], settings: Settings, to: Results
) -> None:
    """Also writes every vector that counted to output/data/vectors."""
    tasks = [task for task in settings.tasks if task in GLOBAL]
    files: dict[str, dict[str, str | None]] = {name: {"base": None, "personalized": None} for name in scope.names}
    for space in distinct(spaces):
        kept = read_vectors(store, space)
        gallery, tests = (np.stack([kept[p.digest] for p in group]) for group in (scope.gallery, scope.tests))
        file = vector_file(space)
        write_atomic(job.data_dir / file, save({"gallery": gallery, "test": tests}))
        for name in [name for name, pair in spaces.items() if space in pair]:
            files[name]["base" if space.adapter is None else "personalized"] = file
            relevant = scope.relevant(name)
            for part in scope.parts:
                chosen = scope.selection(part, name, False)
                found = whole_picture_figures(tasks, tests[chosen.places], chosen.positive, gallery, relevant)
                to.add(part, name, space.adapter, None, found)
        job.check()
    pictures = {"gallery": scope.gallery, "test": scope.tests}
    told = {group: [picture.identity for picture in some] for group, some in pictures.items()}
    write_json_atomic(job.data_dir / "vectors.json", {"version": 1, **told, "files": files})


def vector_file(space: Space) -> str:
    name = f"base-{space.feature}-{space.image_size}" if space.adapter is None else f"instances/{space.adapter}"
    return f"vectors/{name}.safetensors"


def judge_predictions(
    job: Job, dense: Dense, scope: Scope, lookers: Sequence[Looker], settings: Settings, to: Results
) -> None:
    """Also writes every prediction to output/data/predictions."""
    tasks = [task for task in settings.tasks if task in DENSE]
    methods = dense.protocol.methods
    for looker in lookers:
        rows = dense.read(looker, scope.references, scope.dense)
        name = "base" if looker.adapter is None else f"instances/{looker.adapter}"
        write_atomic(job.data_dir / "predictions" / f"{name}.safetensors", save({"predictions": rows}))
        for place, instance in enumerate(looker.instances):
            for part, method, of_method in parts_and_methods(scope, methods, rows[:, place]):
                chosen = scope.selection(part, instance, True)
                to.add(part, instance, looker.adapter, method, dense_figures(tasks, of_method[chosen.places]))
        job.check()
    told = {
        "version": 1,
        "pictures": [picture.identity for picture in scope.dense],
        "instances": scope.names,
        "methods": methods,
        "columns": COLUMNS,
    }
    write_json_atomic(job.data_dir / "predictions.json", told)


def parts_and_methods(
    scope: Scope, methods: Sequence[str], rows: np.ndarray
) -> Iterator[tuple[str | None, str, np.ndarray]]:
    """Rows [pictures, methods, columns] by method, for each shift."""
    for part in scope.parts:
        for place, method in enumerate(methods):
            yield part, method, rows[:, place]
