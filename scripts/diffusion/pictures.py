"""What the generator learns from: captioned views of the corpus and of renderings, all of one size."""

from __future__ import annotations

import json
import multiprocessing
import random
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rendering.captioned import captioned, empty

from diffusion import captions
from likeness_ml.images import open_image

SIDE = 128
VIEWS = 2  # of each photo beside its mirrored one
PLACES = 0.06  # empty ones, as a share of the renderings


@dataclass(frozen=True)
class Pictures:
    """uint8 [n, SIDE, SIDE, 3] and a caption each."""

    pixels: NDArray[np.uint8]
    captions: list[str]


def gather(corpus: Path, renderings: int, cache: Path, seed: int, processes: int) -> Pictures:
    """Everything, made once: `cache` keeps it for a run that goes on."""
    pixels, words = cache / "pictures.npy", cache / "captions.json"
    if not words.exists():
        paths = sorted(corpus.rglob("*.jpg"))
        if not paths:
            raise SystemExit(f"There are no .jpg files under {corpus}.")
        with multiprocessing.Pool(processes) as pool:
            parts = [
                *pool.imap(partial(_photo, seed), enumerate(paths), chunksize=64),
                *pool.imap(partial(_rendering, seed), range(renderings), chunksize=32),
                *pool.imap(partial(_place, seed), range(round(renderings * PLACES)), chunksize=32),
            ]
        flat = [pair for part in parts for pair in part]
        cache.mkdir(parents=True, exist_ok=True)
        np.save(pixels, np.stack([picture for picture, _ in flat]))
        words.write_text(json.dumps([caption for _, caption in flat]))
    return Pictures(np.load(pixels, mmap_mode="r"), json.loads(words.read_text()))


def _photo(seed: int, numbered: tuple[int, Path]) -> list[tuple[NDArray[np.uint8], str]]:
    index, path = numbered
    rng = random.Random(seed * 1_000_003 + index)
    photo = np.asarray(open_image(path))
    views = [_crop(photo, 1.0, 0.5, 0.5)]
    views += [_crop(photo, rng.uniform(0.72, 1.0), rng.random(), rng.random()) for _ in range(VIEWS - 1)]
    pairs = [(view, captions.of_photo(path, view, rng)) for view in views]
    return pairs + [(view[:, ::-1].copy(), captions.of_photo(path, view, rng)) for view, _ in pairs[:1]]


def _crop(photo: NDArray[np.uint8], share: float, x: float, y: float) -> NDArray[np.uint8]:
    height, width = photo.shape[:2]
    side = round(min(height, width) * share)
    top, left = round((height - side) * y), round((width - side) * x)
    return cv2.resize(photo[top : top + side, left : left + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _rendering(seed: int, index: int) -> list[tuple[NDArray[np.uint8], str]]:
    rng = random.Random(seed * 1_000_003 + 500_000 + index)
    drawn = captioned(seed, index, SIDE)
    inside = drawn.photo.picture[drawn.photo.mask > 127]
    colour = captions.colour_name(inside) if len(inside) else ""
    words = partial(captions.of_rendering, drawn.noun, colour, drawn.place, drawn.light, drawn.things_beside, rng)
    picture = drawn.photo.picture
    return [(picture, words()), (picture[:, ::-1].copy(), words())]


def _place(seed: int, index: int) -> list[tuple[NDArray[np.uint8], str]]:
    drawn = empty(seed, index, SIDE)
    rng = random.Random(seed * 1_000_003 + 900_000 + index)
    return [(drawn.photo.picture, captions.of_place(drawn.place, drawn.light, rng))]
