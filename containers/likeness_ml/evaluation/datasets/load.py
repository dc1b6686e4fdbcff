"""Any known layout into a `Dataset`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.classes import is_picture
from likeness_ml.evaluation.datasets.dataset import Dataset, Picture
from likeness_ml.evaluation.datasets.deepfashion import read_deepfashion
from likeness_ml.evaluation.datasets.dogs import read_dogs
from likeness_ml.evaluation.datasets.mapping import no_mapping
from likeness_ml.evaluation.datasets.parquet import read_parquet
from likeness_ml.evaluation.datasets.plain import FOLDERS, read_plain
from likeness_ml.evaluation.datasets.problems import invalid, listed
from likeness_ml.evaluation.datasets.tree import tree_at

KNOWN = "train/ and test/ folders; image/ and annos/ (DeepFashion2); data/*.parquet (PODS); or a folder a dog"


def load(path: Path, *, mapping: Path | None = None, seed: int = 0) -> Dataset:
    """The dataset in the folder or zip at `path`; its layout is told by what is there (docs/datasets.md).

    `mapping` says which pictures are whose in DeepFashion2 and DogFaceNet; by default a file in the dataset does.
    `seed` draws DogFaceNet's train pictures where no file lists them. No picture is opened: `check_pictures` does
    that. Raises InputError `DatasetInvalid` naming the files, up to ten problems at once, and `OptionInvalid` for a
    mapping that the layout doesn't take.
    """
    tree = tree_at(path)
    files, folders = tree.top()
    name = path.resolve().stem if path.is_file() else path.resolve().name
    if any(file.endswith(".parquet") for file in tree.files):
        if path.is_file():
            raise invalid(str(path), "parquet shards are not read from within a zip: unpack it")
        no_mapping(mapping, "PODS in parquet")
        return read_parquet(tree, path, name)
    if {"train/image", "train/annos"} <= set(tree.folders):
        raise invalid(str(path), "DeepFashion2's parts are apart: give its train/ or its validation/ folder")
    if FOLDERS & set(folders):
        no_mapping(mapping, "this layout")
        return read_plain(tree, name)
    if {"image", "annos"} <= set(folders):
        return read_deepfashion(tree, name, mapping)
    if any(is_picture(file) and file.count("/") == 1 for file in tree.files):
        return read_dogs(tree, name, mapping, seed)
    held = ", ".join([*(f"{folder}/" for folder in folders), *files][:10]) or "nothing"
    raise invalid(str(path), f"it holds {held}; known are {KNOWN}")


def check_pictures(pictures: Iterable[Picture]) -> None:
    """Decode every picture and mask once, so that a damaged one, a mask of another shape or an empty one is known
    before a model runs. Raises InputError `DatasetInvalid` naming the files, up to ten at once.
    """
    found = []
    for picture in pictures:
        try:
            picture.read_mask(picture.read_image())
        except InputError as error:
            found.append(str(error).removesuffix("."))
    if found:
        raise InputError("DatasetInvalid", f"Pictures can't be used: {listed(found)}.")
