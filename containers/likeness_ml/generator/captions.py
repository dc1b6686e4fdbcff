"""captions.json: what the plan step wrote, the sentences that images are made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likeness_ml.errors import ServiceError

COUNT = 100


@dataclass(frozen=True)
class Captions:
    """A function of the category, the seed and the preset's wording alone, never of the tenant or the subject."""

    category: str
    identifier: str
    source: str  # "grammar" or "language-model"
    fallback: str | None  # why a language model's captions were not used
    instance_prompt: str
    class_prompt: str
    standard: str  # of the subject, for images made without captions
    captions: tuple[str, ...]  # of the subject: each has the identifier once
    negatives: tuple[str, ...]  # the same without the identifier
    scenes: tuple[str, ...]  # places without the object


def read_captions(folder: Path) -> Captions:
    """The captions of a `captions` channel.

    Raises ServiceError `ObjectNotFound` where there is no captions.json, `Internal` where it breaks its contract:
    the plan step is ours.
    """
    file = folder / "captions.json"
    if not file.is_file():
        raise ServiceError("ObjectNotFound", "The captions, captions.json, are missing.")
    try:
        found = json.loads(file.read_text())
    except ValueError as error:
        raise wrong(f"it is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("version") != 1:
        raise wrong("it is not of version 1")
    captions = Captions(
        category=sentence(found, "category"),
        identifier=sentence(found, "identifier"),
        source=sentence(found, "source"),
        fallback=None if found.get("fallback") is None else sentence(found, "fallback"),
        instance_prompt=sentence(found, "instance"),
        class_prompt=sentence(found, "class"),
        standard=sentence(found, "standard"),
        captions=sentences(found, "captions", COUNT),
        negatives=sentences(found, "negatives", COUNT),
        scenes=sentences(found, "scenes"),
    )
    check_identifier(captions)
    return captions


def check_identifier(captions: Captions) -> None:
    """Spelt the same wherever the subject is meant, and nowhere else."""
    identifier = captions.identifier
    for text in (captions.instance_prompt, captions.standard, *captions.captions):
        if text.count(identifier) != 1:
            raise wrong(f"“{text}” should have {identifier} once")
    for text in (captions.class_prompt, *captions.negatives, *captions.scenes):
        if identifier in text:
            raise wrong(f"“{text}” should not have {identifier}")


def sentence(found: dict[str, Any], name: str) -> str:
    return text_of(found.get(name), name)


def sentences(found: dict[str, Any], name: str, count: int | None = None) -> tuple[str, ...]:
    values = found.get(name)
    if not isinstance(values, list) or not values or (count is not None and len(values) != count):
        raise wrong(f"“{name}” should be a list of {count or 'at least one'}")
    return tuple(text_of(value, name) for value in values)


def text_of(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise wrong(f"“{name}” should be text")
    return value


def wrong(what: str) -> ServiceError:
    return ServiceError("Internal", f"captions.json breaks its contract: {what}.")
