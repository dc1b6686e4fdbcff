"""The adapters to evaluate: one folder of PEFT files an instance, named as the instance."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from likeness_ml.embedding.adapters import AdapterFolder, Backbone, check_adapter
from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.problems import listed
from likeness_ml.evaluation.datasets.tree import is_clutter


def find_adapters(root: Path, instances: Collection[str], backbone: Backbone) -> dict[str, AdapterFolder]:
    """By instance, in the instances' order; those of instances that aren't judged now are checked all the same.

    Raises InputError `AdapterInvalid`, up to ten problems at once: no adapter at all, a folder that no instance is
    named as, a file beside the folders, an adapter that doesn't fit the backbone, a pickle.
    """
    found, problems = {}, []
    for entry in sorted(entry for entry in root.iterdir() if not is_clutter(entry.name)):
        if not entry.is_dir():
            problems.append(f"{entry.name} is no folder: each instance's adapter lies in a folder of its name")
        elif entry.name not in instances:
            problems.append(f"{entry.name} is the name of no instance in the dataset")
        else:
            try:
                found[entry.name] = check_adapter(entry, backbone)
            except InputError as error:
                problems.append(f"{entry.name}: {error}")
    if problems:
        raise InputError("AdapterInvalid", f"The adapters in {root.resolve()} can't be used: {listed(problems)}.")
    if not found:
        raise InputError("AdapterInvalid", f"{root.resolve()} holds no adapter: one folder an instance is expected.")
    return {name: found[name] for name in instances if name in found}
