"""What JSON files beside the pictures say: which instances there are, and which picture shows which shift."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from likeness_ml.evaluation.datasets.classes import is_picture
from likeness_ml.evaluation.datasets.dataset import SHIFTS, Instance
from likeness_ml.evaluation.datasets.problems import Problems, invalid
from likeness_ml.evaluation.datasets.tree import Tree

INFO_ENDING = "_info.json"
ANNOTATIONS_ENDING = "_image_annos.json"
KEYS = ("class_to_idx", "class_to_sc", "class_to_split")

Shifts = dict[tuple[str, str, str], str | None]  # (instance, train or test, picture's name) -> shift


def parsed(content: bytes, dataset: str, file: str) -> dict:
    """Raises InputError `DatasetInvalid` for what is no JSON object."""
    value = json_object(content)
    if value is None:
        raise invalid(dataset, f"{file} is no JSON object")
    return value


def json_object(content: bytes) -> dict | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def find_one(tree: Tree, ending: str, problems: Problems) -> str | None:
    """The one file at the root with this ending, if there is one."""
    found = [file for file in tree.top()[0] if file.endswith(ending)]
    if len(found) > 1:
        problems.add(f"{' and '.join(found)} both describe it: keep one")
    return found[0] if found else None


def read_info(tree: Tree, file: str, problems: Problems) -> tuple[Instance, ...]:
    """The instances in the order of `class_to_idx`; what the file says wrongly goes into `problems`."""
    info = parsed(tree.reader(file), tree.name, file)
    names = info.get("classes")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid(tree.name, f"{file} lacks `classes`, a list of names")
    if len(set(names)) < len(names):
        problems.add(f"{file}: `classes` has a name twice")
    for key in KEYS:
        if not isinstance(info.get(key), dict):
            raise invalid(tree.name, f"{file} lacks `{key}`, an object by name")
        for name in sorted(set(info[key]) ^ set(names)):
            problems.add(f"{file}: {name} is in one of `classes` and `{key}` only")
    indices, categories, splits = (info[key] for key in KEYS)
    for name in sorted(set(names) & set(indices) & set(categories) & set(splits)):
        if not isinstance(indices[name], int):
            problems.add(f"{file}: {name} has the index {indices[name]!r}, no whole number")
        if not isinstance(categories[name], str) or not categories[name].strip():
            problems.add(f"{file}: {name} has the category {categories[name]!r}, no word")
        if splits[name] not in ("val", "test"):
            problems.add(f"{file}: {name} has the split {splits[name]!r}, neither val nor test")
    if len(set(map(str, indices.values()))) < len(indices):
        problems.add(f"{file}: two names have one index")
    problems.refuse()
    return tuple(Instance(name, categories[name], splits[name]) for name in sorted(names, key=indices.__getitem__))


def same_names(instances: tuple[Instance, ...], found: set[str], file: str, problems: Problems) -> None:
    """Whether the info file tells of the instances that have pictures, and of no others."""
    told = {instance.name for instance in instances}
    for name in sorted(told - found):
        problems.add(f"{file} names {name}, which has no pictures")
    for name in sorted(found - told):
        problems.add(f"{name} has pictures, but {file} doesn't name it")


def read_shifts(tree: Tree, file: str, problems: Problems) -> Shifts:
    """The annotations by what they are of. An image's id is its file's name, with or without folders and extension."""
    shifts: Shifts = {}
    for identity, told in parsed(tree.reader(file), tree.name, file).items():
        if not isinstance(told, dict) or not isinstance(told.get("class"), str):
            problems.add(f"{file}: {identity} has no `class`")
            continue
        split, shift = told.get("split"), told.get("test_split")
        if split not in ("train", "test"):
            problems.add(f"{file}: {identity} has the split {split!r}, neither train nor test")
        elif split == "test" and shift not in SHIFTS:
            problems.add(f"{file}: {identity} has the test_split {shift!r}, none of {', '.join(SHIFTS)}")
        else:
            path = PurePosixPath(identity)
            key = (told["class"], split, path.stem if is_picture(identity) else path.name)
            if key in shifts:
                problems.add(f"{file}: {identity} and another id are both picture {key[2]} of {key[0]}")
            shifts[key] = shift if split == "test" else None
    return shifts
