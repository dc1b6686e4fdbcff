"""PODS as a zip and as parquet shards: the same dataset as in the folder, and strangers' archives refused."""

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dataset_trees import picture, plain, pods, row_of, write_folder, write_shard, write_shards, write_zip

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import Instance, check_pictures, load
from likeness_ml.evaluation.datasets.parquet import Shard


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        load(path)
    assert refused.value.code == "DatasetInvalid"
    return str(refused.value)


def one_entry(path: Path, name: str, content: bytes = b"x", attributes: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = entry.orig_filename = name
        entry.external_attr = attributes
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return path


@pytest.mark.parametrize("wrapped_in", ["", "pods/"])
def test_a_zip_is_the_same_dataset_as_its_folder(tmp_path, wrapped_in):
    folder = load(write_folder(tmp_path / "pods", pods()))
    zipped = load(write_zip(tmp_path / "pods.zip", pods() | {"__MACOSX/._x": b""}, wrapped_in))
    assert zipped == folder
    assert [p.digest for p in zipped.pictures] == [p.digest for p in folder.pictures]
    check_pictures(zipped.pictures)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pods", "pods.zip"]


def test_shards_are_the_same_dataset_as_the_folder(tmp_path):
    folder = load(write_folder(tmp_path / "pods", pods()))
    shards = load(write_shards(tmp_path / "hub", pods()))
    assert shards == folder
    assert [p.digest for p in shards.pictures] == [p.digest for p in folder.pictures]
    assert [p.mask is None for p in shards.pictures] == [p.mask is None for p in folder.pictures]
    check_pictures(shards.pictures)


def test_loading_shards_reads_no_picture_and_reading_keeps_one_row_group(tmp_path, monkeypatch):
    read: list[tuple[int, list[str]]] = []
    original = Shard.group
    monkeypatch.setattr(Shard, "group", lambda self, n, cols: read.append((n, cols)) or original(self, n, cols))
    dataset = load(write_shards(tmp_path, pods(), rows_per_group=3, shards=1))
    assert not any("image.bytes" in columns for _, columns in read)
    read.clear()
    train = [picture for picture in dataset.pictures if picture.split == "train"]
    check_pictures(train)
    groups = sorted((columns[0], group) for group, columns in read)
    assert groups == [(column, group) for column in ("image.bytes", "mask.bytes") for group in range(3)]


def test_without_an_info_file_shards_state_no_category_and_no_split(tmp_path):
    root = write_shards(tmp_path, pods())
    (root / "pods_info.json").unlink()
    assert load(root).instances == (Instance("mugs_blue"), Instance("mugs_red"), Instance("shoes_old"))


def test_rows_without_file_names_are_called_by_their_place(tmp_path):
    row = {"image": {"bytes": picture("a"), "path": None}, "mask": None, "label": "cup"}
    write_shard(tmp_path / "train-0.parquet", [row | {"scene_type": "train"}] * 2)
    write_shard(tmp_path / "test-0.parquet", [row | {"scene_type": "pose"}])
    assert [p.identity for p in load(tmp_path).pictures] == ["train/cup/00000", "train/cup/00001", "test/cup/00000"]


@pytest.mark.parametrize(
    "name", ["../train/a.jpg", "/train/a.jpg", "train\\a.jpg", "C:/a.jpg", "train//a.jpg", "a/./b"]
)
def test_names_that_would_leave_the_folder_are_refused(tmp_path, name):
    assert "is no plain path" in refusal(one_entry(tmp_path / "slip.zip", name))


def test_links_in_a_zip_are_refused(tmp_path):
    assert "is a link" in refusal(one_entry(tmp_path / "link.zip", "train", b"/etc/passwd", 0o120777 << 16))


def test_an_entry_that_unpacks_to_more_than_a_picture_is_refused(tmp_path):
    assert "unpacks to more than 100 MB" in refusal(one_entry(tmp_path / "bomb.zip", "a.jpg", bytes(101 * 2**20)))


def test_an_entry_that_lies_about_its_size_costs_no_memory(tmp_path):
    files = plain() | {"train/cup/0.jpg": bytes(90 * 2**20)}
    content = write_zip(tmp_path / "x.zip", files).read_bytes()
    size = struct.pack("<I", 90 * 2**20)
    assert content.count(size) == 2
    lying = tmp_path / "lying.zip"
    lying.write_bytes(content.replace(size, struct.pack("<I", 1000)))
    bomb = next(picture for picture in load(lying).pictures if picture.identity == "train/cup/0")
    tracemalloc.start()
    with pytest.raises(InputError, match=r"train/cup/0\.jpg is damaged") as refused:
        bomb.source.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == "DatasetInvalid"
    assert peak < 10 * 2**20


def test_an_encrypted_entry_is_refused(tmp_path):
    content = bytearray(write_zip(tmp_path / "x.zip", plain()).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "y.zip").write_bytes(content)
    assert "is encrypted" in refusal(tmp_path / "y.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_in_a_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for content in (b"one", b"two"):
            archive.writestr("train/cup/0.jpg", content)
    assert "train/cup/0.jpg is in it twice" in refusal(tmp_path / "x.zip")


def test_a_damaged_zip_is_refused_at_once_and_a_damaged_entry_when_it_is_read(tmp_path):
    whole = write_zip(tmp_path / "x.zip", plain()).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    assert "is no readable zip" in refusal(tmp_path / "cut.zip")
    at = whole.index(b"train/cup/0.jpg") + 60
    (tmp_path / "flipped.zip").write_bytes(whole[:at] + bytes(20) + whole[at + 20 :])
    with pytest.raises(InputError, match=r"train/cup/0\.jpg") as refused:
        check_pictures(load(tmp_path / "flipped.zip").pictures)
    assert refused.value.code == "DatasetInvalid"


def test_damaged_and_foreign_shards_are_refused_by_name(tmp_path):
    (tmp_path / "train-0.parquet").write_bytes(b"PAR1 and nothing more")
    assert "train-0.parquet is no readable parquet" in refusal(tmp_path)
    pq.write_table(pa.table({"label": [1], "image": ["a"]}), tmp_path / "train-0.parquet")
    assert "it lacks label, scene_type, image, mask" in refusal(tmp_path)
    (tmp_path / "extra-0.parquet").write_bytes(b"")
    assert "extra-0.parquet is no shard" in refusal(tmp_path)


def test_rows_that_say_nothing_known_are_named(tmp_path):
    row = {"image": {"bytes": picture("a"), "path": "a.jpg"}, "mask": None, "label": "cup", "scene_type": "train"}
    write_shard(tmp_path / "train-0.parquet", [row, row | {"label": None}])
    write_shard(tmp_path / "test-0.parquet", [row | {"scene_type": "upside_down"}])
    message = refusal(tmp_path)
    assert "row 1 of group 0 has no label" in message
    assert "the scene_type 'upside_down'" in message


@pytest.mark.parametrize("image", [None, {"bytes": None, "path": "elsewhere.jpg"}])
def test_a_row_without_a_picture_is_named_when_it_is_read(tmp_path, image):
    files = pods()
    root = write_shards(tmp_path, files)
    row = {"image": image, "mask": None, "label": "mugs_red", "scene_type": "pose"}
    write_shard(root / "data" / "test-00002-of-00002.parquet", [row])
    with pytest.raises(InputError, match=r"test-00002-of-00002\.parquet.*image in row 0 of group 0 is missing"):
        check_pictures(load(root).pictures)


def test_shards_in_a_zip_are_refused(tmp_path):
    write_shard(tmp_path / "s.parquet", [row_of(pods(), "train/mugs_red/mugs_red_train0.jpg", {"mugs_red_train0": {}})])
    shard = (tmp_path / "s.parquet").read_bytes()
    assert "unpack it" in refusal(write_zip(tmp_path / "x.zip", {"data/train-0.parquet": shard}))
