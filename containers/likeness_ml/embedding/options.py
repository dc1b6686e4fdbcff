"""How a server runs: flags of the command, each with an environment variable for the container."""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from likeness_ml.errors import InputError

MIB = 1024 * 1024
Precision = Literal["fp32", "bf16"]


@dataclass(frozen=True)
class Options:
    backbone: Path
    store: str = ""
    """`s3://bucket` or a bucket's folder: adapters called `tenant.subject@digest` come from there when asked for."""
    precision: Precision = "fp32"
    adapter_bytes: int = 1024 * MIB
    """Of adapters in the memory that the model is in."""
    host_bytes: int = 8192 * MIB
    """Of adapters that had to leave a GPU, in the machine's own memory."""
    disk: Path = Path(tempfile.gettempdir(), f"likeness-adapters-{os.getpid()}")
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

    def __post_init__(self) -> None:
        """Raises InputError OptionInvalid."""
        for name in ("batch", "queue", "decoders", "deadline"):
            if not getattr(self, name) > 0:
                raise InputError("OptionInvalid", f"{name} is {getattr(self, name)}: it must be above 0")
        if self.precision not in get_args(Precision):
            raise InputError("OptionInvalid", f"precision is {self.precision}, not {' or '.join(get_args(Precision))}")


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
