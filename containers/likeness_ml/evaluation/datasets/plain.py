"""The paper's layout: {part}/{instance}/ for pictures, {part}_masks/{instance}/ for masks, in a folder or a zip.

PODS is this with `test_dense/` and the shifts of its pictures in `pods_image_annos.json` (paper section 2.1).
"""

from __future__ import annotations

from likeness_ml.evaluation.datasets.classes import Classes, read_classes
from likeness_ml.evaluation.datasets.dataset import PARTS, Dataset, Instance, Picture, assembled
from likeness_ml.evaluation.datasets.facts import (
    ANNOTATIONS_ENDING,
    INFO_ENDING,
    Shifts,
    find_one,
    read_info,
    read_shifts,
    same_names,
)
from likeness_ml.evaluation.datasets.masks import MaskFile
from likeness_ml.evaluation.datasets.problems import Problems
from likeness_ml.evaluation.datasets.tree import Tree, TreeFile

FOLDERS = frozenset(PARTS) | {f"{part}_masks" for part in PARTS}
TOLD_ELSEWHERE = ("README", "LICENSE", "LICENCE")


def read_plain(tree: Tree, name: str) -> Dataset:
    """Raises InputError `DatasetInvalid`."""
    problems = Problems(tree.name)
    info, annotations = (find_one(tree, ending, problems) for ending in (INFO_ENDING, ANNOTATIONS_ENDING))
    check_top(tree, {info, annotations}, problems)
    by_part = {part: read_classes(tree, part, problems) for part in PARTS}
    found = set(by_part["train"]) | set(by_part["test"]) | set(by_part["test_dense"])
    if info is None:
        instances = tuple(Instance(name) for name in sorted(found))
    else:
        instances = read_info(tree, info, problems)
        same_names(instances, found, info, problems)
    shifts = None if annotations is None else read_shifts(tree, annotations, problems)
    pictures = []
    for part in PARTS:
        masks = read_classes(tree, f"{part}_masks", problems)
        refuse_strays(masks, by_part[part], part, problems)
        pictures += pictures_of(tree, part, by_part[part], masks, shifts, problems)
    if shifts is not None:
        check_annotated(shifts, by_part, str(annotations), problems)
    return assembled(info.removesuffix(INFO_ENDING) if info else name, instances, pictures, problems)


def check_top(tree: Tree, read: set[str | None], problems: Problems) -> None:
    """A folder with a name that is a letter off would be missed in silence, so nothing unknown is let pass."""
    files, folders = tree.top()
    for folder in folders:
        if folder not in FOLDERS:
            problems.add(f"{folder}/ is none of {', '.join(sorted(FOLDERS))}")
    for file in files:
        if file not in read and not file.upper().startswith(TOLD_ELSEWHERE):
            problems.add(f"{file} is nothing that is read here: take it out")


def refuse_strays(masks: Classes, pictures: Classes, part: str, problems: Problems) -> None:
    for instance, files in masks.items():
        for stem, file in files.items():
            if stem not in pictures.get(instance, {}):
                problems.add(f"the mask {file} belongs to no picture in {part}/{instance}")


def pictures_of(
    tree: Tree, part: str, classes: Classes, masks: Classes, shifts: Shifts | None, problems: Problems
) -> list[Picture]:
    pictures = []
    split = "train" if part == "train" else "test"
    for instance, files in classes.items():
        for stem, file in files.items():
            if shifts is not None and part != "test_dense" and (instance, split, stem) not in shifts:
                problems.add(f"{file} is not annotated")
            mask = masks.get(instance, {}).get(stem)
            pictures.append(
                Picture(
                    identity=f"{part}/{instance}/{stem}",
                    source=TreeFile(tree, file),
                    instance=instance,
                    split=split,
                    shift=None if shifts is None else shifts.get((instance, split, stem)),
                    mask=None if mask is None else MaskFile(TreeFile(tree, mask)),
                    dense=part == "test_dense",
                )
            )
    return pictures


def check_annotated(shifts: Shifts, by_part: dict[str, Classes], file: str, problems: Problems) -> None:
    """Numbers over a part of the pictures would not be the dataset's."""
    for instance, split, stem in shifts:
        parts = ("train",) if split == "train" else ("test", "test_dense")
        if not any(stem in by_part[part].get(instance, {}) for part in parts):
            problems.add(f"{file} tells of the {split} picture {stem} of {instance}, which is not there")
