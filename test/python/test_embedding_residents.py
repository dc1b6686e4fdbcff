"""Which adapters are in memory: loads, who waits for them, and who has to go."""

import asyncio
import threading
from pathlib import Path

import pytest
from resident_adapters import DIGEST, SIZE, Place

from likeness_ml.embedding.catalog import AdapterUnknown, Catalog
from likeness_ml.embedding.residents import LOADING_THREADS, Full, NameTaken, Residents
from likeness_ml.embedding.stores import FolderStore
from likeness_ml.errors import InputError


def test_an_adapter_is_loaded_once_however_many_ask_for_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    name, _ = place.stored("mug")
    gate = place.hold("model")

    async def work() -> None:
        waiting = [asyncio.create_task(place.residents.get(name)) for _ in range(8)]
        await place.entered()
        gate.set()
        first, *others = await asyncio.gather(*waiting)
        assert all(other is first for other in others)
        assert await place.residents.get(name) is first

    asyncio.run(work())
    assert place.reader.read_folders == ["model"]
    assert place.told == ["load", "hit"]


def test_nobody_waits_for_anothers_load(tmp_path: Path) -> None:
    place = Place(tmp_path)
    gates = [place.hold(f"slow{number}") for number in range(LOADING_THREADS - 1)]

    async def work() -> None:
        await place.residents.register("quick", place.folder("quick"))
        slow = [
            asyncio.create_task(place.residents.register(f"slow{number}", place.folder(f"slow{number}")))
            for number in range(len(gates))
        ]
        await place.entered()
        assert (await place.residents.get("quick")).adapter.digest == "quick"
        await place.residents.register("other", place.folder("other"))
        assert not any(task.done() for task in slow)
        for gate in gates:
            gate.set()
        await asyncio.gather(*slow)

    asyncio.run(work())
    assert len(place.residents) == len(gates) + 2


def test_who_gives_up_does_not_take_the_load_from_the_others(tmp_path: Path) -> None:
    place = Place(tmp_path)
    name, _ = place.stored("mug")
    gate = place.hold("model")

    async def work() -> None:
        gone, patient = (asyncio.create_task(place.residents.get(name)) for _ in range(2))
        await place.entered()
        gone.cancel()
        await asyncio.sleep(0)
        gate.set()
        assert (await patient).name == name
        assert gone.cancelled()

    asyncio.run(work())


def test_a_load_that_failed_is_tried_again_by_the_next_who_asks(tmp_path: Path) -> None:
    place = Place(tmp_path)
    name, _ = place.stored("mug")
    file = place.root / "tenants/acme/subjects/mug/model/digest"
    right = file.read_text()
    file.unlink()

    async def work() -> None:
        with pytest.raises(InputError):
            await place.residents.get(name)
        file.write_text("another" + right)
        with pytest.raises(InputError, match="not the one that its name says"):
            await place.residents.get(name)
        file.write_text(right)
        assert (await place.residents.get(name)).adapter.digest == right

    asyncio.run(work())
    assert place.told == ["refused", "refused", "load"]


class TestRoom:
    def test_those_least_recently_used_go_first(self, tmp_path: Path) -> None:
        place = Place(tmp_path, room=3)

        async def work() -> None:
            for name in "abc":
                await place.residents.register(name, place.folder(name))
            await place.residents.get("a")
            await place.residents.register("d", place.folder("d"))
            assert list(place.residents.loaded()) == ["c", "a", "d"]
            assert (place.residents.bytes, place.told.count("evict")) == (3 * SIZE, 1)
            # It is still registered, and comes back when it is asked for.
            assert (await place.residents.get("b")).adapter.digest == "b"
            assert list(place.residents.loaded()) == ["a", "d", "b"]

        asyncio.run(work())

    def test_what_is_pinned_stays_and_where_all_is_pinned_nothing_more_comes_in(self, tmp_path: Path) -> None:
        place = Place(tmp_path, room=2)

        async def work() -> None:
            await place.residents.register("a", place.folder("a"), pin=True)
            await place.residents.register("b", place.folder("b"))
            await place.residents.register("c", place.folder("c"), preload=False, pin=True)
            assert list(place.residents.loaded()) == ["a", "c"]
            with pytest.raises(Full) as raised:
                await place.residents.register("d", place.folder("d"))
            assert raised.value.code == "EndpointFull"
            with pytest.raises(AdapterUnknown):
                await place.residents.get("d")
            with pytest.raises(Full):
                await place.residents.get("b")
            assert list(place.residents.loaded()) == ["a", "c"] and place.residents.bytes == 2 * SIZE
            place.residents.remove("a")
            await place.residents.get("b")

        asyncio.run(work())

    def test_one_that_is_not_preloaded_is_loaded_when_it_is_asked_for(self, tmp_path: Path) -> None:
        place = Place(tmp_path)

        async def work() -> None:
            await place.residents.register("a", place.folder("a"), preload=False)
            assert place.reader.read_folders == [] and len(place.residents) == 0
            assert (await place.residents.get("a")).adapter.digest == "a"

        asyncio.run(work())


class TestNames:
    def test_a_name_stays_with_its_weights(self, tmp_path: Path) -> None:
        place = Place(tmp_path)

        async def work() -> None:
            await place.residents.register("mug", place.folder("a"))
            first = await place.residents.get("mug")
            await place.residents.register("mug", place.folder("a"))
            await place.residents.register("mug", place.folder("copy", "a"))
            assert await place.residents.get("mug") is first
            with pytest.raises(NameTaken):
                await place.residents.register("mug", place.folder("b"))
            assert (await place.residents.get("mug")).adapter.digest == "a"
            place.residents.remove("mug")
            await place.residents.register("mug", place.folder("b"))
            assert (await place.residents.get("mug")).adapter.digest == "b"

        asyncio.run(work())

    def test_of_two_who_register_a_name_at_once_with_other_weights_one_is_refused(self, tmp_path: Path) -> None:
        place = Place(tmp_path)

        async def work() -> None:
            asked = (place.residents.register("mug", place.folder(folder)) for folder in "ab")
            first, second = await asyncio.gather(*asked, return_exceptions=True)
            assert first is None and isinstance(second, NameTaken)
            assert (await place.residents.get("mug")).adapter.digest == "a"

        asyncio.run(work())

    def test_one_that_is_refused_leaves_its_name_free_even_where_two_ask_at_once(self, tmp_path: Path) -> None:
        place = Place(tmp_path)

        async def work() -> None:
            asked = [place.residents.register("mug", str(tmp_path / "nowhere")) for _ in range(2)]
            told = await asyncio.gather(*asked, return_exceptions=True)
            assert all(isinstance(error, InputError) for error in told)
            with pytest.raises(AdapterUnknown):
                await place.residents.get("mug")
            await place.residents.register("mug", place.folder("a"))

        asyncio.run(work())

    def test_it_is_registered_although_somebody_is_just_looking_for_it_in_vain(self, tmp_path: Path) -> None:
        place, looking, gate = Place(tmp_path), threading.Event(), threading.Event()

        class Slow(FolderStore):
            def read(self, key: str) -> bytes | None:
                looking.set()
                assert gate.wait(60)
                return super().read(key)

        residents = Residents(place.reader, Catalog(Slow(place.root)), SIZE, 0)
        name = f"acme.mug@{DIGEST}"

        async def work() -> None:
            early = asyncio.create_task(residents.get(name))
            assert await asyncio.to_thread(looking.wait, 60)
            await residents.register(name, place.folder("a"))
            resident = await residents.get(name)
            gate.set()
            with pytest.raises(AdapterUnknown):
                await early
            assert await residents.get(name) is resident
            assert resident.adapter.digest == "a" and not resident.withdrawn

        asyncio.run(work())

    def test_a_name_from_the_store_can_not_be_given_to_other_weights(self, tmp_path: Path) -> None:
        place = Place(tmp_path)
        name, _ = place.stored("mug")

        async def work() -> None:
            kept = await place.residents.get(name)
            with pytest.raises(NameTaken):
                await place.residents.register(name, place.folder("a"))
            assert await place.residents.get(name) is kept

        asyncio.run(work())


class TestDeletion:
    def test_what_is_removed_while_it_loads_answers_nobody_and_stays_out(self, tmp_path: Path) -> None:
        place = Place(tmp_path)
        gate = place.hold("a")

        async def work() -> None:
            waiting = asyncio.create_task(place.residents.register("mug", place.folder("a")))
            await place.entered()
            place.residents.remove("mug")
            gate.set()
            with pytest.raises(AdapterUnknown):
                await waiting
            assert len(place.residents) == place.residents.bytes == 0
            with pytest.raises(AdapterUnknown):
                await place.residents.get("mug")

        asyncio.run(work())

    def test_removed_and_registered_anew_while_it_loads_it_is_the_new_one(self, tmp_path: Path) -> None:
        place = Place(tmp_path)
        gate = place.hold("a")

        async def work() -> None:
            old = asyncio.create_task(place.residents.register("mug", place.folder("a")))
            await place.entered()
            place.residents.remove("mug")
            await place.residents.register("mug", place.folder("b"))
            gate.set()
            with pytest.raises(AdapterUnknown):
                await old
            assert (await place.residents.get("mug")).adapter.digest == "b"
            assert place.residents.bytes == SIZE

        asyncio.run(work())

    def test_one_in_use_is_withdrawn_also_when_it_was_evicted_before(self, tmp_path: Path) -> None:
        place = Place(tmp_path, room=1)

        async def work() -> None:
            await place.residents.register("a", place.folder("a"))
            in_use = await place.residents.get("a")
            await place.residents.register("b", place.folder("b"))
            assert list(place.residents.loaded()) == ["b"] and not in_use.withdrawn
            in_use.check()
            place.residents.remove("a")
            assert in_use.withdrawn
            with pytest.raises(AdapterUnknown):
                in_use.check()
            assert not (await place.residents.get("b")).withdrawn

        asyncio.run(work())

    def test_what_is_not_there_can_not_be_removed(self, tmp_path: Path) -> None:
        place = Place(tmp_path)

        async def work() -> None:
            with pytest.raises(AdapterUnknown):
                place.residents.remove("mug")
            await place.residents.register("mug", place.folder("a"), preload=False)
            place.residents.remove("mug")
            with pytest.raises(AdapterUnknown):
                place.residents.remove("mug")

        asyncio.run(work())
