"""The paper's folder layout: what is read, in which order, and what is refused by name."""

import io
from pathlib import Path

import numpy as np
import pytest
from dataset_trees import as_json, encoded, info, mask, picture, plain, pods, write_folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import Dataset, Instance, check_pictures, load


def refusal(root: Path) -> str:
    with pytest.raises(InputError) as refused:
        load(root)
    assert refused.value.code == "DatasetInvalid"
    return str(refused.value)


def contents(dataset: Dataset) -> list[tuple]:
    return [(picture, picture.digest, picture.mask is not None) for picture in dataset.pictures]


def test_without_an_info_file_instances_are_the_sorted_folder_names(tmp_path):
    dataset = load(write_folder(tmp_path / "mine", plain(("hat", "cup"))))
    assert dataset.name == "mine"
    assert dataset.instances == (Instance("cup"), Instance("hat"))
    assert [picture.identity for picture in dataset.pictures][:5] == [
        "train/cup/0",
        "train/cup/1",
        "test/cup/0",
        "test/cup/1",
        "train/hat/0",
    ]


def test_an_info_file_gives_order_categories_and_splits(tmp_path):
    told = info({"hat": ("hat", "val"), "cup": ("mug", "test")})
    dataset = load(write_folder(tmp_path, plain() | {"own_info.json": told}))
    assert dataset.name == "own"
    assert dataset.instances == (Instance("hat", "hat", "val"), Instance("cup", "mug", "test"))
    assert dataset.pictures[0].instance == "hat"


def test_pods_has_a_dense_test_apart_and_a_shift_for_each_test_picture(tmp_path):
    dataset = load(write_folder(tmp_path, pods()))
    own = [picture for picture in dataset.pictures if picture.instance == "mugs_red"]
    assert [sum(p.split == "train" for p in own), sum(p.dense for p in own), len(own)] == [3, 4, 15]
    assert all((picture.shift is None) == (picture.split == "train") for picture in own)
    assert all((picture.mask is None) == (picture.split == "test" and not picture.dense) for picture in own)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(pods())))
def test_the_order_of_creation_does_not_matter(tmp_path_factory, order):
    files = pods()
    shuffled = load(write_folder(tmp_path_factory.mktemp("any") / "x", {path: files[path] for path in order}))
    usual = load(write_folder(tmp_path_factory.mktemp("any") / "x", files))
    assert shuffled == usual
    assert contents(shuffled) == contents(usual)


def test_extensions_of_any_case_are_read(tmp_path):
    files = plain() | {
        "test/cup/a.PNG": picture("a", "PNG"),
        "test/cup/b.webp": picture("b", "WEBP"),
        "test/cup/c.JPEG": picture("c"),
        "test_masks/cup/c.WebP": encoded(Image.open(io.BytesIO(mask())), "WEBP", lossless=True),
    }
    dataset = load(write_folder(tmp_path, files))
    check_pictures(dataset.pictures)
    found = {picture.identity: picture for picture in dataset.pictures}
    assert {"test/cup/a", "test/cup/b", "test/cup/c"} <= set(found)
    drawn = found["test/cup/c"].read_mask(found["test/cup/c"].read_image())
    assert drawn.shape == (16, 24)
    assert drawn[:, :12].all() and not drawn[:, 12:].any()


def test_what_file_managers_leave_is_ignored(tmp_path):
    clutter = {"train/.DS_Store": b"", "train/cup/Thumbs.db": b"", "test/cup/._0.jpg": b"", "test/.cache/x.jpg": b""}
    assert load(write_folder(tmp_path / "b" / "x", plain() | clutter)) == load(
        write_folder(tmp_path / "a" / "x", plain())
    )


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"train/cup/notes.txt": b""}, ["train/cup/notes.txt"]),
        ({"train/cup/old.bmp": b""}, ["train/cup/old.bmp"]),
        ({"train/loose.jpg": picture("l")}, ["train/loose.jpg"]),
        ({"train/cup/more/7.jpg": picture("7")}, ["train/cup/more is a folder inside"]),
        ({"train/cup/more/0.jpg": picture("0")}, ["train/cup/0.jpg and train/cup/more/0.jpg have one name"]),
        ({"test/hat/1.png": picture("1", "PNG")}, ["test/hat/1.jpg and test/hat/1.png have one name"]),
        ({"test_masks/cup/9.png": mask()}, ["test_masks/cup/9.png belongs to no picture in test/cup"]),
        ({"test_dense_masks/cup/0.png": mask()}, ["test_dense_masks/cup/0.png belongs to no picture"]),
        ({"train_mask/cup/0.png": mask()}, ["train_mask/ is none of"]),
        ({"train/boot/0.jpg": picture("b")}, ["boot has no test picture"]),
        ({"test/boot/0.jpg": picture("b")}, ["boot has no train picture"]),
        ({"a_info.json": info({}), "b_info.json": info({})}, ["a_info.json and b_info.json"]),
        ({"x_info.json": info({"cup": ("mug", "val")})}, ["hat has pictures, but x_info.json doesn't name it"]),
        ({"x_info.json": b"{"}, ["x_info.json is no JSON"]),
        ({"x_info.json": b"[" * 100_000}, ["x_info.json is no JSON"]),
        ({"x_info.json": as_json({"classes": ["cup"]})}, ["lacks `class_to_idx`"]),
        (
            {"x_info.json": info({"cup": ("mug", "train"), "hat": ("", "val")})},
            ["cup has the split", "hat has the cat"],
        ),
        (
            {"pods_image_annos.json": as_json({})},
            ["train/cup/0.jpg is not annotated", "test/hat/1.jpg is not annotated"],
        ),
        ({"pods_image_annos.json": as_json({"1": {"class": "cup", "split": "test"}})}, ["1 has the test_split None"]),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path, extra, named):
    message = refusal(write_folder(tmp_path, plain() | extra))
    assert all(name in message for name in named), message


def test_an_instance_without_a_folder_or_with_an_empty_one_is_named(tmp_path):
    root = write_folder(tmp_path, plain() | {"x_info.json": info(dict.fromkeys(("cup", "hat", "jar"), ("mug", "val")))})
    (root / "train" / "bowl").mkdir()
    message = refusal(root)
    assert "train/bowl holds no picture" in message
    (root / "train" / "bowl").rmdir()
    assert "x_info.json names jar, which has no pictures" in refusal(root)


def test_an_annotated_picture_that_is_not_there_is_named(tmp_path):
    files = pods()
    del files["test/mugs_red/mugs_red_pose0.jpg"]
    assert "tells of the test picture mugs_red_pose0 of mugs_red" in refusal(write_folder(tmp_path, files))


def test_ten_problems_are_listed_and_the_others_counted(tmp_path):
    message = refusal(write_folder(tmp_path, plain() | {f"train/cup/{n:02d}.txt": b"" for n in range(13)}))
    assert "train/cup/09.txt" in message
    assert "train/cup/10.txt" not in message
    assert message.endswith("and 3 more.")


def test_links_that_lead_in_circles_are_refused(tmp_path):
    root = write_folder(tmp_path, plain())
    (root / "train" / "cup" / "up").symlink_to(root)
    assert "folders deep" in refusal(root)


def test_what_is_no_dataset_is_told_the_layouts(tmp_path):
    assert "does not exist" in refusal(tmp_path / "none")
    assert "known are train/ and test/ folders" in refusal(write_folder(tmp_path / "a", {"a/b/c.jpg": b""}))


def test_every_damaged_picture_and_wrong_mask_is_named_before_a_model_runs(tmp_path):
    files = plain() | {
        "train/cup/0.jpg": picture("whole")[:-300],
        "train/hat/0.jpg": b"no image",
        "test_masks/cup/0.png": mask((16, 24)),
        "test_masks/cup/1.png": encoded(Image.new("L", (24, 16)), "PNG"),
    }
    dataset = load(write_folder(tmp_path, files))
    with pytest.raises(InputError) as refused:
        check_pictures(dataset.pictures)
    assert refused.value.code == "DatasetInvalid"
    for file in ("train/cup/0.jpg", "train/hat/0.jpg", "test_masks/cup/0.png is 16 x 24", "test_masks/cup/1.png shows"):
        assert file in str(refused.value)


def test_a_mask_is_drawn_over_the_upright_picture(tmp_path):
    turned = picture("turned", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    files = plain() | {"train/cup/0.jpg": turned, "train_masks/cup/0.png": mask((16, 24))}
    first = load(write_folder(tmp_path, files)).pictures[0]
    assert first.read_image().size == (16, 24)
    assert first.read_mask(first.read_image()).shape == (24, 16)


@pytest.mark.parametrize("kind", ["one", "sixteen-bit", "palette", "transparent"])
def test_all_that_is_not_zero_is_the_object(tmp_path, kind):
    left = np.zeros((16, 24), np.uint8)
    left[:, :12] = 1
    images = {
        "one": lambda: Image.fromarray(left),
        "sixteen-bit": lambda: Image.fromarray(left.astype(np.uint16)),
        "palette": lambda: palette(left),
        "transparent": lambda: Image.fromarray(np.dstack([np.full((16, 24, 3), 200, np.uint8), left * 255])),
    }
    files = plain() | {"train_masks/cup/0.png": encoded(images[kind](), "PNG")}
    first = load(write_folder(tmp_path, files)).pictures[0]
    assert (first.read_mask(first.read_image()) == (left > 0)).all()


def palette(indices: np.ndarray) -> Image.Image:
    image = Image.fromarray(indices).convert("P")
    image.putpalette([0, 0, 0, 128, 0, 0])
    return image
