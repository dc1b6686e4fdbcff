"""What both sides learn from and make pictures of: smooth made-up photos, class images and captions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

INSTANCE, CLASS = "a photo of <new1> mug", "a photo of a mug"
PHOTOS, CLASS_IMAGES, CAPTIONS = 3, 5, 100


@dataclass(frozen=True)
class Inputs:
    """Folders of the generate job's channels."""

    generator: Path
    references: Path
    priors: Path
    captions: Path

    @property
    def photos(self) -> list[Path]:
        return sorted(self.references.glob("*.jpg"))

    @property
    def classes(self) -> list[Path]:
        return sorted((self.priors / "images").glob("*.jpg"))


def write_inputs(folder: Path, generator: Path, side: int, *, square: bool = False) -> Inputs:
    """Photos a quarter wider than the generator's pictures unless `square`, class images of its very size."""
    inputs = Inputs(generator, folder / "references", folder / "priors", folder / "captions")
    for number in range(PHOTOS):
        write_photo(inputs.references / f"{number:02d}.jpg", side if square else side * 5 // 4, side, number)
    lines = []
    for number in range(CLASS_IMAGES):
        name = f"images/cl{number:04d}.jpg"
        write_photo(inputs.priors / name, side, side, PHOTOS + number)
        lines.append({"id": f"cl{number:04d}", "file": name, "source": "generator", "kind": "class"})
    (inputs.priors / "images.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    inputs.captions.mkdir()
    (inputs.captions / "captions.json").write_text(json.dumps(captions()))
    return inputs


def write_photo(file: Path, width: int, height: int, seed: int) -> None:
    coarse = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC).save(file, quality=92)


def captions() -> dict[str, object]:
    places = [f"on shelf number {number}" for number in range(CAPTIONS)]
    return {
        "version": 1,
        "category": "mug",
        "identifier": "<new1>",
        "source": "grammar",
        "fallback": None,
        "instance": INSTANCE,
        "class": CLASS,
        "standard": INSTANCE,
        "captions": [f"{INSTANCE} {place}" for place in places],
        "negatives": [f"{CLASS} {place}" for place in places],
        "scenes": ["a shelf"],
    }
