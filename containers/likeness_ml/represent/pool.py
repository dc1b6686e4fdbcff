"""What a training draws from: anchors, positives and negatives as uint8 arrays, and the photos they descend from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from likeness_ml.errors import ServiceError
from likeness_ml.images import Preprocessing, open_image

Read = Callable[[Path], np.ndarray]
Once = Callable[[Path, str, Read], np.ndarray]


def anew(file: Path, _: str, read: Read) -> np.ndarray:
    """Where no other subject has the picture; see `Shared.once`."""
    return read(file)


@dataclass(frozen=True)
class Candidate:
    """One synthetic image of the compose, generate or priors job.

    `parents` are names of reference photos; `prompt` is what the generator was told; `box` is where the object is,
    [left, top, width, height] in pixels, for images that know.
    """

    identity: str
    source: str
    kind: str
    parents: frozenset[str]
    pixels: np.ndarray
    prompt: str | None = None
    box: tuple[int, int, int, int] | None = None


def read_pool(synthetic: Path, generated: Path | None, priors: Path | None, once: Once = anew) -> list[Candidate]:
    """All that may train, in the jobs' order. Of the priors that is the negatives: the class images are the generator's
    own lesson, and the backgrounds have been pasted on already.

    Raises ServiceError `ObjectNotFound` where a list is missing, `Internal` where two images have one id.
    """
    candidates = read_candidates(synthetic, once=once)
    candidates += read_candidates(generated, once=once) if generated else []
    candidates += read_candidates(priors, {"negative"}, once) if priors else []
    if len({candidate.identity for candidate in candidates}) < len(candidates):
        raise ServiceError("Internal", "Two synthetic images have the same id.")
    return candidates


def read_candidates(
    folder: Path, kinds: Iterable[str] = frozenset({"anchor", "positive", "negative"}), once: Once = anew
) -> list[Candidate]:
    """The images of these kinds that `images.jsonl` names, in its order."""
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
            once(folder / line["file"], "whole", decoded),
            line["prompt"],
            None if line["box"] is None else tuple(line["box"]),
        )
        for line in lines
        if line["kind"] in kinds
    ]


def decoded(file: Path) -> np.ndarray:
    return np.asarray(Image.open(file).convert("RGB"))


def read_photos(folder: Path, preprocessing: Preprocessing, once: Once = anew) -> dict[str, np.ndarray]:
    """Photos by name, in order, each as serving sees it by the backbone's `preprocessing`: uint8 [crop, crop, 3].
    Hundreds of whole ones fill memory.
    """

    def cropped(file: Path) -> np.ndarray:
        return preprocessing.cropped(open_image(file))

    return {path.stem: once(path, "cropped", cropped) for path in sorted(folder.glob("*.jpg"))}


def read_masks(folder: Path, names: Iterable[str], preprocessing: Preprocessing) -> dict[str, np.ndarray]:
    """The compose job's masks of the reference photos of these names, cropped as the photos are: uint8 [crop, crop]."""
    files = {name: folder / "masks" / f"{name}.png" for name in names}
    return {name: preprocessing.cropped(Image.open(file).convert("RGB"))[..., 0] for name, file in files.items()}


def without(candidates: list[Candidate], photos: set[str]) -> list[Candidate]:
    """The candidates that descend from none of `photos`: what a fold that leaves them out may see."""
    return [candidate for candidate in candidates if not candidate.parents & photos]


def without_source(candidates: list[Candidate], source: str) -> list[Candidate]:
    """The candidates but for the positives of one source."""
    return [candidate for candidate in candidates if candidate.kind != "positive" or candidate.source != source]


def sources_to_compare(kept: list[Candidate]) -> list[str]:
    """Sources whose positives train, in alphabetical order: none where one of them alone makes all."""
    sources = sorted({candidate.source for candidate in kept if candidate.kind == "positive"})
    return sources if len(sources) > 1 else []
