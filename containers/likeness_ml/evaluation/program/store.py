"""What was computed already, kept on disk by what it was computed from, so that nothing is computed twice (P-E7).

A folder a kind of thing (a model's vectors, say), in it shards of safetensors, in them one array a picture. Names are
digests of all that the arrays depend on: a changed picture, mask, weight or configuration is another name, and nothing
goes stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save

from likeness_ml.progress import write_atomic

FORMAT = "2"  # another number forgets all that was kept: for a change in how it is computed


class Store:
    """Arrays by kind and key. Commands may share one: a shard is written whole and never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root / FORMAT

    def read(self, kind: str) -> dict[str, np.ndarray]:
        """All of a kind. A shard that a dying disk has cut short counts as not there."""
        found: dict[str, np.ndarray] = {}
        for shard in self._shards(kind):
            found.update(load_file(shard))
        return found

    def known(self, kind: str) -> set[str]:
        """The keys of a kind, without reading the arrays."""
        found: set[str] = set()
        for shard in self._shards(kind):
            with safe_open(shard, "numpy") as opened:
                found.update(opened.keys())
        return found

    def read_one(self, kind: str, key: str) -> np.ndarray | None:
        """What was written by itself; None where it wasn't yet."""
        shard = self._shard(kind, [key])
        try:
            return load_file(shard)[key]
        except FileNotFoundError:
            return None
        except SafetensorError:
            shard.unlink()
            return None

    def write(self, kind: str, arrays: dict[str, np.ndarray]) -> None:
        if arrays:
            write_atomic(self._shard(kind, arrays), save(arrays))

    def _shard(self, kind: str, keys: Iterable[str]) -> Path:
        return self.root / kind / f"{digest_of(sorted(keys))[:32]}.safetensors"

    def _shards(self, kind: str) -> Iterator[Path]:
        for shard in sorted((self.root / kind).glob("*.safetensors")):
            try:
                with safe_open(shard, "numpy"):
                    yield shard
            except (SafetensorError, OSError):
                shard.unlink(missing_ok=True)


def digest_of(parts: Iterable[object]) -> str:
    """SHA-256 of words, 64 hexadecimal digits."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
