"""A backbone's folder: what it must hold, what kind of backbone it says it is, and digests of its weights.

Imports no torch, so that a pull can refuse a folder without waiting for it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from likeness_ml.errors import InputError

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
PICKLES = {".bin", ".ckpt", ".msgpack", ".pickle", ".pkl", ".pt", ".pth"}
# config.json's model_type: a CLIP folder holds the whole model or its vision part alone.
FAMILIES = {"dinov2": "DINOv2", "clip": "CLIP", "clip_vision_model": "CLIP", "vit_mae": "MAE"}


def check_folder(folder: Path) -> str:
    """The family's name, by config.json's model_type, of a folder that has what loading needs.

    Raises InputError `SetupIncomplete` when a file is missing, `ModelInvalid` when the weights are there only as a
    pickle, or the backbone is of a kind that is not supported.
    """
    if not (folder / CONFIG).is_file():
        raise InputError("SetupIncomplete", f"the backbone folder {folder} has no {CONFIG}")
    if not (folder / WEIGHTS).is_file():
        raise _without_weights(folder)
    return family_named_in(folder)


def family_named_in(folder: Path) -> str:
    """Raises InputError `ModelInvalid` for a config.json that can't be read or names no supported kind."""
    file = folder / CONFIG
    try:
        model_type = json.loads(file.read_text())["model_type"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("ModelInvalid", f"{file} does not say what backbone it is of: {error!r}") from error
    if not isinstance(model_type, str) or model_type not in FAMILIES:
        raise InputError("ModelInvalid", f"{file} is of a {model_type} model: backbones are {', '.join(FAMILIES)}")
    return FAMILIES[model_type]


def _without_weights(folder: Path) -> InputError:
    pickles = sorted(path.name for path in folder.iterdir() if path.suffix in PICKLES)
    if not pickles:
        return InputError("SetupIncomplete", f"the backbone folder {folder} has no {WEIGHTS}")
    return InputError(
        "ModelInvalid",
        f"{folder} has its weights only as a pickle ({pickles[0]}), which can run any program and is never opened: "
        f"bring a revision that has {WEIGHTS}",
    )


def backbone_digest(folder: Path) -> str:
    """SHA-256 of the backbone's weights, 64 hexadecimal digits."""
    return file_digest(folder / WEIGHTS)


def file_digest(file: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
