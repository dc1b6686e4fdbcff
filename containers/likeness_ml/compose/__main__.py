"""The compose job: reference photos in; anchors, positives and negatives out.

    python -m likeness_ml.compose

Channels: `references` (NN.jpg, and NN.mask.png where the user gave one), `bank` (`negatives/`, `backgrounds/`) and,
where there is a generator, `priors`, whose images of the kind `background` are pasted on.
model/ gets `images/{id}.jpg`, `images/{id}.mask.png` of those that the subject was pasted on, `masks/{photo}.png`,
`masks.json` (how each photo's mask was found), `shortfall.json` and `images.jsonl`, one line an image:
`{id, file, source, kind, parents, prompt, seed, box, mask, background}`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from likeness_ml.compose.images import Draw, Material, Synthetic, augmented, cut_and_paste, negative
from likeness_ml.compose.inputs import read_bank, read_generated, read_masks, read_photos
from likeness_ml.compose.masks import Mask
from likeness_ml.compose.recipe import Recipe, recipe_from, seed_from
from likeness_ml.errors import InputError
from likeness_ml.job import Job, run
from likeness_ml.progress import write_atomic, write_json_atomic


@dataclass(frozen=True)
class Shortfall:
    """A source that gave fewer images than were asked of it."""

    source: str
    wanted: int
    made: int
    reason: str


def compose(job: Job) -> None:
    recipe, seed = recipe_from(job.hyperparameters), seed_from(job.hyperparameters)
    with job.stages("mask"):
        photos = read_photos(job.channel("references"))
        masks = read_masks(job.channel("references"), photos)
        write_masks(job, masks)
        material = material_of(job, recipe, photos, masks)
    with job.stages("compose"):
        lines, shortfall = draw_all(job, material, recipe, seed)
    write_json_atomic(job.model_dir / "shortfall.json", [asdict(one) for one in shortfall])
    write_atomic(job.model_dir / "images.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())


def write_masks(job: Job, masks: dict[str, Mask]) -> None:
    for name, mask in masks.items():
        save(job.model_dir / "masks" / f"{name}.png", mask.pixels)
        if mask.method == "centre":
            print(f"compose: no outline was found in photo {name}, its middle is taken for the object", flush=True)
    methods = {name: mask.method for name, mask in masks.items()}
    write_atomic(job.model_dir / "masks.json", json.dumps(methods, indent=1).encode())


def material_of(job: Job, recipe: Recipe, photos: dict[str, np.ndarray], masks: dict[str, Mask]) -> Material:
    scenes, objects = read_bank(job.channel("bank"), recipe.erode)
    generated = read_generated(job.channel("priors")) if job.has_channel("priors") else {}
    return Material(photos, {name: mask.pixels for name, mask in masks.items()}, scenes, objects, generated, recipe)


def draw_all(
    job: Job, material: Material, recipe: Recipe, seed: int
) -> tuple[list[dict[str, object]], list[Shortfall]]:
    """Lines of the images made, and the sources that fell short.

    Raises InputError `MaskMismatch` where not one image could be made.
    """
    plan: list[tuple[str, str, Draw, int]] = [
        ("cut-and-paste", "cp", cut_and_paste, recipe.cut_and_paste),
        ("augmented-real", "ar", augmented, recipe.augmented),
        ("negatives", "ng", negative, recipe.negatives),
    ]
    total, done = sum(count for *_, count in plan), 0
    lines: list[dict[str, object]] = []
    shortfall: list[Shortfall] = []
    for order, (source, prefix, draw, count) in enumerate(plan):
        before = len(lines)
        for index in range(count):
            image_seed = [seed, order, index]
            image = draw(material, recipe, index, np.random.default_rng(image_seed))
            if image is not None:
                lines.append(write_image(job, f"{prefix}{index:04d}", image, image_seed))
            done += 1
            if done % 24 == 0 or done == total:
                job.step("compose", done, total)
        if len(lines) - before < count:
            shortfall.append(told(Shortfall(source, count, len(lines) - before, reason_of(material, recipe))))
    if not lines:
        raise InputError("MaskMismatch", f"Not one image could be made: {shortfall[0].reason}.")
    return lines, shortfall


def reason_of(material: Material, recipe: Recipe) -> str:
    if not material.cutouts:
        return "no photo has a mask that leaves anything of the thing: give masks, or larger photos"
    return f"{1 + recipe.redraws} draws of an image did not show as much of the thing as asked"


def told(shortfall: Shortfall) -> Shortfall:
    print(f"compose: {shortfall.made} of {shortfall.wanted} {shortfall.source}, {shortfall.reason}", flush=True)
    return shortfall


def write_image(job: Job, identity: str, image: Synthetic, seed: list[int]) -> dict[str, object]:
    """Writes the image, and its mask where it has one, and gives its line."""
    file = f"images/{identity}.jpg"
    save(job.model_dir / file, image.pixels)
    mask = None
    if image.mask is not None:
        mask = f"images/{identity}.mask.png"
        save(job.model_dir / mask, image.mask)
    return {
        "id": identity,
        "file": file,
        "source": image.source,
        "kind": image.kind,
        "parents": image.parents,
        "prompt": None,
        "seed": seed,
        "box": None if image.mask is None else box_of(image.mask),
        "mask": mask,
        "background": image.background,
    }


def box_of(mask: np.ndarray) -> list[int]:
    """[left, top, width, height] in pixels, of a mask that shows something."""
    x, y, width, height = cv2.boundingRect(mask)
    return [int(x), int(y), int(width), int(height)]


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"quality": 92} if path.suffix == ".jpg" else {}
    Image.fromarray(pixels).save(path, **options)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    run(compose)
