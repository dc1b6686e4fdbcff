"""Where an adapter's files are: by the name that a request gives, registered before or found in the object store."""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from likeness_ml.embedding.stores import DiskCache, Store
from likeness_ml.errors import InputError, ServiceError

# What a shared server is asked for. Names of tenants and subjects have no dots, and no name leads out of a folder.
STORED = re.compile(r"(?P<tenant>[a-z0-9][a-z0-9-]*)\.(?P<subject>[a-z0-9][a-z0-9-]*)@(?P<digest>[0-9a-f]{16,64})")

NO_NAMES = {".", ".."}  # of a folder, but not of an object in a store


class AdapterUnknown(ServiceError):
    """There is no adapter of that name, or it is somebody else's, or it was deleted: nobody is told which."""

    def __init__(self, name: str) -> None:
        super().__init__("ObjectNotFound", f"there is no adapter {name}")


@dataclass(frozen=True)
class Entry:
    """Where the named adapter's files are: a folder on this machine, or a prefix in the store. `digest` is what its
    weights' SHA-256 must begin with, where that is known.
    """

    name: str
    src: str
    digest: str = ""


class Catalog:
    """Names and their adapters' places. Safe to share between threads; reads the store, keeps nothing of it."""

    def __init__(self, store: Store | None = None, disk: DiskCache | None = None) -> None:
        """`disk` keeps what comes from a store without folders."""
        self._store, self._disk = store, disk
        self._registered: dict[str, Entry] = {}

    def register(self, name: str, src: str) -> Entry:
        self._registered[name] = Entry(name, src)
        return self._registered[name]

    def forget(self, name: str) -> bool:
        """Whether it had been registered."""
        return self._registered.pop(name, None) is not None

    def registered(self, name: str) -> Entry | None:
        return self._registered.get(name)

    def names(self, name: str) -> bool:
        """Whether it was registered, or has the form of names in a store."""
        return name in self._registered or STORED.fullmatch(name) is not None

    def find(self, name: str) -> Entry:
        """Raises AdapterUnknown."""
        entry = self._registered.get(name) or self._stored(name)
        if entry is None:
            raise AdapterUnknown(name)
        return entry

    def folder(self, entry: Entry) -> AbstractContextManager[Path]:
        """Entered, the files on this machine. Raises InputError AdapterInvalid for a place that is out of reach."""
        try:
            parts = urlsplit(entry.src)
        except ValueError as error:
            raise InputError("AdapterInvalid", f"src is no address: {entry.src}") from error
        if parts.scheme == "file" and parts.netloc in ("", "localhost"):
            return nullcontext(Path(unquote(parts.path)))
        if entry.src.startswith("/"):
            return nullcontext(Path(entry.src))
        store = self._store
        if parts.scheme != "s3" or store is None or parts.netloc != store.bucket:
            raise InputError("AdapterInvalid", f"src must be a folder on this machine or in its store, not {entry.src}")
        prefix = f"{parts.path.strip('/')}/"
        folder = store.folder(prefix)
        if folder is not None:
            return nullcontext(folder)
        if self._disk is None:
            raise ServiceError("Internal", f"{entry.src} has nowhere to be copied to")
        return self._disk.folder(store, entry.name, prefix)

    def discard(self, name: str) -> None:
        """Of this machine's disk, what was copied there."""
        if self._disk is not None:
            self._disk.discard(name)

    def copied(self) -> set[str]:
        """The names of those."""
        return self._disk.names() if self._disk is not None else set()

    def close(self) -> None:
        """Deletes them."""
        if self._disk is not None:
            self._disk.close()

    def _stored(self, name: str) -> Entry | None:
        """By the pointer that deploying writes: where the subject's adapter lies, which is under the subject itself."""
        found = STORED.fullmatch(name)
        if found is None or self._store is None:
            return None
        subject = f"tenants/{found['tenant']}/subjects/{found['subject']}/"
        pointer = self._store.read(f"{subject}adapters/{found['digest']}.json")
        if pointer is None:
            return None
        try:
            src = str(json.loads(pointer)["uri"])
        except (ValueError, KeyError, TypeError) as error:
            raise ServiceError("EndpointFailed", f"the pointer to the adapter {name} can't be read: {error}") from error
        if not src.startswith(f"s3://{self._store.bucket}/{subject}") or NO_NAMES & set(urlsplit(src).path.split("/")):
            raise ServiceError("EndpointFailed", f"the pointer to the adapter {name} leads out of its subject")
        return Entry(name, src, found["digest"])
