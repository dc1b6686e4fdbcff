"""Adapters of the object store: found by their pointers, and looked for again once a lease is over."""

import asyncio
import json
from pathlib import Path

import pytest
from resident_adapters import DIGEST, Place

from likeness_ml.embedding.catalog import AdapterUnknown
from likeness_ml.errors import InputError, ServiceError


def test_within_the_lease_the_store_is_not_asked(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=3600)
    name, pointer = place.stored("mug")

    async def work() -> None:
        first = await place.residents.get(name)
        pointer.unlink()
        assert await place.residents.get(name) is first and not first.withdrawn

    asyncio.run(work())


def test_once_the_pointer_is_gone_it_is_unknown_and_what_is_in_use_withdrawn(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=0)
    name, pointer = place.stored("mug")

    async def work() -> None:
        in_use = await place.residents.get(name)
        assert await place.residents.get(name) is in_use  # found again, and not read again
        pointer.unlink()
        with pytest.raises(AdapterUnknown) as raised:
            await place.residents.get(name)
        assert raised.value.code == "ObjectNotFound"
        assert in_use.withdrawn and len(place.residents) == place.residents.bytes == 0

    asyncio.run(work())
    assert place.reader.read_folders == ["model"]


def test_a_pointer_that_leads_elsewhere_is_followed(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=0)
    name, pointer = place.stored("mug")

    async def work() -> None:
        before = await place.residents.get(name)
        moved = place.root / "tenants/acme/subjects/mug/moved"
        (place.root / "tenants/acme/subjects/mug/model").rename(moved)
        pointer.write_text(json.dumps({"uri": "s3://bucket/tenants/acme/subjects/mug/moved"}))
        after = await place.residents.get(name)
        assert after is not before and after.adapter.folder == moved
        assert len(place.residents) == 1 and place.residents.bytes == after.adapter.bytes

    asyncio.run(work())


def test_one_deleted_while_it_is_looked_for_again_does_not_come_back(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=0)
    name, pointer = place.stored("mug")

    async def work() -> None:
        in_use = await place.residents.get(name)
        again = asyncio.create_task(place.residents.get(name))
        await asyncio.sleep(0)
        pointer.unlink()
        place.residents.remove(name)
        with pytest.raises(AdapterUnknown):
            await again
        assert in_use.withdrawn and len(place.residents) == 0

    asyncio.run(work())


def test_a_registered_adapter_has_no_lease(tmp_path: Path) -> None:
    place = Place(tmp_path, lease=0)

    async def work() -> None:
        await place.residents.register("mug", place.folder("a"))
        assert await place.residents.get("mug") is await place.residents.get("mug")

    asyncio.run(work())
    assert place.told.count("load") == 1


@pytest.mark.parametrize(
    "name",
    [
        f"acme.bowl@{DIGEST}",
        f"other.mug@{DIGEST}",
        "acme.mug@fedcba9876543210",
        "acme.mug@0123",
        "acme.mug",
        f"Acme.mug@{DIGEST}",
        f"acme.../../acme/subjects/mug@{DIGEST}",
        f"acme.mug@{DIGEST}\n",
        "",
    ],
)
def test_of_another_subject_or_tenant_or_digest_or_no_name_at_all_nobody_is_told_more_than_that_it_is_unknown(
    tmp_path: Path, name: str
) -> None:
    place = Place(tmp_path)
    place.stored("mug")

    async def work() -> None:
        with pytest.raises(AdapterUnknown, match="there is no adapter") as raised:
            await place.residents.get(name)
        assert str(raised.value) == f"there is no adapter {name}"

    asyncio.run(work())


@pytest.mark.parametrize(
    "src",
    [
        "s3://bucket/tenants/acme/subjects/bowl/model/",
        "s3://bucket/tenants/other/subjects/mug/model/",
        "s3://bucket/tenants/acme/subjects/mug-2/model/",
        "s3://bucket/tenants/acme/subjects/mug/../bowl/model/",
        "s3://bucket/tenants/acme/subjects/mug/.\t./bowl/model/",
        "s3://elsewhere/tenants/acme/subjects/mug/model/",
        "file:///tenants/acme/subjects/mug/model/",
        "/tenants/acme/subjects/mug/model/",
    ],
)
def test_a_pointer_that_leads_out_of_its_subject_is_refused(tmp_path: Path, src: str) -> None:
    place = Place(tmp_path)
    place.stored("bowl")
    name, pointer = place.stored("mug")
    pointer.write_text(json.dumps({"uri": src}))

    async def work() -> None:
        with pytest.raises(ServiceError, match="leads out of its subject"):
            await place.residents.get(name)

    asyncio.run(work())
    assert place.reader.read_folders == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\xff"])
def test_a_pointer_that_is_none_is_a_failure_of_ours(tmp_path: Path, text: str) -> None:
    place = Place(tmp_path)
    name, pointer = place.stored("mug")
    pointer.write_text(text, "latin-1")

    async def work() -> None:
        with pytest.raises(ServiceError, match="can't be read") as raised:
            await place.residents.get(name)
        assert raised.value.code == "EndpointFailed"

    asyncio.run(work())


@pytest.mark.parametrize("src", ["http://[", "ftp://bucket/a", "s3://elsewhere/a", "relative/folder", "s3:"])
def test_a_src_out_of_reach_is_refused(tmp_path: Path, src: str) -> None:
    place = Place(tmp_path)

    async def work() -> None:
        with pytest.raises(InputError) as raised:
            await place.residents.register("mug", src)
        assert raised.value.code == "AdapterInvalid"

    asyncio.run(work())
