"""Captions for the training pictures: class names, the main colour as seen, and what is known of place and light."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

CLOTHES = {
    "longsleeve": "long-sleeved shirt",
    "outwear": "jacket",
    "pants": "pair of pants",
    "shoes": "pair of shoes",
    "shorts": "pair of shorts",
}
LIGHTS = {
    "daylight": ("in daylight", "on a bright day", ""),
    "warm": ("in warm light", "in evening light", "by lamplight"),
    "cool": ("in cool light", "in the shade", ""),
    "dim": ("in dim light", "in a dark room", "at night"),
    "side": ("in strong side light", "in morning sun", ""),
    "overcast": ("in soft light", "on a grey day", ""),
}
OPENINGS = ("a photo of", "a photo of", "a photo of", "photo of", "a picture of", "a close photo of", "")
HUES = ((8, "red"), (20, "orange"), (33, "yellow"), (85, "green"), (130, "blue"), (158, "purple"), (172, "pink"))


def colour_name(pixels: NDArray[np.uint8]) -> str:
    """The commonest colour word of RGB pixels [n, 3]."""
    hue, saturation, value = cv2.cvtColor(pixels.reshape(1, -1, 3), cv2.COLOR_RGB2HSV)[0].astype(int).T
    words = np.full(len(hue), "red", dtype="U8")
    for below, word in reversed(HUES):
        words[hue < below] = word
    words[(hue < 20) & (value < 150)] = "brown"
    words[saturation < 45] = "grey"
    words[(saturation < 45) & (value > 185)] = "white"
    words[value < 55] = "black"
    found, counts = np.unique(words, return_counts=True)
    return str(found[counts.argmax()])


def of_photo(path: Path, picture: NDArray[np.uint8], rng: random.Random) -> str:
    """Of a photo of the corpus, whose folder names its class; the colour is that of the middle."""
    root, kind, _ = _class_of(path)
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side // 2) // 2, (picture.shape[1] - side // 2) // 2
    colour = colour_name(np.ascontiguousarray(picture[top : top + side // 2, left : left + side // 2]).reshape(-1, 3))
    noun = noun_of(path)
    if root == "clothing":
        return sentence(rng, noun, colour if rng.random() < 0.7 else "", "", "")
    shop = rng.choice(("in a supermarket", "on a supermarket shelf", "in a shop", ""))
    if kind == "Packages":
        return sentence(rng, noun, colour if rng.random() < 0.4 else "", shop, "")
    return sentence(rng, noun, "", shop, "")


def noun_of(path: Path) -> str:
    """What a photo of the corpus shows."""
    root, kind, name = _class_of(path)
    if root == "clothing":
        return CLOTHES.get(name, name)
    noun = name.replace("-", " ").lower()
    return f"{noun} carton" if kind == "Packages" else noun


def _class_of(path: Path) -> tuple[str, str, str]:
    """clothing/CLASS or grocery/KIND/CLASS, whose finer folders are brands and sorts: these words are not learnt."""
    root = next(word for word in ("clothing", "grocery") if word in path.parts)
    below = path.parts[path.parts.index(root) + 1 :]
    return (root, "", below[0]) if root == "clothing" else (root, below[0], below[1])


def of_rendering(noun: str, colour: str, place: str, light: str, beside: bool, rng: random.Random) -> str:
    where = f"on {place}" if rng.random() < 0.75 else ""
    if where and beside and rng.random() < 0.3:
        where += " with other things"
    lit = rng.choice(LIGHTS[light]) if rng.random() < 0.5 else ""
    return sentence(rng, noun, colour if rng.random() < 0.7 else "", where, lit)


def of_place(place: str, light: str, rng: random.Random) -> str:
    opening = rng.choice(("an empty place on", "a photo of", ""))
    return " ".join(filter(None, (opening, place, rng.choice(LIGHTS[light]))))


def sentence(rng: random.Random, noun: str, colour: str, where: str, light: str) -> str:
    described = f"{colour} {noun}" if colour else noun
    article = "an" if described[0] in "aeiou" else "a"
    thing = described if rng.random() < 0.08 else f"{article} {described}"
    return " ".join(filter(None, (rng.choice(OPENINGS), thing, where, light)))
