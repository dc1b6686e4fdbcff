"""Cut-outs of photos that an experiment did not learn from, on scenes that nobody learns to recognise."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dense.composites import Pixels, composite
from dense.layout import Instance, Shot
from likeness_ml.compose.inputs import read_masks
from likeness_ml.compose.masks import Mask
from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.classes import is_picture
from likeness_ml.images import open_image


@dataclass(frozen=True)
class Chosen:
    """What an experiment's first choice made of a subject's photos: names below the subject's folder."""

    subject: str
    category: str
    references: tuple[str, ...]
    held_out: tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """Where a composite is from."""

    instance: str
    picture: str
    photo: str
    scene: str


def chosen_in(experiment: Path, photos: Path) -> list[Chosen]:
    """Of every subject with a finished run, sorted by name.

    Raises InputError `DatasetInvalid` for a file that is no experiment's result, for arms that learnt from different
    photos, and for a subject whose photos are not those of the folder.
    """
    try:
        runs = json.loads(experiment.read_text())["runs"]
        done = [run for run in runs if run["choice"] == 0 and run["status"] == "done"]
        drawn = {(run["subject"], run["category"], tuple(sorted(run["references"]))) for run in done}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("DatasetInvalid", f"{experiment} is no experiment.json: name an experiment's.") from error
    if len({subject for subject, *_ in drawn}) < len(drawn):
        raise InputError(
            "DatasetInvalid", f"{experiment}: arms learnt from different photos, so no set is fair to all."
        )
    if not drawn:
        raise InputError(
            "DatasetInvalid", f"{experiment}: no run of the first choice is done. Run the experiment first."
        )
    return [_chosen(photos, *one) for one in sorted(drawn)]


def _chosen(photos: Path, subject: str, category: str, references: tuple[str, ...]) -> Chosen:
    own = photos / subject
    names = sorted(file.relative_to(own).as_posix() for file in own.rglob("*") if _is_photo(file))
    missing = sorted(set(references) - set(names))
    held_out = tuple(name for name in names if name not in references)
    if missing or not held_out:
        problem = f"has no photo {missing[0]}" if missing else "has no photo beside the references"
        raise InputError("DatasetInvalid", f"{own} {problem}: name the folder that the experiment had.")
    return Chosen(subject, category, references, held_out)


def _is_photo(file: Path) -> bool:
    return is_picture(file.name) and not file.name.endswith(".mask.png") and not file.name.startswith(".")


def scenes_in(folder: Path, without: Sequence[str] = ()) -> dict[str, Path]:
    """All pictures below a folder but those in the folders named `without`, by their paths from there.

    Raises InputError `PhotosFolderEmpty`.
    """
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if _is_photo(file)}
    found = {name: file for name, file in files.items() if name.split("/")[0] not in without}
    if not found:
        raise InputError(
            "PhotosFolderEmpty", f"{folder} has no picture to paste on: name scenes with --backgrounds DIR."
        )
    return found


def made_of(
    chosen: Chosen, photos: Path, scenes: dict[str, Path], *, count: int, side: int, seed: int
) -> tuple[Instance, list[Origin]]:
    """The reference photos with the masks that a run finds in them, and `count` composites of the held-out ones.

    Held-out photos in which no outline is found are left out. Raises InputError `MaskMismatch` where that is all.
    """
    own = photos / chosen.subject
    references, held_out = (_pixels(own, names) for names in (chosen.references, chosen.held_out))
    found = read_masks(own, references)
    # Together with the references: the more photos, the surer which colours are the thing's.
    together = read_masks(own, references | held_out)
    usable = {name: together[name] for name in held_out if together[name].method != "centre"}
    if not usable:
        raise InputError(
            "MaskMismatch", f"In no held-out photo of {chosen.subject} an outline was found: add masks, NN.mask.png."
        )
    train = [Shot(name.replace("/", "-"), references[name], found[name].pixels) for name in sorted(references)]
    test, origins = [], []
    for number in range(count):
        name = sorted(usable)[number % len(usable)]
        shot, scene = _pasted(chosen.subject, held_out[name], usable[name], scenes, (number, side, seed))
        test.append(shot)
        origins.append(Origin(chosen.subject, shot.name, name, scene))
    return Instance(chosen.subject, chosen.category, "test", train, test), origins


def _pasted(
    subject: str, photo: Pixels, mask: Mask, scenes: dict[str, Path], which: tuple[int, int, int]
) -> tuple[Shot, str]:
    number, side, seed = which
    rng = np.random.default_rng([seed, zlib.crc32(subject.encode()), number])
    scene = sorted(scenes)[int(rng.integers(len(scenes)))]
    made = composite(photo, mask.pixels, np.asarray(open_image(scenes[scene])), side, rng)
    return Shot(f"{number:02d}", made.pixels, made.mask), scene


def _pixels(folder: Path, names: Sequence[str]) -> dict[str, Pixels]:
    """By name without extension, as masks are named."""
    return {str(Path(name).with_suffix("")): np.asarray(open_image(folder / name)) for name in names}
