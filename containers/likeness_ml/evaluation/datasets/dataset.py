"""What every layout is read into: instances in a stable order, and their pictures, opened when they are needed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from PIL import Image

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.problems import Problems
from likeness_ml.images import open_image

SHIFTS = ("in_distribution", "pose", "distractors", "pose_and_distractors")
PARTS = ("train", "test", "test_dense")  # pictures' order within an instance, and the folders' names
UNSAFE_NAME = re.compile(r"[/\\\x00-\x1f\x7f]|^\.|^\s*$")


class Source(Protocol):
    """The bytes of one file, wherever they lie; `name` is what messages call it."""

    @property
    def name(self) -> str: ...

    def read(self) -> bytes: ...


class Mask(Protocol):
    """Where the object is."""

    def drawn(self, size: tuple[int, int]) -> np.ndarray:
        """bool [height, width] over the upright picture of `size` (width, height); some of it is True.

        Raises InputError `MaskMismatch` where it has another shape or shows nothing, and what opening it raises.
        """
        ...


@dataclass(frozen=True)
class Instance:
    """One thing. `category` is its one word; `split` says if it tunes (val) or is reported (test). None: unstated."""

    name: str
    category: str | None = None
    split: Literal["val", "test"] | None = None


@dataclass(frozen=True)
class Picture:
    """One image of one instance. `split` is `train` (a reference, and the gallery) or `test`. `dense` ones are in the
    dense test alone, never in the global one. `identity` is unique in its dataset and the same in every layout.
    """

    identity: str
    source: Source = field(compare=False, repr=False)
    instance: str
    split: Literal["train", "test"]
    shift: str | None = None
    mask: Mask | None = field(default=None, compare=False, repr=False)
    dense: bool = False

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.source.read()).hexdigest()

    def read_image(self) -> Image.Image:
        """Upright RGB. Raises InputError as `open_image` does, naming the file."""
        return opened(self.source)

    def read_mask(self, image: Image.Image) -> np.ndarray | None:
        """bool [height, width] over `image`, what `read_image` gave; None without a mask. Raises as `Mask` does."""
        return None if self.mask is None else self.mask.drawn(image.size)


@dataclass(frozen=True)
class Dataset:
    """`pictures` are in the order of their instances, then train, test, dense test, then by name."""

    name: str
    instances: tuple[Instance, ...]
    pictures: tuple[Picture, ...]


def opened(source: Source) -> Image.Image:
    content = source.read()
    try:
        return open_image(content)
    except InputError as error:
        raise InputError(error.code, f"{source.name}: {error}") from error


def assembled(name: str, instances: Iterable[Instance], pictures: Iterable[Picture], problems: Problems) -> Dataset:
    """The pictures in order. Raises InputError `DatasetInvalid`: what `problems` holds, an instance without a train or
    a test picture or with a name that can't name a folder, an identity twice, or no instance at all.
    """
    instances, pictures = tuple(instances), tuple(pictures)
    if not instances:
        problems.add("it has no instance")
    for instance in instances:
        if UNSAFE_NAME.search(instance.name):
            problems.add(f"the instance {instance.name!r} has a name that can't name a folder")
    has = {(picture.instance, picture.split) for picture in pictures if not picture.dense}
    for instance in instances:
        missing = [split for split in ("train", "test") if (instance.name, split) not in has]
        if missing:
            problems.add(f"{instance.name} has no {' and no '.join(missing)} picture")
    for identity, count in Counter(picture.identity for picture in pictures).items():
        if count > 1:
            problems.add(f"{count} pictures are called {identity}")
    problems.refuse()
    place = {instance.name: index for index, instance in enumerate(instances)}
    return Dataset(name, instances, tuple(sorted(pictures, key=lambda p: (place[p.instance], part_of(p), p.identity))))


def part_of(picture: Picture) -> int:
    return PARTS.index("test_dense" if picture.dense else picture.split)
