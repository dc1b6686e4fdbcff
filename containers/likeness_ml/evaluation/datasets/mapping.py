"""Reading the JSON files that say which pictures are whose, where a dataset leaves it open."""

from __future__ import annotations

from pathlib import Path

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.facts import parsed
from likeness_ml.evaluation.datasets.problems import Problems, invalid
from likeness_ml.evaluation.datasets.tree import Tree, read_file


def read_mapping(tree: Tree, given: Path | None, usual: str, form: str) -> dict | None:
    """`given`, or the file `usual` at the root, held against the format it states; None where there is neither."""
    if given is not None:
        content, file = read_file(given.parent, given.name), str(given)
    elif usual in tree.names:
        content, file = tree.reader(usual), usual
    else:
        return None
    told = parsed(content, tree.name, file)
    if told.get("format") != form:
        raise invalid(tree.name, f"{file} has the format {told.get('format')!r}, not {form!r}")
    return told


def entries_of(told: dict, key: str, allowed: set[str], problems: Problems) -> dict[str, dict]:
    """The object under `key`: its entries by instance, each with `allowed` fields only."""
    if set(told) != {"format", key} or not isinstance(told[key], dict):
        raise invalid(problems.dataset, f"its mapping file must have `format` and the object `{key}`, nothing else")
    entries = {}
    for name, entry in told[key].items():
        if not isinstance(entry, dict) or not set(entry) <= allowed:
            problems.add(f"{name} in the mapping file may have {', '.join(sorted(allowed))} only")
        elif entry.get("split") not in (None, "val", "test"):
            problems.add(f"{name} in the mapping file has the split {entry['split']!r}, neither val nor test")
        elif not isinstance(entry.get("category"), str | None):
            problems.add(f"{name} in the mapping file has the category {entry['category']!r}, no word")
        else:
            entries[name] = entry
    return entries


def no_mapping(given: Path | None, layout: str) -> None:
    if given is not None:
        raise InputError(
            "OptionInvalid", f"{given}: {layout} says itself which pictures are whose; leave the file out."
        )
