"""Digests of a model's files, and model.json, which says that a folder is whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from likeness_ml.backbone_files import WEIGHTS, family_named_in, file_digest
from likeness_ml.errors import InputError
from likeness_ml.models.request import Kind

MANIFEST = "model.json"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Held:
    """One file of the folder, as model.json lists it."""

    path: str
    size: int  # bytes
    sha256: str


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """model.json, or None where there is none that says a whole model."""
    try:
        found = json.loads((folder / MANIFEST).read_text())
        files = [Held(**file) for file in found["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {**found, "files": files}


def holds(folder: Path, file: Held) -> bool:
    """Whether the file is there, bit for bit."""
    path = folder / file.path
    return path.is_file() and path.stat().st_size == file.size and file_digest(path) == file.sha256


def blob_name(path: Path) -> str:
    """Git's name of a file's content: SHA-1 of `blob {bytes}\\0` and the content, 40 hexadecimal digits."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_model(folder: Path, kind: Kind) -> None:
    """Reads the configuration and the weights' headers.

    Raises InputError `GeneratorInvalid` for a generator that our jobs can't use, `ModelInvalid` for a backbone.
    """
    if kind == "generator":
        # Brings torch and diffusers along: seconds that a refusal need not wait for.
        from likeness_ml.generator.base import check_base

        check_base(folder)
        return
    family_named_in(folder)
    try:
        with safe_open(folder / WEIGHTS, "pt"):
            pass
    except (OSError, SafetensorError) as error:
        raise InputError("ModelInvalid", f"The backbone's folder can't be used: {error}.") from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until no other process pulls into the folder. The lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
