"""Adapters that were deleted in the store and that nobody asks for any more."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from embedding_server import point
from resident_adapters import DIGEST, Place, Reader

from likeness_ml.embedding import server
from likeness_ml.embedding.catalog import Catalog
from likeness_ml.embedding.residents import Residents
from likeness_ml.embedding.stores import DiskCache, FolderStore
from likeness_ml.errors import ServiceError


def test_what_is_gone_from_the_store_goes_from_memory_without_being_asked_for(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=3600)
    (gone, pointer), (kept, _) = place.stored("mug"), place.stored("bowl")

    async def work() -> None:
        await place.residents.register("cup", place.folder("c"))
        in_use, other = await place.residents.get(gone), await place.residents.get(kept)
        assert await place.residents.sweep() == []
        pointer.unlink()
        assert await place.residents.sweep() == [gone]
        assert in_use.withdrawn and not other.withdrawn
        assert set(place.residents.loaded()) == {kept, "cup"}
        assert await place.residents.sweep() == []

    asyncio.run(work())


def test_one_that_had_to_leave_the_gpu_goes_too(tmp_path: Path) -> None:
    place = Place(tmp_path, room=1, lease=3600, beside=10)
    (gone, pointer), (kept, _) = place.stored("mug"), place.stored("bowl")

    async def work() -> None:
        await place.residents.get(gone)
        await place.residents.get(kept)
        assert set(place.residents.loaded()) == {kept}
        pointer.unlink()
        assert await place.residents.sweep() == [gone]
        assert await place.residents.sweep() == []

    asyncio.run(work())


class Far(FolderStore):
    """A store without folders, which doesn't answer while it `fails`."""

    fails = False

    def read(self, key: str) -> bytes | None:
        if self.fails:
            raise ServiceError("EndpointFailed", "it doesn't answer")
        return super().read(key)

    def folder(self, prefix: str) -> Path | None:
        return None


@pytest.fixture
def far(tmp_path: Path) -> tuple[Far, Path, Residents]:
    """A store, the disk before it, and residents that take adapters from there."""
    (tmp_path / "bucket").mkdir()
    store, disk = Far(tmp_path / "bucket"), tmp_path / "disk"
    residents = Residents(Reader(), Catalog(store, DiskCache(disk, 1 << 20)), 1 << 20, 3600)
    return store, disk, residents


def copied(store: Far, residents: Residents, subject: str) -> tuple[str, Path]:
    """An adapter of which there is a copy on the disk: its name, and the pointer to it."""
    prefix = f"tenants/acme/subjects/{subject}/model/"
    name, pointer = point(store.root, "acme", subject, DIGEST, f"s3://bucket/{prefix}")
    with residents._catalog.folder(residents._catalog.find(name)):  # as after an eviction
        pass
    return name, pointer


def test_a_copy_on_the_disk_goes_although_it_is_not_in_memory(far: tuple[Far, Path, Residents]) -> None:
    store, disk, residents = far
    (gone, pointer), _ = copied(store, residents, "mug"), copied(store, residents, "bowl")
    assert len(list(disk.iterdir())) == 2
    pointer.unlink()
    store.fails = True
    assert asyncio.run(residents.sweep()) == []
    store.fails = False
    assert asyncio.run(residents.sweep()) == [gone]
    assert len(list(disk.iterdir())) == 1


def test_a_server_that_ends_leaves_no_copy(far: tuple[Far, Path, Residents]) -> None:
    store, disk, residents = far
    copied(store, residents, "mug")
    residents.close()
    assert not disk.exists()


def test_the_server_sweeps_again_and_again_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SWEEP_SECONDS", 0)
    answers: list[list[str] | Exception] = [ValueError("once"), [], ["mug", "cup"]]
    forgotten: list[str] = []
    done = asyncio.Event()

    async def sweep() -> list[str]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def forget(name: str) -> None:
        forgotten.append(name)
        if not answers:
            done.set()

    residents, metrics = SimpleNamespace(sweep=sweep), SimpleNamespace(forget=forget)
    readiness = SimpleNamespace(ready=True, service=lambda: SimpleNamespace(residents=residents), metrics=metrics)

    async def work() -> None:
        sweeping = asyncio.create_task(server._sweep(readiness))
        await asyncio.wait_for(done.wait(), 60)
        sweeping.cancel()

    asyncio.run(work())
    assert forgotten == ["mug", "cup"]
