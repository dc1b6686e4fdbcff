"""DogFaceNet's own layout: one folder a dog. A few pictures of each train, the others test."""

from __future__ import annotations

import hashlib
from pathlib import Path

from likeness_ml.evaluation.datasets.classes import read_classes
from likeness_ml.evaluation.datasets.dataset import Dataset, Instance, Picture, assembled
from likeness_ml.evaluation.datasets.mapping import entries_of, read_mapping
from likeness_ml.evaluation.datasets.plain import TOLD_ELSEWHERE
from likeness_ml.evaluation.datasets.problems import Problems
from likeness_ml.evaluation.datasets.tree import Tree, TreeFile

FORMAT = "likeness-dogs-split/1"
MAPPING = "dogs_split.json"
TRAIN = 3  # the paper's number (section 2.1)


def read_dogs(tree: Tree, name: str, mapping: Path | None, seed: int) -> Dataset:
    """Raises InputError `DatasetInvalid`."""
    problems = Problems(tree.name)
    for file in tree.top()[0]:
        if file != MAPPING and not file.upper().startswith(TOLD_ELSEWHERE):
            problems.add(f"{file} lies beside the dogs' folders: take it out")
    classes = read_classes(tree, "", problems)
    told = read_mapping(tree, mapping, MAPPING, FORMAT)
    if told is None:
        dogs: dict[str, dict] = {dog: {} for dog in classes}
    else:
        dogs = entries_of(told, "dogs", {"split", "train"}, problems)
    instances, pictures = [], []
    for dog in sorted(dogs):
        files = classes.get(dog)
        if files is None:
            problems.add(f"{dog} has no folder")
            continue
        instances.append(Instance(dog, "dog", dogs[dog].get("split")))
        train = train_of(dog, files, dogs[dog].get("train"), seed, problems)
        for stem, file in files.items():
            split = "train" if stem in train else "test"
            pictures.append(Picture(f"{split}/{dog}/{stem}", TreeFile(tree, file), dog, split))
    return assembled(name, instances, pictures, problems)


def train_of(dog: str, files: dict[str, str], listed: object, seed: int, problems: Problems) -> set[str]:
    """Names without extension: the listed files, or three drawn from the dog's own name and the seed, whatever else
    there is.
    """
    if listed is not None:
        by_file = {file.rpartition("/")[2]: stem for stem, file in files.items()}
        if not isinstance(listed, list) or not all(isinstance(file, str) for file in listed):
            problems.add(f"{dog}: `train` must be a list of file names")
            return set()
        for file in listed:
            if file not in by_file:
                problems.add(f"{dog}/{file} is not there")
        if len(set(listed)) < len(listed):
            problems.add(f"{dog}: `train` has a file twice")
        return {by_file[file] for file in listed if file in by_file}
    if len(files) <= TRAIN:
        problems.add(
            f"{dog} has {len(files)} pictures, {TRAIN + 1} are needed: leave it out by a split file ({FORMAT})"
        )
    return set(sorted(files, key=lambda stem: hashlib.sha256(f"{seed}/{dog}/{stem}".encode()).digest())[:TRAIN])
