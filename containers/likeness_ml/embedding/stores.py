"""The object stores that adapters come from, and what a disk keeps of a store that is far."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

from likeness_ml.backbone import ADAPTER_CONFIG, ADAPTER_WEIGHTS
from likeness_ml.embedding.adapters import REFERENCES, SETTINGS
from likeness_ml.errors import InputError, ServiceError

OURS = re.compile(r"[0-9a-f]{32}|coming-\w+")  # names of folders in a cache
FILES = (ADAPTER_CONFIG, ADAPTER_WEIGHTS, SETTINGS, REFERENCES)


class Store(Protocol):
    """An object store, as far as adapters need it."""

    bucket: str

    def read(self, key: str) -> bytes | None:
        """None where there is no such object. Raises ServiceError EndpointFailed where the store doesn't answer."""

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
        from botocore.exceptions import BotoCoreError, ClientError

        self._failures = (BotoCoreError, ClientError)
        self.bucket = bucket
        self._client: Any = boto3.client("s3", config=Config(retries={"mode": "standard"}, max_pool_connections=32))

    def read(self, key: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None
        except self._failures as error:
            raise ServiceError("EndpointFailed", f"s3://{self.bucket}/{key} can't be read: {error}") from error

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


Copy = tuple[str, str]  # an adapter's name, and its files' prefix in the store


class DiskCache:
    """Copies of adapters' folders, those least recently used going first. Safe to share between threads."""

    def __init__(self, root: Path, capacity: int) -> None:
        """`capacity` in bytes; a single folder in use may exceed it. What another such cache left in `root` goes."""
        root.mkdir(parents=True, exist_ok=True)
        for left in root.iterdir():
            if OURS.fullmatch(left.name):
                shutil.rmtree(left, ignore_errors=True)
        self._root, self._capacity = root, capacity
        self._sizes: OrderedDict[Copy, int] = OrderedDict()
        self._used: Counter[Copy] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def folder(self, store: Store, name: str, prefix: str) -> Iterator[Path]:
        """The prefix's files, copied from the store where they aren't here; they stay while this is entered."""
        copy = (name, prefix)
        with self._lock:
            self._used[copy] += 1
            here = copy in self._sizes
            if here:
                self._sizes.move_to_end(copy)
        try:
            if not here:
                self._fetch(store, copy)
            yield self._place(copy)
        finally:
            with self._lock:
                self._used[copy] -= 1
                if not self._used[copy]:
                    del self._used[copy]
                self._shrink()

    def discard(self, name: str) -> None:
        """Every copy for that adapter, in use or not."""
        with self._lock:
            for copy in [one for one in self._sizes if one[0] == name]:
                self._delete(copy)

    def names(self) -> set[str]:
        """Of the adapters that there are copies for."""
        with self._lock:
            return {name for name, _ in self._sizes}

    def close(self) -> None:
        """Deletes every copy, and the folder where nothing else is in it."""
        with self._lock:
            for copy in list(self._sizes):
                self._delete(copy)
        with suppress(OSError):
            self._root.rmdir()

    def _fetch(self, store: Store, copy: Copy) -> None:
        coming, size = Path(mkdtemp(prefix="coming-", dir=self._root)), 0
        try:
            for file in FILES:
                content = store.read(f"{copy[1]}{file}")
                if content is not None:
                    size += (coming / file).write_bytes(content)
            with self._lock:
                if copy not in self._sizes:  # or else somebody was faster
                    coming.rename(self._place(copy))
                    self._sizes[copy] = size
        finally:
            shutil.rmtree(coming, ignore_errors=True)

    def _shrink(self) -> None:
        """The lock is the caller's."""
        for copy in list(self._sizes):
            if sum(self._sizes.values()) <= self._capacity:
                return
            if not self._used[copy]:
                self._delete(copy)

    def _delete(self, copy: Copy) -> None:
        """The lock is the caller's."""
        del self._sizes[copy]
        shutil.rmtree(self._place(copy), ignore_errors=True)

    def _place(self, copy: Copy) -> Path:
        return self._root / hashlib.sha256("\n".join(copy).encode()).hexdigest()[:32]
