"""Which folders load as a backbone, and what is said of those that don't."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tiny_backbones import KINDS, SIDE, change_weights, make_backbone, stated, write_preprocessing

from likeness_ml.backbone import load_backbone, preprocessing_of
from likeness_ml.errors import InputError
from likeness_ml.images import IMAGENET
from likeness_ml.models.files import check_model

Damage = Callable[[Path], object]


def refusal(folder: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        load_backbone(folder)
    return raised.value.code, str(raised.value)


def config(**changes: object) -> Damage:
    def damage(folder: Path) -> None:
        file = folder / "config.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | changes))

    return damage


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_the_files_and_the_model_evaluates(tmp_path: Path, kind: str) -> None:
    model = load_backbone(make_backbone(tmp_path, kind))
    stored = sorted(tensor.flatten()[:3].tolist() for tensor in load_file(tmp_path / "model.safetensors").values())
    assert not model.training
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert all(parameter.flatten()[:3].tolist() in stored for parameter in model.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_pull_lets_through_is_what_loads(tmp_path: Path, kind: str) -> None:
    check_model(make_backbone(tmp_path, kind), "backbone")


def test_a_clip_of_an_older_file_with_counted_positions_loads(tmp_path: Path) -> None:
    positions = torch.arange(17)[None]
    folder = make_backbone(tmp_path, "clip")
    change_weights(
        folder,
        vision_model__embeddings__position_ids=positions,
        text_model__embeddings__position_ids=torch.arange(8)[None],
    )
    assert load_backbone(folder).config.hidden_size == 32


def test_a_mae_is_fed_with_imagenets_statistics_and_cropped_whatever_its_file_says(tmp_path: Path) -> None:
    half = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    write_preprocessing(make_backbone(tmp_path, "vit_mae"), stated("vit_mae") | half)
    assert preprocessing_of(load_backbone(tmp_path)) == IMAGENET.at(SIDE)


class TestRefused:
    @pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "tf_model.ckpt"])
    def test_weights_that_are_only_a_pickle(self, tmp_path: Path, name: str) -> None:
        (make_backbone(tmp_path, "clip") / "model.safetensors").rename(tmp_path / name)
        code, message = refusal(tmp_path)
        assert code == "ModelInvalid" and name in message and "safetensors" in message

    @pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
    def test_a_folder_that_lacks_a_file(self, tmp_path: Path, name: str) -> None:
        (make_backbone(tmp_path, "vit_mae") / name).unlink()
        code, message = refusal(tmp_path)
        assert code == "SetupIncomplete" and name in message

    @pytest.mark.parametrize("kind", ["siglip", "vit", None, ["clip"]])
    def test_another_kind_of_model_on_loading_and_on_pulling(self, tmp_path: Path, kind: object) -> None:
        config(model_type=kind)(make_backbone(tmp_path, "dinov2"))
        assert refusal(tmp_path)[0] == "ModelInvalid"
        for ask in (preprocessing_of, lambda folder: check_model(folder, "backbone")):
            with pytest.raises(InputError, match="dinov2, clip") as raised:
                ask(tmp_path)
            assert raised.value.code == "ModelInvalid"

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3"])
    def test_a_configuration_that_says_nothing(self, tmp_path: Path, text: str) -> None:
        (make_backbone(tmp_path, "dinov2") / "config.json").write_text(text)
        code, message = refusal(tmp_path)
        assert code == "ModelInvalid" and "config.json" in message

    def test_a_configuration_of_another_size(self, tmp_path: Path) -> None:
        config(hidden_size=48)(make_backbone(tmp_path, "dinov2"))
        assert refusal(tmp_path)[0] == "ModelInvalid"

    def test_a_configuration_with_a_word_for_a_number(self, tmp_path: Path) -> None:
        config(num_hidden_layers="two")(make_backbone(tmp_path, "vit_mae"))
        assert refusal(tmp_path)[0] == "ModelInvalid"

    def test_damaged_weights(self, tmp_path: Path) -> None:
        (make_backbone(tmp_path, "clip") / "model.safetensors").write_bytes(b"\x80\x04pickle")
        assert refusal(tmp_path)[0] == "ModelInvalid"

    @pytest.mark.parametrize(
        ("kind", "name", "value"),
        [
            ("dinov2", "layernorm__weight", None),
            ("clip", "vision_model__post_layernorm__bias", None),
            ("vit_mae", "vit__embeddings__cls_token", None),
            ("dinov2", "classifier__weight", torch.zeros(2, 2)),
            ("clip", "vision_model__head__weight", torch.zeros(2, 2)),
            ("vit_mae", "vit__pooler__dense__weight", torch.zeros(2, 2)),
            ("dinov2", "text_model__final_layer_norm__weight", torch.zeros(2)),
        ],
    )
    def test_a_tensor_too_few_or_too_many(
        self, tmp_path: Path, kind: str, name: str, value: torch.Tensor | None
    ) -> None:
        change_weights(make_backbone(tmp_path, kind), **{name: value})
        code, message = refusal(tmp_path)
        assert code == "ModelInvalid" and ("lacks" if value is None else "beyond") in message
        assert name.split("__")[-2] in message

    @pytest.mark.parametrize("kind", ["clip", "clip_vision_model", "vit_mae"])  # DINOv2's counts its layers twice
    def test_a_layer_that_the_configuration_does_not_know(self, tmp_path: Path, kind: str) -> None:
        folder = make_backbone(tmp_path, kind)
        file = folder / "config.json"
        said = json.loads(file.read_text())
        said.get("vision_config", said)["num_hidden_layers"] = 1
        file.write_text(json.dumps(said))
        code, message = refusal(folder)
        assert code == "ModelInvalid" and "beyond" in message

    @pytest.mark.parametrize(
        ("kind", "change"),
        [
            ("clip", {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
            ("dinov2", {"size": {"shortest_edge": 224}}),
            ("clip", {"crop_size": {"height": 60, "width": 60}}),
            ("dinov2", {"do_center_crop": False}),
            ("clip", {"resample": 2}),
            ("clip", {"image_mean": "grey"}),
            ("dinov2", {"image_std": None}),
        ],
    )
    def test_a_stated_preprocessing_that_is_not_the_kinds(
        self, tmp_path: Path, kind: str, change: dict[str, object]
    ) -> None:
        write_preprocessing(make_backbone(tmp_path, kind), stated(kind) | change)
        code, message = refusal(tmp_path)
        assert code == "SetupIncomplete" and "preprocessor_config.json" in message
