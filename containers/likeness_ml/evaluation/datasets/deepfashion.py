"""DeepFashion2 in its own layout (`image/`, `annos/`), with a file that says which garments are the instances.

Its authors' choice of garments was never published, so the file's format is ours: `likeness-df2-instances/1`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from likeness_ml.evaluation.datasets.classes import is_picture
from likeness_ml.evaluation.datasets.dataset import Dataset, Instance, Picture, assembled
from likeness_ml.evaluation.datasets.facts import json_object
from likeness_ml.evaluation.datasets.mapping import entries_of, read_mapping
from likeness_ml.evaluation.datasets.masks import Outline
from likeness_ml.evaluation.datasets.problems import Problems, invalid
from likeness_ml.evaluation.datasets.tree import Tree, TreeFile

FORMAT = "likeness-df2-instances/1"
MAPPING = "df2_instances.json"
FAR = 100_000  # pixels; no picture reaches further


@dataclass(frozen=True)
class Garment:
    """One item of one image: whose it is and where. DeepFashion2 tells a garment by `pair` and `style` (above 0)."""

    pair: int
    style: int
    polygons: tuple[tuple[float, ...], ...]


def read_deepfashion(tree: Tree, name: str, mapping: Path | None) -> Dataset:
    """Raises InputError `DatasetInvalid`."""
    problems = Problems(tree.name)
    told = read_mapping(tree, mapping, MAPPING, FORMAT)
    if told is None:
        raise invalid(tree.name, f"{MAPPING} is missing: it says which garments are the instances ({FORMAT})")
    entries = entries_of(told, "instances", {"category", "split", "train", "test"}, problems)
    images = images_of(tree, problems)
    used: dict[str, str] = {}
    instances, pictures = [], []
    for instance, entry in sorted(entries.items()):
        if not entry.get("category"):
            problems.add(f"{instance} has no category, one word")
        instances.append(Instance(instance, entry.get("category"), entry.get("split")))
        garments = set()
        for split in ("train", "test"):
            for image, item in references_of(entry.get(split), f"{instance}, {split}", problems):
                stem = PurePosixPath(image).stem
                if stem not in images or images[stem] != f"image/{image}":
                    problems.add(f"{instance}: image/{image} is not there")
                    continue
                if image in used:
                    problems.add(f"image/{image} is used by {used[image]} and by {instance}: one image, one use")
                used[image] = f"{instance} ({split})"
                garment = garment_of(tree, stem, item, problems)
                if garment is None:
                    continue
                garments.add((garment.pair, garment.style))
                pictures.append(
                    Picture(
                        identity=f"{split}/{instance}/{stem}",
                        source=TreeFile(tree, images[stem]),
                        instance=instance,
                        split=split,
                        mask=Outline(garment.polygons, f"{tree.name}/annos/{stem}.json, {item}"),
                    )
                )
        if len(garments) > 1 or any(style == 0 for _, style in garments):
            problems.add(f"the items of {instance} are not one garment: they need one pair_id and one style above 0")
    return assembled(name, instances, pictures, problems)


def images_of(tree: Tree, problems: Problems) -> dict[str, str]:
    """Files by their name without extension."""
    images: dict[str, str] = {}
    for file in tree.files:
        if not file.startswith("image/"):
            continue
        stem = PurePosixPath(file).stem
        if file.count("/") > 1:
            problems.add(f"{file} lies in a folder inside image/")
        elif not is_picture(file):
            problems.add(f"{file} is no JPEG, PNG or WebP")
        elif stem in images:
            problems.add(f"{images[stem]} and {file} have one name: rename one")
        else:
            images[stem] = file
    return images


def references_of(listed: object, where: str, problems: Problems) -> Iterator[tuple[str, str]]:
    if not isinstance(listed, list):
        problems.add(f"{where} must be a list of {{image, item}}")
        return
    for entry in listed:
        if (
            isinstance(entry, dict)
            and set(entry) == {"image", "item"}
            and all(isinstance(v, str) for v in entry.values())
        ):
            yield entry["image"], entry["item"]
        else:
            problems.add(f"{where} has {entry!r}, no {{image, item}}")


def garment_of(tree: Tree, stem: str, item: str, problems: Problems) -> Garment | None:
    file = f"annos/{stem}.json"
    told = json_object(tree.reader(file)) if file in tree.names else None
    if told is None:
        problems.add(f"{file} is not there or no JSON object")
        return None
    found = told.get(item)
    if not isinstance(found, dict):
        problems.add(f"{file} has no {item}")
        return None
    pair, style, polygons = told.get("pair_id"), found.get("style"), polygons_of(found.get("segmentation"))
    if not isinstance(pair, int) or not isinstance(style, int) or polygons is None:
        problems.add(
            f"{file}: {item} needs whole numbers pair_id and style, and polygons [x1, y1, ...] as segmentation"
        )
        return None
    return Garment(pair, style, polygons)


def polygons_of(told: object) -> tuple[tuple[float, ...], ...] | None:
    if not isinstance(told, list) or not told:
        return None
    for polygon in told:
        if not isinstance(polygon, list) or len(polygon) < 6 or len(polygon) % 2:
            return None
        if not all(isinstance(x, int | float) and math.isfinite(x) and abs(x) <= FAR for x in polygon):
            return None
    return tuple(tuple(map(float, polygon)) for polygon in told)
