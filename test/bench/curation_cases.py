"""The pools of the curation benchmark, made by the jobs' own programs. What a job has made is not made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from likeness_ml.compose.__main__ import compose
from likeness_ml.dreambooth.__main__ import generate
from likeness_ml.generator.sampling import LISTING
from likeness_ml.job import Job
from likeness_ml.priors.__main__ import priors

SEED, ONE_THREAD = {"seed": 0}, {"threads": 1}  # a worker has one core


@dataclass(frozen=True)
class Inputs:
    """What all personalizations share. `pools` is the folder of everything made before curation; `captions` and
    `priors` in it have a folder a category.
    """

    pools: Path
    generator: Path
    bank: Path
    preset: dict
    laptop: dict
    folders: dict[str, str]  # of each subject's category


@dataclass(frozen=True)
class Made:
    """The model/ folders that a personalization's pools are read from."""

    references: Path
    composed: Path
    generated: Path
    priors: Path
    laptop: Path


def make_priors(inputs: Inputs, category: str) -> Path:
    """Once a category, by its folder's name: its subjects share them."""
    channels = {"generator": inputs.generator, "captions": inputs.pools / "captions" / category}
    return once(inputs.pools / "priors" / category, priors, inputs.preset["priors"] | ONE_THREAD, channels)


def make_pools(inputs: Inputs, subject: str, choice: int, photos: list[Path]) -> Made:
    """Everything that a run makes of these reference photos before curation, and what the preset `laptop` makes."""
    folder, category = inputs.pools / "subjects" / subject / str(choice), inputs.folders[subject]
    references = {"references": copied(photos, folder / "references")}
    shared = {"priors": make_priors(inputs, category)}
    bank = {"bank": inputs.bank}
    learnt = {"generator": inputs.generator, "captions": inputs.pools / "captions" / category}
    return Made(
        references["references"],
        once(folder / "compose", compose, SEED | inputs.preset["compose"], references | bank | shared),
        once(
            folder / "generate", generate, SEED | inputs.preset["generate"] | ONE_THREAD, references | learnt | shared
        ),
        shared["priors"],
        once(folder / "laptop", compose, SEED | inputs.laptop["compose"], references | bank),
    )


def once(folder: Path, program: Callable[[Job], None], settings: dict, channels: dict[str, Path]) -> Path:
    """The model/ of a job, which runs unless its list is there: each job writes that last. One that was broken off goes
    on from its checkpoint.
    """
    if not (folder / "model" / LISTING).exists():
        for name, path in channels.items():
            link = folder / "input" / "data" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(path.resolve())
        program(Job(folder, strings_of(settings)))
    return folder / "model"


def strings_of(settings: dict) -> dict[str, str]:
    """Hyperparameters as SageMaker hands them over."""
    return {name: json.dumps(value) for name, value in settings.items()}


def copied(photos: list[Path], folder: Path) -> Path:
    """A `references` channel."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, path in enumerate(photos):
        shutil.copy(path, folder / f"{index:02d}.jpg")
    return folder
