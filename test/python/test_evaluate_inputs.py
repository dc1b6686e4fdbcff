"""What the evaluate job makes of its channels: zips, mappings, scopes, and adapters trained for other features."""

import json
from pathlib import Path

import pytest
from dataset_trees import dogs, plain, pods, write_folder, write_zip
from evaluation_jobs import evaluated, result, results_of
from make_adapter import make_adapter
from safetensors.numpy import load_file
from tiny_backbones import WIDTH, make_backbone

from likeness_ml.backbone import backbone_digest

ALL = {"split": '"all"', "threads": "1"}


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_backbone(tmp_path_factory.mktemp("models") / "backbone", "dinov2")


def test_a_zip_gives_the_figures_of_its_folder(backbone: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", plain())
    (tmp_path / "zipped").mkdir()
    write_zip(tmp_path / "zipped" / "mine.zip", plain())
    documents = [
        results_of(evaluated(tmp_path / name, ALL, dataset=dataset, backbone=backbone))
        for name, dataset in (("a", folder), ("b", tmp_path / "zipped"))
    ]
    assert documents[0] == documents[1]
    assert documents[0]["dataset"] == "mine"
    assert documents[0]["adapters"] == []
    assert documents[0]["results"][0]["averages"]["compared"] is None


def test_a_mapping_chooses_what_is_evaluated(backbone: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "dogs", dogs())
    (tmp_path / "mapping").mkdir()
    split = {"format": "likeness-dogs-split/1", "dogs": {"0": {"split": "test"}, "2": {"split": "val"}}}
    (tmp_path / "mapping" / "mine.json").write_text(json.dumps(split))
    channels = {"dataset": folder, "backbone": backbone, "mapping": tmp_path / "mapping"}
    document = results_of(evaluated(tmp_path / "a", {"threads": "1"}, **channels))
    assert [one["instance"] for one in document["instances"]] == ["0"]
    assert document["instances"][0]["test"] == {"positives": 2, "negatives": 3}


def test_a_scope_of_the_same_split_leaves_the_others_out(backbone: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pods", pods())
    settings = {"threads": "1", "others": '"same-split"'}
    document = results_of(evaluated(tmp_path / "a", settings, dataset=folder, backbone=backbone))
    assert document["counts"]["galleryPictures"] == 6
    assert [one["test"] for one in document["instances"]] == [{"positives": 8, "negatives": 8}] * 2


@pytest.mark.parametrize(("feature", "width"), [("cls", WIDTH), ("adapter", 2 * WIDTH)])
def test_base_and_adapter_are_compared_by_one_feature(feature: str, width: int, backbone: Path, tmp_path: Path) -> None:
    """P-E1: CLS alone unless asked otherwise, whatever it was trained for; P-E2: never two spaces."""
    folder = write_folder(tmp_path / "mine", plain())
    told = {"feature": "cls+patch", "imageSize": 32, "backboneDigest": backbone_digest(backbone)}
    make_adapter(backbone, tmp_path / "adapters" / "cup", settings=told)
    channels = {"dataset": folder, "backbone": backbone, "adapters": tmp_path / "adapters"}
    job = evaluated(tmp_path / "a", ALL | {"feature": f'"{feature}"'}, **channels)
    files = json.loads((job.data_dir / "vectors.json").read_text())["files"]
    for file in files["cup"].values():
        assert load_file(job.data_dir / file)["test"].shape == (4, width)
    assert load_file(job.data_dir / files["hat"]["base"])["test"].shape == (4, WIDTH)
    assert files["hat"]["base"] != files["cup"]["base"]  # pictures of 224 pixels, not of 32
    seen = {name: results_of(job)["adapters"][0][name] for name in ("feature", "imageSize")}
    assert seen == {"feature": "cls" if feature == "cls" else "cls+patch", "imageSize": 32}


@pytest.mark.parametrize("kind", ["clip", "vit_mae"])
def test_other_families_of_backbones(kind: str, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", plain())
    backbone = make_backbone(tmp_path / "backbone", kind)
    settings = ALL | {"tasks": '["retrieval", "segmentation"]', "side": "64"}
    document = results_of(evaluated(tmp_path / "a", settings, dataset=folder, backbone=backbone))
    assert document["protocol"]["dense"]["pooling"] == ("mean" if kind == "vit_mae" else "max+mean")
    assert 0 <= result(document, "retrieval")["averages"]["base"]["ndcg"]["mean"] <= 1
    assert 0 <= result(document, "segmentation")["averages"]["base"]["mAP50"]["mean"] <= 1
