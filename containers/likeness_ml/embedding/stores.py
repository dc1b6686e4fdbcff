"""The object stores that adapters come from, and what a disk keeps of a store that is far."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

from likeness_ml.backbone import ADAPTER_CONFIG, ADAPTER_WEIGHTS
from likeness_ml.embedding.adapters import REFERENCES, SETTINGS
from likeness_ml.errors import InputError

FILES = (ADAPTER_CONFIG, ADAPTER_WEIGHTS, SETTINGS, REFERENCES)


class Store(Protocol):
    """An object store, as far as adapters need it."""

    bucket: str

    def read(self, key: str) -> bytes | None:
        """None where there is no such object."""

    def folder(self, prefix: str) -> Path | None:
        """The store's own folder of these objects, where it has folders."""


class FolderStore:
    """The local home's: an object is the file `{root}/{key}`, and the folder's name is the bucket's."""

    def __init__(self, root: Path) -> None:
        self.root, self.bucket = root, root.name

    def read(self, key: str) -> bytes | None:
        try:
            return (self.root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def folder(self, prefix: str) -> Path | None:
        return self.root / prefix


class S3Store:
    """S3, or what answers as S3 does (`AWS_ENDPOINT_URL`)."""

    def __init__(self, bucket: str) -> None:
        import boto3  # a laptop's server doesn't need it
        from botocore.config import Config

        self.bucket = bucket
        self._client: Any = boto3.client("s3", config=Config(retries={"mode": "standard"}, max_pool_connections=16))

    def read(self, key: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None

    def folder(self, prefix: str) -> Path | None:
        return None


def store_of(address: str) -> Store:
    """Of `s3://bucket`, or of a bucket's folder. Raises InputError OptionInvalid."""
    if address.startswith("s3://"):
        return S3Store(address.removeprefix("s3://").strip("/"))
    root = Path(address)
    if not root.is_dir():
        raise InputError("OptionInvalid", f"there is no folder {root} to take adapters from")
    return FolderStore(root.resolve())


class DiskCache:
    """Copies of adapters' folders, those least recently used going first. Safe to share between threads."""

    def __init__(self, root: Path, capacity: int) -> None:
        """`capacity` in bytes; a single folder in use may exceed it. What `root` held before is deleted."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self._root, self._capacity = root, capacity
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._used: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def folder(self, store: Store, prefix: str) -> Iterator[Path]:
        """The prefix's files, copied from the store where they aren't here; they stay while this is entered."""
        place = self._place(prefix)
        with self._lock:
            self._used[prefix] += 1
            here = prefix in self._sizes
        try:
            if not here:
                self._copy(store, prefix, place)
            yield place
        finally:
            with self._lock:
                self._used[prefix] -= 1
                self._shrink()

    def discard(self, prefix: str) -> None:
        with self._lock:
            if self._sizes.pop(prefix, None) is not None:
                shutil.rmtree(self._place(prefix), ignore_errors=True)

    def _copy(self, store: Store, prefix: str, place: Path) -> None:
        coming, size = Path(mkdtemp(prefix="coming-", dir=self._root)), 0
        for name in FILES:
            content = store.read(f"{prefix}{name}")
            if content is not None:
                size += (coming / name).write_bytes(content)
        with self._lock:
            if prefix in self._sizes:  # somebody else was faster
                shutil.rmtree(coming)
                return
            coming.rename(place)
            self._sizes[prefix] = size

    def _shrink(self) -> None:
        """The lock is the caller's."""
        for prefix in list(self._sizes):
            if sum(self._sizes.values()) <= self._capacity:
                return
            if not self._used[prefix]:
                del self._sizes[prefix]
                shutil.rmtree(self._place(prefix), ignore_errors=True)

    def _place(self, prefix: str) -> Path:
        return self._root / hashlib.sha256(prefix.encode()).hexdigest()[:32]
