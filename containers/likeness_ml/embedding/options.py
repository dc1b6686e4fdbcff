"""How a server runs: flags of the command, each with an environment variable for the container."""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

MIB = 1024 * 1024


@dataclass(frozen=True)
class Options:
    backbone: Path
    store: str = ""
    """`s3://bucket` or a bucket's folder: adapters called `tenant.subject@digest` come from there when asked for."""
    precision: Literal["fp32", "bf16"] = "fp32"
    adapter_bytes: int = 1024 * MIB
    """Of adapters in memory."""
    disk: Path = Path(tempfile.gettempdir(), "likeness-adapters")
    disk_bytes: int = 8192 * MIB
    """Of adapters copied from S3."""
    lease: float = 30
    """Seconds after which a store's adapter is looked for again: so long may one that was deleted elsewhere answer."""
    batch: int = 8
    """Images that go through the model together: more are no faster on a CPU and take longer each."""
    batch_wait: float = 0.002
    """Seconds that an image waits for others."""
    queue: int = 256
    """Images that may wait; more are answered 429."""
    deadline: float = 30
    """Seconds that a request may take."""
    decoders: int = 1
    """Processes that decode images."""


def add_options(parser: argparse.ArgumentParser, folder: Path) -> None:
    """A flag for each field; the variable LIKENESS_{FIELD} is its default."""
    for field in fields(Options):
        variable = f"LIKENESS_{field.name.upper()}"
        default = folder if field.name == "backbone" else field.default
        kind = {"Path": Path, "int": int, "float": float}.get(str(field.type), str)
        given = os.environ.get(variable)
        parser.add_argument(
            f"--{field.name.replace('_', '-')}", type=kind, default=kind(given) if given else default, metavar="VALUE"
        )
