"""The machine's memory beside a GPU's: adapters that had to leave the GPU come back without being read and checked."""

from __future__ import annotations

import threading
from collections import OrderedDict

from likeness_ml.embedding.catalog import Entry
from likeness_ml.embedding.embedder import Adapter


class HostMemory:
    """Checked adapters by where they came from, those least recently used going first. For many threads."""

    def __init__(self, capacity: int) -> None:
        """`capacity` in bytes of weights."""
        self._capacity, self._bytes = capacity, 0
        self._adapters: OrderedDict[Entry, Adapter] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, entry: Entry) -> Adapter | None:
        with self._lock:
            adapter = self._adapters.get(entry)
            if adapter is not None:
                self._adapters.move_to_end(entry)
            return adapter

    def put(self, entry: Entry, adapter: Adapter) -> None:
        with self._lock:
            self._drop(entry)
            self._adapters[entry] = adapter
            self._bytes += adapter.bytes
            while self._bytes > self._capacity:
                self._drop(next(iter(self._adapters)))

    def names(self) -> set[str]:
        with self._lock:
            return {entry.name for entry in self._adapters}

    def discard(self, name: str) -> None:
        """Whatever that name stood for."""
        with self._lock:
            for entry in [entry for entry in self._adapters if entry.name == name]:
                self._drop(entry)

    def _drop(self, entry: Entry) -> None:
        adapter = self._adapters.pop(entry, None)
        if adapter is not None:
            self._bytes -= adapter.bytes
