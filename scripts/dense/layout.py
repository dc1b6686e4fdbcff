"""Writes a set as `likeness evaluate` reads it (docs/datasets.md), and the subjects of `likeness experiment`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

QUALITY = 92


@dataclass(frozen=True)
class Shot:
    """A picture (uint8 H x W x 3) and the mask (uint8 H x W, 0 or 255) of its instance; `name` is without extension."""

    name: str
    pixels: NDArray[np.uint8]
    mask: NDArray[np.uint8]


@dataclass(frozen=True)
class Instance:
    """One thing. Of the split `test` are those that are judged; `val` ones are negatives and in the gallery alone."""

    name: str
    category: str
    split: str
    train: Sequence[Shot]
    test: Sequence[Shot]


def write_dataset(root: Path, name: str, instances: Sequence[Instance]) -> None:
    """`{part}/{instance}/`, `{part}_masks/{instance}/` and `{name}_info.json`."""
    for instance in instances:
        for part, shots in (("train", instance.train), ("test", instance.test)):
            for shot in shots:
                save(root / part / instance.name / f"{shot.name}.jpg", shot.pixels)
                save(root / f"{part}_masks" / instance.name / f"{shot.name}.png", shot.mask)
    names = [instance.name for instance in instances]
    info = {
        "classes": names,
        "class_to_idx": {name: index for index, name in enumerate(names)},
        "class_to_sc": {instance.name: instance.category for instance in instances},
        "class_to_split": {instance.name: instance.split for instance in instances},
    }
    write_json(root / f"{name}_info.json", info)


def write_subjects(root: Path, instances: Sequence[Instance]) -> None:
    """`{subject}/reference/` and `{subject}/held-out/` with a mask beside each photo, and `subjects.json`."""
    for instance in instances:
        for part, shots in (("reference", instance.train), ("held-out", instance.test)):
            for shot in shots:
                save(root / instance.name / part / f"{shot.name}.jpg", shot.pixels)
                save(root / instance.name / part / f"{shot.name}.mask.png", shot.mask)
    write_json(root / "subjects.json", {instance.name: instance.category for instance in instances})


def sheet(instances: Sequence[Instance], side: int = 112) -> NDArray[np.uint8]:
    """All test pictures, an instance a row, the mask's outline drawn: something to look at."""
    width = max(len(instance.test) for instance in instances)
    canvas = np.full((side * len(instances), side * width, 3), 255, np.uint8)
    for row, instance in enumerate(instances):
        for column, shot in enumerate(instance.test):
            small = Image.fromarray(outlined(shot)).resize((side, side), Image.Resampling.BOX)
            canvas[row * side : (row + 1) * side, column * side : (column + 1) * side] = np.asarray(small)
    return canvas


def outlined(shot: Shot) -> NDArray[np.uint8]:
    inside = shot.mask > 0
    padded = np.pad(inside, 2)
    around = [
        padded[2 + y : padded.shape[0] - 2 + y, 2 + x : padded.shape[1] - 2 + x] for y in (-2, 2) for x in (-2, 2)
    ]
    rim = inside & ~np.logical_and.reduce(around)
    pixels = shot.pixels.copy()
    pixels[rim] = (255, 0, 160)
    return pixels


def save(path: Path, pixels: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **({"quality": QUALITY} if path.suffix == ".jpg" else {"optimize": True}))


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")
