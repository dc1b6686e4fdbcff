"""The machine's memory beside a GPU's: what had to leave the one comes back from the other."""

import asyncio
from pathlib import Path

import pytest
from resident_adapters import Place

from likeness_ml.embedding.catalog import AdapterUnknown


def asked(place: Place, *names: str) -> None:
    async def work() -> None:
        for name in names:
            await place.residents.get(name)

    asyncio.run(work())


def test_an_adapter_that_had_to_leave_comes_back_without_being_read(tmp_path: Path) -> None:
    place = Place(tmp_path, room=1, beside=2)
    for name in ("a", "b"):
        asyncio.run(place.residents.register(name, place.folder(name), preload=False))
    asked(place, "a", "b", "a", "b")
    assert place.reader.read_folders == ["a", "b"]
    assert place.reader.placed == ["a", "b", "a", "b"]


def test_of_those_beside_it_the_least_recently_used_go_first(tmp_path: Path) -> None:
    place = Place(tmp_path, room=1, beside=2)
    for name in ("a", "b", "c"):
        asyncio.run(place.residents.register(name, place.folder(name), preload=False))
    asked(place, "a", "b", "a", "c", "a", "b")
    assert place.reader.read_folders == ["a", "b", "c", "b"]


def test_one_that_was_deleted_is_nowhere_and_the_next_of_its_name_is_read(tmp_path: Path) -> None:
    place = Place(tmp_path, room=1, beside=2)
    asyncio.run(place.residents.register("a", place.folder("a"), preload=False))
    asked(place, "a")
    place.residents.remove("a")
    with pytest.raises(AdapterUnknown):
        asked(place, "a")
    asyncio.run(place.residents.register("a", place.folder("a", digest="other"), preload=False))
    asked(place, "a")
    assert place.reader.read_folders == ["a", "a"]
    assert place.residents.loaded()["a"].adapter.digest == "other"


def test_one_deleted_while_it_loads_is_not_kept_beside(tmp_path: Path) -> None:
    place = Place(tmp_path, room=1, beside=2)
    gate = place.hold("a")

    async def work() -> None:
        await place.residents.register("a", place.folder("a"), preload=False)
        loading = asyncio.create_task(place.residents.get("a"))
        await place.entered()
        place.residents.remove("a")
        await place.residents.register("a", place.folder("a", digest="other"), preload=False)
        gate.set()
        with pytest.raises(AdapterUnknown):
            await loading
        assert (await place.residents.get("a")).adapter.digest == "other"

    asyncio.run(work())
