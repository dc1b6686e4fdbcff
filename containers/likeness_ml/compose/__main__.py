"""The compose job: reference photos in; anchors, positives and negatives out.

    python -m likeness_ml.compose

Channels: `references` (NN.jpg, and NN.mask.png where the user gave one) and `bank` (`negatives/`, `backgrounds/`).
model/ gets `images/{id}.jpg`, `masks/{photo}.png` and `images.jsonl`, one line an image:
`{id, file, source, kind, parents, prompt, seed, box}`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from likeness_ml import images as files
from likeness_ml.compose.cutouts import cut_out
from likeness_ml.compose.images import Draw, Material, Recipe, Synthetic, augmented, cut_and_paste, negative
from likeness_ml.compose.masks import Mask, find_masks
from likeness_ml.errors import InputError
from likeness_ml.job import Job, run
from likeness_ml.progress import write_atomic

WORKING_LONGEST = 1024  # photos are worked on at this size


def compose(job: Job) -> None:
    recipe = recipe_from(job.hyperparameters)
    seed = int(job.hyperparameters.get("seed", "0"))
    with job.stages("mask"):
        photos = read_photos(job.channel("references"))
        masks = read_masks(job.channel("references"), photos)
        for name, mask in masks.items():
            save(job.model_dir / "masks" / f"{name}.png", mask.pixels)
        material = Material(
            photos, {name: mask.pixels for name, mask in masks.items()}, *read_bank(job.channel("bank"))
        )
    with job.stages("compose"):
        lines = draw_all(job, material, recipe, seed)
    methods = {name: mask.method for name, mask in masks.items()}
    write_atomic(job.model_dir / "masks.json", json.dumps(methods, indent=1).encode())
    write_atomic(job.model_dir / "images.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())


def draw_all(job: Job, material: Material, recipe: Recipe, seed: int) -> list[dict[str, object]]:
    plan: list[tuple[str, Draw, int]] = [
        ("cp", cut_and_paste, recipe.cut_and_paste),
        ("ar", augmented, recipe.augmented),
        ("ng", negative, recipe.negatives),
    ]
    total, lines = sum(count for _, _, count in plan), []
    for order, (prefix, draw, count) in enumerate(plan):
        for index in range(count):
            image_seed = [seed, order, index]
            image = draw(material, recipe, index, np.random.default_rng(image_seed))
            identity = f"{prefix}{index:04d}"
            save(job.model_dir / "images" / f"{identity}.jpg", image.pixels)
            lines.append(describe(identity, image, image_seed))
            if len(lines) % 24 == 0 or len(lines) == total:
                job.step("compose", len(lines), total)
    return lines


def describe(identity: str, image: Synthetic, seed: list[int]) -> dict[str, object]:
    return {
        "id": identity,
        "file": f"images/{identity}.jpg",
        "source": image.source,
        "kind": image.kind,
        "parents": image.parents,
        "prompt": None,
        "seed": seed,
        "box": None if image.mask is None else box_of(image.mask),
    }


def box_of(mask: np.ndarray) -> list[int] | None:
    """[left, top, width, height] in pixels; None where nothing of the object shows."""
    if not mask.any():
        return None
    x, y, width, height = cv2.boundingRect(mask)
    return [int(x), int(y), int(width), int(height)]


def recipe_from(hyperparameters: dict[str, str]) -> Recipe:
    values = {name: json.loads(text) for name, text in hyperparameters.items() if name != "seed"}
    unknown = sorted(values.keys() - {field.name for field in fields(Recipe)})
    if unknown:
        raise InputError("OptionUnknown", f"There is no setting {', '.join(unknown)} of the compose job.")
    return Recipe(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def read_photos(folder: Path) -> dict[str, np.ndarray]:
    names = sorted(path for path in folder.iterdir() if path.suffix == ".jpg")
    if not names:
        raise InputError("TooFewPhotos", "There is no reference photo to compose from: add at least two.")
    return {path.stem: shrink(np.asarray(files.open_image(path))) for path in names}


def read_masks(folder: Path, photos: dict[str, np.ndarray]) -> dict[str, Mask]:
    """The user's masks where given; found ones elsewhere."""
    found = dict(zip(photos, find_masks(list(photos.values())), strict=True))
    for name, photo in photos.items():
        given = folder / f"{name}.mask.png"
        if given.exists():
            grey = np.asarray(Image.open(given).convert("L"))
            grey = cv2.resize(grey, (photo.shape[1], photo.shape[0]), interpolation=cv2.INTER_AREA)
            mask = np.where(grey > 127, 255, 0).astype(np.uint8)
            if not mask.any():
                raise InputError("MaskMismatch", f"The mask of photo {name} shows nothing: paint the thing white.")
            found[name] = Mask(mask, "given")
    return found


def read_bank(folder: Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Scenes, and cut-outs of other objects."""
    scenes = [np.asarray(files.open_image(path)) for path in sorted((folder / "backgrounds").glob("*.jpg"))]
    objects = []
    for path in sorted((folder / "negatives").glob("*.jpg")):
        mask = np.asarray(Image.open(path.with_suffix(".png")).convert("L"))
        objects.append(cut_out(np.asarray(files.open_image(path)), np.where(mask > 127, 255, 0).astype(np.uint8)))
    return scenes, objects


def shrink(photo: np.ndarray) -> np.ndarray:
    scale = WORKING_LONGEST / max(photo.shape[:2])
    if scale >= 1:
        return photo
    size = (max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale)))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA)


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"quality": 92} if path.suffix == ".jpg" else {}
    Image.fromarray(pixels).save(path, **options)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    run(compose)
