"""Where adapters come from: a bucket's folder, S3 as moto's server has it, and the disk before a store that is far."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import boto3
import pytest
from embedding_server import BACKBONE, point
from make_adapter import make_adapter

from likeness_ml.backbone import adapter_digest
from likeness_ml.embedding.catalog import AdapterUnknown, Catalog
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.embedding.residents import Residents
from likeness_ml.embedding.stores import DiskCache, FolderStore, S3Store, Store, store_of
from likeness_ml.errors import InputError, ServiceError

BUCKET = "likeness-adapters"


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The address of what answers as S3 does, where clients of this process find it."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        location = {"LocationConstraint": "eu-west-1"}
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """With the object a/b/c, and nothing else."""
    if request.param == "s3":
        request.getfixturevalue("moto")
        put("a/b/c", b"content")
        return store_of(f"s3://{BUCKET}")
    (tmp_path / BUCKET / "a/b").mkdir(parents=True)
    (tmp_path / BUCKET / "a/b/c").write_bytes(b"content")
    return store_of(str(tmp_path / BUCKET))


def put(key: str, content: bytes) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)


def test_a_store_gives_an_objects_bytes_and_nothing_where_there_is_none(store: Store) -> None:
    assert store.bucket == BUCKET
    assert store.read("a/b/c") == b"content"
    assert store.read("a/b/d") is store.read("a/b/c/d") is store.read("x") is None


def test_a_folder_is_a_store_by_its_own_name_and_gives_its_folders(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    store = store_of(str(tmp_path / "home" / ".." / "home"))
    assert isinstance(store, FolderStore) and store.bucket == "home"
    assert store.folder("a/b/") == tmp_path / "home" / "a" / "b"


def test_a_store_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder") as raised:
        store_of(str(tmp_path / "nowhere"))
    assert raised.value.code == "OptionInvalid"


def test_a_store_that_does_not_answer_is_a_failure_with_a_code(moto: str) -> None:
    with pytest.raises(ServiceError, match="s3://no-such-bucket/key can't be read") as raised:
        S3Store("no-such-bucket").read("key")
    assert raised.value.code == "EndpointFailed"


class Shelf:
    """A store that is far, with so many bytes under every prefix; it tells what it was asked for."""

    bucket = "shelf"

    def __init__(self, size: int = 100) -> None:
        self.size, self.asked = size, []
        self.fails = False

    def read(self, key: str) -> bytes | None:
        self.asked.append(key)
        if self.fails:
            raise ServiceError("EndpointFailed", "it doesn't answer")
        return b"x" * self.size if key.endswith("adapter_model.safetensors") else None

    def folder(self, prefix: str) -> Path | None:
        return None

    def times(self, prefix: str) -> int:
        return sum(key == f"{prefix}adapter_model.safetensors" for key in self.asked)


class TestDisk:
    def test_what_it_has_is_not_copied_again_and_the_least_recently_used_goes_first(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(100), DiskCache(tmp_path / "disk", 250)
        for name in ("a", "b", "a", "c", "a", "b"):
            with disk.folder(shelf, name, f"{name}/") as folder:
                assert (folder / "adapter_model.safetensors").stat().st_size == 100
        assert {name: shelf.times(f"{name}/") for name in "abc"} == {"a": 1, "b": 2, "c": 1}
        assert len(list((tmp_path / "disk").iterdir())) == 2

    def test_what_is_in_use_stays_although_there_is_no_room(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(100), DiskCache(tmp_path / "disk", 150)
        with disk.folder(shelf, "a", "a/") as used:
            for name in "bcd":
                with disk.folder(shelf, name, f"{name}/") as folder:
                    assert folder.exists()
                assert used.exists() and not folder.exists()
        assert used.exists()
        with disk.folder(shelf, "b", "b/"):
            pass
        assert not used.exists()

    def test_one_larger_than_all_the_room_is_given_and_not_kept(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(1000), DiskCache(tmp_path / "disk", 150)
        with disk.folder(shelf, "a", "a/") as folder:
            assert folder.exists()
        assert list((tmp_path / "disk").iterdir()) == []

    def test_a_discarded_adapter_is_on_the_disk_under_no_prefix(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(), DiskCache(tmp_path / "disk", 10_000)
        for name, prefix in (("a", "one/"), ("a", "two/"), ("b", "one/")):
            with disk.folder(shelf, name, prefix):
                pass
        disk.discard("a")
        disk.discard("never seen")
        assert len(list((tmp_path / "disk").iterdir())) == 1
        with disk.folder(shelf, "a", "one/"), disk.folder(shelf, "b", "one/"):
            pass
        assert shelf.times("one/") == 3

    def test_a_store_that_fails_leaves_nothing_half_there(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(), DiskCache(tmp_path / "disk", 10_000)
        shelf.fails = True
        with pytest.raises(ServiceError), disk.folder(shelf, "a", "a/"):
            pass
        assert list((tmp_path / "disk").iterdir()) == []
        shelf.fails = False
        with disk.folder(shelf, "a", "a/") as folder:
            assert folder.exists()

    def test_many_threads_may_use_it(self, tmp_path: Path) -> None:
        shelf, disk = Shelf(100), DiskCache(tmp_path / "disk", 250)
        seen: list[int] = []

        def use(start: int) -> None:
            for number in range(start, start + 30):
                with disk.folder(shelf, f"{number % 5}", f"{number % 5}/") as folder:
                    seen.append((folder / "adapter_model.safetensors").stat().st_size)

        threads = [Thread(target=use, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [100] * 120
        assert len(list((tmp_path / "disk").iterdir())) == 2


def test_from_s3_an_adapter_is_loaded_kept_on_the_disk_and_deleted_everywhere(moto: str, tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "mug")
    digest = adapter_digest(tmp_path / "mug")
    prefix = "tenants/acme/subjects/mug/runs/1/model/"
    for file in (tmp_path / "mug").iterdir():
        put(prefix + file.name, file.read_bytes())
    name, pointer = point(tmp_path, "acme", "mug", digest[:16], f"s3://{BUCKET}/{prefix}")
    key = pointer.relative_to(tmp_path).as_posix()
    put(key, pointer.read_bytes())
    disk = tmp_path / "disk"
    catalog = Catalog(store_of(f"s3://{BUCKET}"), DiskCache(disk, 1 << 30))
    residents = Residents(Embedder(BACKBONE), catalog, capacity=1 << 30, lease=0)

    async def work() -> None:
        resident = await residents.get(name)
        assert resident.adapter.digest == digest
        [copy] = disk.iterdir()
        assert {file.name for file in copy.iterdir()} == {
            "adapter_config.json",
            "adapter_model.safetensors",
            "likeness.json",
        }
        boto3.client("s3").delete_object(Bucket=BUCKET, Key=key)
        with pytest.raises(AdapterUnknown):
            await residents.get(name)
        assert resident.withdrawn and list(disk.iterdir()) == []

    asyncio.run(work())


def test_a_copy_on_the_disk_goes_also_when_the_adapter_had_been_evicted_from_memory(tmp_path: Path) -> None:
    shelf, disk = Shelf(), DiskCache(tmp_path / "disk", 10_000)
    catalog = Catalog(shelf, disk)
    residents = Residents(Embedder(BACKBONE), catalog, capacity=1 << 30, lease=0)
    with disk.folder(shelf, "acme.mug@0123456789abcdef", "tenants/acme/subjects/mug/model/"):
        pass

    async def work() -> None:
        with pytest.raises(AdapterUnknown):
            residents.remove("acme.mug@0123456789abcdef")

    asyncio.run(work())
    assert list((tmp_path / "disk").iterdir()) == []


def test_one_removed_while_it_is_copied_is_not_left_on_the_disk(tmp_path: Path) -> None:
    class Slow(Shelf):
        def read(self, key: str) -> bytes | None:
            if key.endswith("adapter_config.json"):
                loop.call_soon_threadsafe(lambda: residents.remove("mug"))
            return super().read(key)

    disk = DiskCache(tmp_path / "disk", 10_000)
    residents = Residents(Embedder(BACKBONE), Catalog(Slow(), disk), capacity=1 << 30, lease=0)

    async def work() -> None:
        nonlocal loop
        loop = asyncio.get_running_loop()
        with pytest.raises((AdapterUnknown, InputError)):
            await residents.register("mug", "s3://shelf/mug/")

    loop: asyncio.AbstractEventLoop
    asyncio.run(work())
    assert list((tmp_path / "disk").iterdir()) == []

    def test_only_what_a_cache_left_is_deleted_at_the_start(self, tmp_path: Path) -> None:
        (tmp_path / "disk" / ("a" * 32)).mkdir(parents=True)
        (tmp_path / "disk" / "thesis").mkdir()
        DiskCache(tmp_path / "disk", 10_000)
        assert [left.name for left in (tmp_path / "disk").iterdir()] == ["thesis"]
