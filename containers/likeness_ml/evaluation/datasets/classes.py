"""Pictures in one folder an instance, with nothing else in between."""

from __future__ import annotations

from pathlib import PurePosixPath

from likeness_ml.evaluation.datasets.problems import Problems
from likeness_ml.evaluation.datasets.tree import Tree

EXTENSIONS = frozenset({".jpg", ".jpeg", ".png", ".webp"})

Classes = dict[str, dict[str, str]]  # instance -> picture's name without extension -> file


def is_picture(file: str) -> bool:
    return PurePosixPath(file).suffix.lower() in EXTENSIONS


def read_classes(tree: Tree, folder: str, problems: Problems) -> Classes:
    """The pictures in `folder`/{instance}/, an empty one's too; `folder` may be "", the root without its own files.

    A folder inside an instance's is refused, not read: read, other things' pictures leak in (paper P-T8).
    """
    inside = f"{folder}/" if folder else ""
    classes: Classes = {}
    for name in (name for name in tree.folders if name.startswith(inside)):
        if name.count("/") == inside.count("/"):
            classes[name.removeprefix(inside)] = {}
        else:
            problems.add(f"{name} is a folder inside an instance's folder: move its pictures up or away")
    seen: dict[tuple[str, str], str] = {}
    for file in (file for file in tree.files if file.startswith(inside)):
        parts = file.removeprefix(inside).split("/")
        if len(parts) == 1:
            if folder:
                problems.add(f"{file} lies beside the instances' folders")
            continue
        if not is_picture(file):
            problems.add(f"{file} is no JPEG, PNG or WebP")
            continue
        stem = PurePosixPath(file).stem
        if (parts[0], stem) in seen:
            problems.add(f"{seen[parts[0], stem]} and {file} have one name: rename one")
        seen.setdefault((parts[0], stem), file)
        if len(parts) == 2:
            classes[parts[0]].setdefault(stem, file)
    for name, pictures in classes.items():
        if not pictures:
            problems.add(f"{inside}{name} holds no picture")
    return classes
