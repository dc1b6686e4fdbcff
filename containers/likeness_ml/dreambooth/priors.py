"""The class images of the priors job."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from likeness_ml.errors import InputError, ServiceError
from likeness_ml.generator.sampling import LISTING


@dataclass(frozen=True)
class ClassImage:
    identity: str
    file: Path


def read_class_images(folder: Path, count: int) -> list[ClassImage]:
    """The first `count` that the listing names; a file that it doesn't name is none of them.

    Raises InputError `OptionInvalid` where there are fewer, ServiceError `ObjectNotFound` where the listing or an
    image of it is missing.
    """
    listing = folder / LISTING
    if not listing.is_file():
        raise ServiceError("ObjectNotFound", f"The priors have no {LISTING}.")
    lines = [json.loads(text) for text in listing.read_text().splitlines()]
    images = [ClassImage(line["id"], folder / line["file"]) for line in lines if line["kind"] == "class"]
    if len(images) < count:
        raise InputError(
            "OptionInvalid",
            f"class_images is {count}: the priors job made {len(images)} class images, set at most that many, make"
            " more, or set prior_preservation to 0.",
        )
    images = images[:count]
    gone = [image.identity for image in images if not image.file.is_file()]
    if gone:
        raise ServiceError("ObjectNotFound", f"The priors' image {gone[0]} is listed and missing.")
    return images
