"""DeepFashion2 and dogs in their own layouts, with files that say which pictures are whose."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from dataset_trees import as_json, deepfashion, dogs, garment, picture, plain, write_folder, write_zip
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import Instance, check_pictures, load
from likeness_ml.evaluation.datasets.dogs import train_of
from likeness_ml.evaluation.datasets.problems import Problems


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as refused:
        load(path, **options)
    assert refused.value.code == "DatasetInvalid"
    return str(refused.value)


def write_deepfashion(root: Path, change: object = None) -> Path:
    files, mapping = deepfashion()
    mapping = copy.deepcopy(mapping)
    if change:
        change(files, mapping["instances"])
    return write_folder(root, files | {"df2_instances.json": as_json(mapping)})


def test_deepfashion_instances_are_what_the_mapping_says(tmp_path):
    dataset = load(write_deepfashion(tmp_path))
    assert dataset.instances == (Instance("skirt_2", "skirt", "test"), Instance("top_1", "top", "test"))
    assert [picture.identity for picture in dataset.pictures][4:] == [
        "train/top_1/000004",
        "train/top_1/000005",
        "train/top_1/000006",
        "test/top_1/000007",
    ]
    check_pictures(dataset.pictures)


def test_a_garments_mask_is_the_union_of_its_polygons(tmp_path):
    first = load(write_deepfashion(tmp_path)).pictures[0]
    expected = np.zeros((16, 24), bool)
    expected[2:11, 2:7] = expected[4:9, 12:16] = True
    assert (first.read_mask(first.read_image()) == expected).all()


def test_the_mapping_may_lie_elsewhere_and_the_images_in_a_zip(tmp_path):
    files, mapping = deepfashion()
    (tmp_path / "mine.json").write_bytes(as_json(mapping))
    path = write_zip(tmp_path / "df2.zip", files)
    assert load(path, mapping=tmp_path / "mine.json").instances == load(write_deepfashion(tmp_path / "df2")).instances
    assert "df2_instances.json is missing" in refusal(path)


def add_to_test(files: dict, instances: dict, image: str, item: str = "item1") -> None:
    instances["top_1"]["test"].append({"image": image, "item": item})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda f, i: add_to_test(f, i, "999999.jpg"), "top_1: image/999999.jpg is not there"),
        (lambda f, i: add_to_test(f, i, "../image/000008.jpg"), "top_1: image/../image/000008.jpg is not there"),
        (lambda f, i: add_to_test(f, i, "000004.jpg"), "000004.jpg is used by top_1 (train) and by top_1"),
        (lambda f, i: add_to_test(f, i, "000008.jpg"), "000008.jpg is used by skirt_2 (train) and by top_1"),
        (lambda f, i: i["top_1"]["test"].append("000008.jpg"), "top_1, test has '000008.jpg'"),
        (lambda f, i: i["top_1"].pop("train"), "top_1, train must be a list"),
        (lambda f, i: i["top_1"].pop("category"), "top_1 has no category"),
        (lambda f, i: i["top_1"].update(colour="red"), "top_1 in the mapping file may have"),
        (lambda f, i: i["top_1"].update(split="train"), "top_1 in the mapping file has the split 'train'"),
        (lambda f, i: i.update({"../up": i.pop("top_1")}), "'../up' has a name that can't name a folder"),
        (lambda f, i: f.pop("annos/000004.json"), "annos/000004.json is not there"),
        (lambda f, i: f.update({"annos/000004.json": b"?"}), "annos/000004.json is not there or no JSON"),
        (lambda f, i: f.update({"image/000004.png": picture("x", "PNG")}), "image/000004.jpg and image/000004.png"),
        (lambda f, i: f.update({"annos/000004.json": anno(pair=7)}), "the items of top_1 are not one garment"),
        (lambda f, i: f.update({"annos/000004.json": anno(style=0)}), "the items of top_1 are not one garment"),
        (lambda f, i: f.update({"annos/000004.json": anno(outline=[[1, 2, 3, 4]])}), "item1 needs whole numbers"),
        (lambda f, i: f.update({"annos/000004.json": anno(outline=[[1e99] * 6])}), "item1 needs whole numbers"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_by_name(tmp_path, change, named):
    message = refusal(write_deepfashion(tmp_path, change))
    assert named in message, message


def anno(pair: int = 1, style: int = 1, outline: list | None = None) -> bytes:
    item = garment(style)
    return as_json({"pair_id": pair, "item1": item if outline is None else item | {"segmentation": outline}})


def test_another_format_is_refused(tmp_path):
    files, mapping = deepfashion()
    root = write_folder(tmp_path, files | {"df2_instances.json": as_json(mapping | {"format": "other/2"})})
    assert "has the format 'other/2'" in refusal(root)


def test_the_folder_above_deepfashions_parts_is_told_which_to_give(tmp_path):
    files, _ = deepfashion()
    assert "train/ or its validation/" in refusal(write_folder(tmp_path, {f"train/{k}": v for k, v in files.items()}))


def test_three_pictures_of_each_dog_train(tmp_path):
    dataset = load(write_folder(tmp_path, dogs()))
    assert dataset.instances == (Instance("0", "dog"), Instance("1", "dog"), Instance("2", "dog"))
    counts = [
        [sum(p.instance == i.name and p.split == s for p in dataset.pictures) for s in ("train", "test")]
        for i in dataset.instances
    ]
    assert counts == [[3, 2], [3, 1], [3, 3]]
    assert load(tmp_path) == dataset
    assert any(load(tmp_path, seed=seed) != dataset for seed in range(1, 5))


@given(st.sets(st.text("abc", min_size=1), min_size=4), st.integers(), st.randoms())
def test_a_dogs_train_pictures_depend_on_its_own_names_and_the_seed_alone(names, seed, random):
    order = sorted(names)
    random.shuffle(order)
    problems = Problems("dogs")
    drawn = train_of("rex", {name: f"rex/{name}.jpg" for name in order}, None, seed, problems)
    assert drawn == train_of("rex", {name: f"rex/{name}.jpg" for name in sorted(names)}, None, seed, problems)
    assert len(drawn) == 3
    assert not problems.found


def test_a_split_file_chooses_dogs_and_their_train_pictures(tmp_path):
    told = {"1": {"train": ["1.3.jpg"], "split": "test"}, "2": {"split": "val"}}
    root = write_folder(tmp_path, dogs((5, 4, 6, 2)))
    (root / "dogs_split.json").write_text(json.dumps({"format": "likeness-dogs-split/1", "dogs": told}))
    dataset = load(root)
    assert dataset.instances == (Instance("1", "dog", "test"), Instance("2", "dog", "val"))
    assert [p.identity for p in dataset.pictures][:4] == ["train/1/1.3", "test/1/1.0", "test/1/1.1", "test/1/1.2"]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"7": {}}, "7 has no folder"),
        ({"0": {"train": ["0.9.jpg"]}}, "0/0.9.jpg is not there"),
        ({"0": {"train": ["0.1.jpg", "0.1.jpg"]}}, "`train` has a file twice"),
        ({"0": {"train": []}}, "0 has no train picture"),
        ({"0": {"train": "0.1.jpg"}}, "`train` must be a list"),
    ],
)
def test_a_split_file_that_does_not_fit_is_refused_by_name(tmp_path, told, named):
    (tmp_path / "split.json").write_text(json.dumps({"format": "likeness-dogs-split/1", "dogs": told}))
    message = refusal(write_folder(tmp_path / "d", dogs()), mapping=tmp_path / "split.json")
    assert named in message, message


def test_a_dog_with_too_few_pictures_is_named(tmp_path):
    assert "1 has 3 pictures, 4 are needed" in refusal(write_folder(tmp_path, dogs((4, 3))))


def test_folders_in_a_dogs_folder_are_refused(tmp_path):
    files = dogs() | {"0/more/0.9.jpg": picture("more")}
    assert "0/more is a folder inside" in refusal(write_folder(tmp_path, files))


def test_a_mapping_that_the_layout_does_not_take_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        load(write_folder(tmp_path / "x", plain()), mapping=tmp_path / "m.json")
    assert refused.value.code == "OptionInvalid"
