"""The base folder: what is accepted, what is refused and why, and what its digest says."""

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from diffusers import StableDiffusionPipeline
from safetensors.torch import load_file, save_file
from tiny_generator import tiny_sd, tiny_sd3, tiny_sdxl

from likeness_ml.errors import InputError
from likeness_ml.generator.base import base_digest, check_base, default_device, load_base

UNET = "unet/diffusion_pytorch_model.safetensors"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bases")
    return {
        "sd": tiny_sd(folder / "sd"),
        "sdxl": tiny_sdxl(folder / "sdxl", resolution=32),
        "sd3": tiny_sd3(folder / "sd3"),
        "checked": tiny_sd(folder / "checked", safety_checker=True, prediction_type="epsilon"),
    }


@pytest.fixture
def copied(bases: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(bases["sd"], tmp_path / "base"))


def edit(file: Path, **changes: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@pytest.mark.parametrize(
    ("name", "kind", "resolution", "prediction", "safety_checker"),
    [
        ("sd", "sd", 64, "v_prediction", False),
        ("checked", "sd", 64, "epsilon", True),
        ("sdxl", "sdxl", 32, "epsilon", False),
        ("sd3", "sd3", 64, "flow", False),
    ],
)
def test_a_base_says_what_it_is(
    bases: dict[str, Path], name: str, kind: str, resolution: int, prediction: str, safety_checker: bool
) -> None:
    base = check_base(bases[name])
    assert (base.kind, base.resolution, base.scale) == (kind, resolution, 4)
    assert (base.prediction, base.safety_checker) == (prediction, safety_checker)


@pytest.mark.parametrize("name", ["sd", "sdxl", "sd3", "checked"])
def test_it_loads_without_asking_any_network(
    bases: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    pipeline = load_base(check_base(bases[name]), "fp32", CPU)
    assert not any(part.training for part in pipeline.components.values() if isinstance(part, torch.nn.Module))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("precision", "dtype"), [("bf16", torch.bfloat16), ("fp16", torch.float16)])
def test_it_loads_in_the_precision_asked_for(bases: dict[str, Path], precision: str, dtype: torch.dtype) -> None:
    assert load_base(check_base(bases["sd3"]), precision, CPU).transformer.dtype == dtype


def test_the_safety_checker_is_a_choice(bases: dict[str, Path]) -> None:
    base = check_base(bases["checked"])
    assert load_base(base, "fp32", CPU).safety_checker is not None
    assert load_base(base, "fp32", CPU, safety_checker=False).safety_checker is None


def test_the_device_is_an_accelerator_where_there_is_one() -> None:
    assert default_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize(
    "file",
    [
        "model_index.json",
        "unet/config.json",
        UNET,
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/config.json",
        "text_encoder/model.safetensors",
        "tokenizer/tokenizer.json",
        "tokenizer/tokenizer_config.json",
        "scheduler/scheduler_config.json",
    ],
)
def test_a_missing_file_is_named(copied: Path, file: str) -> None:
    (copied / file).unlink()
    with refused(f"it has no {file}"):
        check_base(copied)


def test_no_folder_at_all_is_refused(tmp_path: Path) -> None:
    with refused("not a folder"):
        check_base(tmp_path / "none")


@pytest.mark.parametrize("suffix", [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".CKPT"])
def test_pickles_are_refused_wherever_they_lie(copied: Path, suffix: str) -> None:
    (copied / "vae" / f"weights{suffix}").write_bytes(b"")
    with refused(f"vae/weights{suffix}.*safetensors only"):
        check_base(copied)


def test_a_file_cut_short_is_refused_before_anything_is_loaded(copied: Path) -> None:
    (copied / UNET).write_bytes((copied / UNET).read_bytes()[:-4])
    with refused(f"{UNET} is damaged or cut short"):
        check_base(copied)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda base: edit(base / "model_index.json", _class_name="FluxPipeline"), "the pipeline FluxPipeline"),
        (lambda base: edit(base / "model_index.json", unet=["my_code", "Trojan"]), "its unet is a Trojan of my_code"),
        (
            lambda base: edit(base / "model_index.json", vae=["evil", "AutoencoderKL"]),
            "its vae is a AutoencoderKL of evil",
        ),
        (lambda base: edit(base / "model_index.json", tokenizer=[None, None]), "has no tokenizer"),
        (
            lambda base: edit(base / "model_index.json", image_encoder=["transformers", "CLIPVisionModel"]),
            "its image_encoder",
        ),
        (lambda base: edit(base / "model_index.json", scheduler=["evil", "DDIMScheduler"]), "its scheduler is a"),
        (
            lambda base: edit(base / "model_index.json", scheduler=["diffusers", "EDMEulerScheduler"]),
            "its scheduler is a EDMEulerScheduler",
        ),
        (lambda base: edit(base / "model_index.json", scheduler=[None, None]), "has no scheduler"),
        (lambda base: edit(base / "vae/config.json", block_out_channels=None), "vae's block_out_channels"),
        (lambda base: (base / "model_index.json").write_text("[]"), "not a JSON object"),
        (lambda base: (base / "unet/config.json").write_text("{"), "unet/config.json can't be read"),
        (lambda base: edit(base / "unet/config.json", in_channels=9), "takes 9 channels"),
        (lambda base: edit(base / "unet/config.json", cross_attention_dim=77), "77 wide"),
        (lambda base: edit(base / "unet/config.json", sample_size=[16, 24]), "sample_size"),
        (lambda base: edit(base / "scheduler/scheduler_config.json", prediction_type="x"), "prediction_type is x"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(copied: Path, spoil: Callable[[Path], None], reason: str) -> None:
    spoil(copied)
    with refused(reason):
        check_base(copied)


def test_weights_that_are_not_the_configurations_are_refused_when_they_are_loaded(copied: Path) -> None:
    edit(copied / "unet/config.json", block_out_channels=[16, 64])
    with refused("its parts don't load"):
        load_base(check_base(copied), "fp32", torch.device("cpu"))


def test_a_generator_that_does_not_fit_into_memory_is_not_called_invalid(
    bases: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        torch.empty(2**60, dtype=torch.uint8)

    monkeypatch.setattr(StableDiffusionPipeline, "to", full)
    with pytest.raises(InputError, match=r"loading the generator in fp32: .* GiB more were needed") as raised:
        load_base(check_base(bases["sd"]), "fp32", CPU)
    assert raised.value.code == "OutOfMemory"


def test_weights_that_lack_a_layer_are_refused_rather_than_filled_with_noise(copied: Path) -> None:
    weights = load_file(copied / UNET)
    del weights["conv_in.weight"]
    save_file(weights, copied / UNET, metadata={"format": "pt"})
    with refused("its parts don't load"):
        load_base(check_base(copied), "fp32", torch.device("cpu"))


def test_weights_in_shards_are_read_and_a_missing_shard_is_named(copied: Path) -> None:
    tensors = load_file(copied / UNET)
    (copied / UNET).unlink()
    names = sorted(tensors)
    parts = {"one.safetensors": names[::2], "two.safetensors": names[1::2]}
    for file, part in parts.items():
        save_file({name: tensors[name] for name in part}, copied / "unet" / file)
    index = {"metadata": {}, "weight_map": {name: file for file, part in parts.items() for name in part}}
    (copied / f"{UNET}.index.json").write_text(json.dumps(index))
    load_base(check_base(copied), "fp32", CPU)
    (copied / "unet/two.safetensors").unlink()
    with refused("it has no unet/two.safetensors"):
        check_base(copied)


def test_a_vocabulary_in_the_older_layout_is_read(bases: dict[str, Path], copied: Path) -> None:
    """vocab.json and merges.txt, as Stable Diffusion 1.5 has it."""
    model = json.loads((copied / "tokenizer/tokenizer.json").read_text())["model"]
    (copied / "tokenizer/tokenizer.json").unlink()
    (copied / "tokenizer/vocab.json").write_text(json.dumps(model["vocab"]))
    with refused(r"it has no tokenizer/merges\.txt"):
        check_base(copied)
    merges = ["#version: 0.2", *(" ".join(pair) for pair in model["merges"])]
    (copied / "tokenizer/merges.txt").write_text("\n".join(merges))
    text = "a photo of <new1> mug on a table"
    ids = [load_base(check_base(folder), "fp32", CPU).tokenizer(text).input_ids for folder in (bases["sd"], copied)]
    assert ids[0] == ids[1]


def test_the_digest_is_of_what_is_loaded_and_of_nothing_else(bases: dict[str, Path], copied: Path) -> None:
    digest = base_digest(bases["sd"])
    (copied / "README.md").write_text("where it is from")
    assert base_digest(copied) == digest and len(digest) == 64
    edit(copied / "scheduler/scheduler_config.json", beta_end=0.02)
    assert base_digest(copied) != digest
    assert base_digest(bases["checked"]) not in (digest, base_digest(copied))


def refused(reason: str) -> pytest.RaisesExc[InputError]:
    return pytest.RaisesExc(InputError, match=reason, check=lambda error: error.code == "GeneratorInvalid")
