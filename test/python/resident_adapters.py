"""Adapters that are nothing but a size and a digest, and a reader of them that can be made to stand still."""

import asyncio
import threading
from pathlib import Path

import torch
from embedding_server import point

from likeness_ml.embedding.catalog import Catalog
from likeness_ml.embedding.embedder import Adapter
from likeness_ml.embedding.host import HostMemory
from likeness_ml.embedding.mixed import Factors, Layout
from likeness_ml.embedding.residents import Residents
from likeness_ml.embedding.stores import FolderStore
from likeness_ml.errors import InputError

DIGEST = "0123456789abcdef"
SIZE = 400  # bytes of an adapter


class Reader:
    """Reads a folder's `digest`. A folder that is `held` is read only once it is let go."""

    def __init__(self) -> None:
        self.read_folders: list[str] = []
        self.placed: list[str] = []
        self.held: dict[str, threading.Event] = {}
        self.entered = threading.Event()

    def read(self, folder: Path) -> Adapter:
        self.read_folders.append(folder.name)
        gate = self.held.get(folder.name)
        if gate is not None:
            self.entered.set()
            assert gate.wait(60)
        if not (folder / "digest").exists():
            raise InputError("AdapterInvalid", f"there is no adapter folder {folder}")
        factors = Factors(Layout(8, ()), torch.zeros(SIZE // 4))
        return Adapter(folder, (folder / "digest").read_text(), "cls", 224, factors, None)

    def place(self, adapter: Adapter) -> Adapter:
        self.placed.append(adapter.folder.name)
        return adapter


class Place:
    """A bucket's folder, a reader, and the residents that come from it."""

    def __init__(self, root: Path, room: int = 100, lease: float = 3600, beside: int = 0) -> None:
        """`room` for so many adapters where the model is, and for so many `beside` it."""
        (root / "bucket").mkdir()
        self.root, self.reader = root / "bucket", Reader()
        self.told: list[str] = []
        self.residents = Residents(
            self.reader,
            Catalog(FolderStore(self.root)),
            room * SIZE,
            lease,
            lambda event, _: self.told.append(event),
            HostMemory(beside * SIZE) if beside else None,
        )

    def folder(self, name: str, digest: str | None = None) -> str:
        folder = self.root / "folders" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "digest").write_text(digest or name)
        return str(folder)

    def stored(self, subject: str, digest: str = DIGEST) -> tuple[str, Path]:
        """An adapter in the store, of tenant acme: its name, and the pointer to it."""
        folder = self.root / "tenants/acme/subjects" / subject / "model"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "digest").write_text(digest + "0" * 48)
        return point(self.root, "acme", subject, digest, f"s3://bucket/tenants/acme/subjects/{subject}/model/")

    def hold(self, folder: str) -> threading.Event:
        """Whoever reads the folder stands still until this is set."""
        self.reader.entered.clear()
        gate = self.reader.held[folder] = threading.Event()
        return gate

    async def entered(self) -> None:
        """Returns once somebody reads a held folder."""
        assert await asyncio.to_thread(self.reader.entered.wait, 60)
