"""Hard negatives: of real photos of things that look like the subject, those that the bare backbone confuses most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

HARDEST = 32  # photos that train, the most alike ones
VIEWS = 4  # of each: itself, and random crops of it, so that few photos do not come back as the same few pictures
SMALLEST_CROP = 0.7  # of a side

# From this cosine to a reference photo on a photo counts as one of the subject, which as a negative would do harm; in a
# space where photos of the subject are more alike than that on average, from their mean on. Of the small backbone's
# cosines between real photos of 19 things (each photo's largest to three references) no other thing's was above 0.76,
# in 8,910, and the same thing's was above 0.8 in an eighth: so this catches what is nearly a copy, and no
# look-alike. It does not catch the subject from new sides.
SAME_THING = 0.8

Pictures = Mapping[str, np.ndarray]
Embed = Callable[[list[np.ndarray]], np.ndarray]


@dataclass(frozen=True)
class Found:
    """A look-alike's name and its largest cosine to a reference photo."""

    photo: str
    cosine: float


@dataclass(frozen=True)
class Mined:
    """Most alike first. `bound` is the cosine from which on a photo is left out as one of the subject."""

    hardest: list[Found]
    same_thing: list[Found]
    candidates: int
    bound: float

    def record(self) -> dict[str, object]:
        return {
            "candidates": self.candidates,
            "mined": [asdict(found) for found in self.hardest],
            "sameThing": {"bound": self.bound, "leftOut": [asdict(found) for found in self.same_thing]},
        }


def mine(references: list[np.ndarray], look_alikes: Pictures, embed: Embed) -> Mined:
    """The HARDEST of uint8 crops by name, equally alike ones in the names' order. `embed` gives L2-normalised vectors,
    [n, d]. A fold mines by the references that it has: which photos confuse the one it judges is not its to know.
    """
    real = embed(references)
    pairs = np.triu_indices(len(real), 1)
    alike = (real @ real.T)[pairs]
    bound = max(SAME_THING, round(float(alike.mean()), 6)) if len(alike) else SAME_THING
    cosines = (embed(list(look_alikes.values())) @ real.T).max(axis=1) if look_alikes else np.empty(0)
    found = [Found(name, round(float(value), 6)) for name, value in zip(look_alikes, cosines, strict=True)]
    ranked = sorted(found, key=lambda one: (-one.cosine, one.photo))
    other = [one for one in ranked if one.cosine < bound]
    return Mined(other[:HARDEST], [one for one in ranked if one.cosine >= bound], len(found), bound)


def views_of(pictures: list[np.ndarray], seed: int) -> list[np.ndarray]:
    """VIEWS of each uint8 picture [h, w, 3]: the whole, then square crops of it, half of them mirrored."""
    rng = np.random.default_rng([seed, len("look-alike")])
    return [view for picture in pictures for view in (picture, *(crop_of(picture, rng) for _ in range(VIEWS - 1)))]


def crop_of(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shortest = min(picture.shape[:2])
    side = int(rng.integers(round(SMALLEST_CROP * shortest), shortest, endpoint=True))
    top, left = (int(rng.integers(0, length - side, endpoint=True)) for length in picture.shape[:2])
    crop = picture[top : top + side, left : left + side]
    return np.ascontiguousarray(crop[:, ::-1]) if rng.random() < 0.5 else crop
