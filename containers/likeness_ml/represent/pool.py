"""What a training draws from: anchors, positives and negatives as uint8 arrays, and the photos they descend from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from likeness_ml.errors import ServiceError
from likeness_ml.images import open_image, resize_and_crop


@dataclass(frozen=True)
class Candidate:
    """One synthetic image of the compose (or generate) job."""

    identity: str
    source: str
    kind: str
    parents: frozenset[str]
    pixels: np.ndarray


def read_candidates(folder: Path) -> list[Candidate]:
    """The images that `images.jsonl` names, in its order."""
    listing = folder / "images.jsonl"
    if not listing.exists():
        raise ServiceError("ObjectNotFound", "The synthetic images' list, images.jsonl, is missing.")
    lines = [json.loads(line) for line in listing.read_text().splitlines()]
    return [
        Candidate(
            line["id"],
            line["source"],
            line["kind"],
            frozenset(line["parents"]),
            np.asarray(Image.open(folder / line["file"]).convert("RGB")),
        )
        for line in lines
    ]


def read_photos(folder: Path) -> dict[str, np.ndarray]:
    """Photos by name, in order, each as serving sees it: uint8 [224, 224, 3]. Hundreds of whole ones fill memory."""
    return {path.stem: resize_and_crop(open_image(path)) for path in sorted(folder.glob("*.jpg"))}


def without(candidates: list[Candidate], photos: set[str]) -> list[Candidate]:
    """The candidates that descend from none of `photos`: what a fold that leaves them out may see."""
    return [candidate for candidate in candidates if not candidate.parents & photos]
