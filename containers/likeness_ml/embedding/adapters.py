"""What an adapter folder must be before its weights touch the model: a plain PEFT LoRA of this very backbone."""

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load
from torch import nn

from likeness_ml.backbone import ADAPTER_CONFIG, ADAPTER_WEIGHTS, FEATURES, preprocessing_of
from likeness_ml.errors import InputError

SETTINGS = "likeness.json"
REFERENCES = "references.safetensors"
ABOUT = "likeness"  # in its metadata
PICKLES = {".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth"}
PREFIX = "base_model.model."
A, B = "lora_A.weight", "lora_B.weight"
# An adapter changes a layer by a part of its weights' norm. One that changes it by so many times that norm was not
# trained for it, and overflows further up.
NORM_LIMIT = 100
ALPHA_LIMIT = 1e9
SIDE_LIMIT = 1024  # pixels of a picture, as the model sees it
# Members of adapter_config.json that inference understands. Any other member must be off, because it would change the
# model in a way that was never checked here.
UNDERSTOOD = {
    "auto_mapping",
    "base_model_name_or_path",
    "bias",
    "init_lora_weights",
    "inference_mode",
    "lora_alpha",
    "lora_dropout",
    "megatron_core",
    "peft_type",
    "peft_version",
    "qalora_group_size",
    "r",
    "revision",
    "target_modules",
    "use_rslora",
}


@dataclass(frozen=True)
class Backbone:
    """What an adapter must fit: by linear layers' names their (inputs, outputs) and their weights' Frobenius norms, the
    width of its tokens, and the size of pictures in pixels.

    That size is the one photos are cropped to, which is not always the one that config.json names: DINOv2's was
    trained at 518 pixels last and is used at 224.
    """

    digest: str
    linears: dict[str, tuple[int, int]]
    norms: dict[str, float]
    width: int
    patch: int
    image_size: int

    @staticmethod
    def of(model: nn.Module, digest: str) -> "Backbone":
        layers = {name: module for name, module in model.named_modules() if isinstance(module, nn.Linear)}
        linears = {name: (layer.in_features, layer.out_features) for name, layer in layers.items()}
        norms = {name: float(layer.weight.detach().norm()) for name, layer in layers.items()}
        config = model.config
        return Backbone(digest, linears, norms, config.hidden_size, config.patch_size, preprocessing_of(model).crop)


@dataclass(frozen=True)
class AdapterFolder:
    """A checked adapter folder. `digest` is the SHA-256 of its weights; `image_size` is in pixels a side."""

    folder: Path
    digest: str
    feature: str
    image_size: int


@dataclass(frozen=True)
class References:
    """What the adapter knows its subject by (`represent.references`): rows L2-normalised, float32."""

    vectors: torch.Tensor
    feature: torch.Tensor | None
    boxes: torch.Tensor | None
    side: int
    threshold: float | None
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class ReadAdapter:
    """A checked folder's weights: by layer A [rank, inputs] and B [outputs, rank], and what B A is multiplied by."""

    checked: AdapterFolder
    layers: dict[str, tuple[torch.Tensor, torch.Tensor]]
    scale: float
    references: References | None


def check_adapter(folder: Path, backbone: Backbone) -> AdapterFolder:
    """Raise InputError AdapterInvalid, saying what is wrong, unless the folder is a LoRA that fits the backbone."""
    return read_adapter(folder, backbone).checked


def read_adapter(folder: Path, backbone: Backbone) -> ReadAdapter:
    """Check the folder as `check_adapter` does, and give what it holds."""
    _check_files(folder)
    config = _read_json(folder / ADAPTER_CONFIG)
    # First, because of an adapter for another backbone everything below is wrong too, and says less.
    feature, image_size = _read_settings(folder, backbone)
    targets = _check_config(config, backbone)
    rank = config["r"]
    content, weights = _read_weights(folder / ADAPTER_WEIGHTS)
    _check_weights(weights, rank, targets, backbone)
    layers = {name: (weights[f"{PREFIX}{name}.{A}"], weights[f"{PREFIX}{name}.{B}"]) for name in sorted(targets)}
    scale = config["lora_alpha"] / (math.sqrt(rank) if config.get("use_rslora") else rank)
    _check_norms(layers, scale, backbone)
    digest = hashlib.sha256(content).hexdigest()
    checked = AdapterFolder(folder, digest, feature, image_size)
    return ReadAdapter(checked, layers, scale, _read_references(folder / REFERENCES, feature, backbone))


def _invalid(message: str) -> InputError:
    return InputError("AdapterInvalid", message)


def _check_files(folder: Path) -> None:
    try:
        pickles = sorted(file.name for file in folder.iterdir() if file.suffix in PICKLES)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise _invalid(f"there is no adapter folder {folder}") from error
    if pickles:
        raise _invalid(f"the adapter holds {pickles[0]}: only safetensors are read, never pickles")
    for name in (ADAPTER_CONFIG, ADAPTER_WEIGHTS):
        if not (folder / name).is_file():
            raise _invalid(f"the adapter has no {name}")


def _read_json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text())
    except (OSError, ValueError, RecursionError) as error:
        raise _invalid(f"{file.name} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _invalid(f"{file.name} is not a JSON object")
    return value


def _check_config(config: dict[str, Any], backbone: Backbone) -> set[str]:
    """Returns the names of the layers that the adapter is for."""
    if config.get("peft_type") != "LORA":
        raise _invalid(f"the adapter's peft_type is {config.get('peft_type')}, not LORA")
    rank, alpha = config.get("r"), config.get("lora_alpha")
    if type(rank) is not int or rank < 1:
        raise _invalid(f"the adapter's rank r is {rank}: it must be a whole number above 0")
    if type(alpha) not in (int, float) or not abs(alpha) < ALPHA_LIMIT:
        raise _invalid(f"the adapter's lora_alpha is {alpha}: it must be a number below {ALPHA_LIMIT:g}")
    unsupported = sorted(name for name, value in config.items() if value and name not in UNDERSTOOD)
    if config.get("bias", "none") != "none":
        unsupported.append("bias")
    if not isinstance(config.get("init_lora_weights", True), bool):
        # Some ways to start (PiSSA, OLoRA, ...) change the backbone's own weights, even on loading.
        unsupported.append("init_lora_weights")
    if unsupported:
        raise _invalid(f"unsupported in adapter_config.json: {', '.join(unsupported)}")
    return _targets(config.get("target_modules"), backbone)


def _targets(names: object, backbone: Backbone) -> set[str]:
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise _invalid("the adapter's target_modules must be a list of layer names")
    found: set[str] = set()
    for name in names:
        matches = {layer for layer in backbone.linears if layer == name or layer.endswith(f".{name}")}
        if not matches:
            raise _invalid(f"the backbone has no layer {name}, which the adapter targets")
        found |= matches
    return found


def _read_weights(file: Path) -> tuple[bytes, dict[str, torch.Tensor]]:
    try:
        content = file.read_bytes()
        return content, load(content)
    except (OSError, SafetensorError, KeyError) as error:  # KeyError: a kind of number that torch hasn't got
        raise _invalid(f"{file.name} can't be read as safetensors: {error}") from error


def _check_weights(weights: dict[str, torch.Tensor], rank: int, targets: set[str], backbone: Backbone) -> None:
    expected: dict[str, tuple[int, int]] = {}
    for layer in targets:
        inputs, outputs = backbone.linears[layer]
        expected[f"{PREFIX}{layer}.{A}"] = (rank, inputs)
        expected[f"{PREFIX}{layer}.{B}"] = (outputs, rank)
    for name in sorted(expected.keys() ^ weights.keys()):
        # peft fills a missing pair with noise and drops a surplus one, both without an error.
        raise _invalid(f"the adapter's weights {'lack' if name in expected else 'have a surplus'} {name}")
    for name, tensor in weights.items():
        if tuple(tensor.shape) != expected[name]:
            raise _invalid(f"{name} is {list(tensor.shape)}, but rank and backbone make it {list(expected[name])}")
        if not tensor.is_floating_point():
            raise _invalid(f"{name} holds {tensor.dtype}, not floating-point numbers")
        if not torch.isfinite(tensor.to(torch.float32)).all():
            raise _invalid(f"{name} holds a number that is not finite")


def _check_norms(layers: dict[str, tuple[torch.Tensor, torch.Tensor]], scale: float, backbone: Backbone) -> None:
    for name, (down, up) in layers.items():
        # An upper bound of the product's norm, which needs no product.
        change = abs(scale) * float(down.float().norm()) * float(up.float().norm())
        if not change <= NORM_LIMIT * backbone.norms[name]:
            raise _invalid(f"the adapter's numbers for {name} are so large that no vector comes out")


def _read_references(file: Path, feature: str, backbone: Backbone) -> References | None:
    """None where there is no such file: a stock PEFT adapter makes vectors all the same."""
    if not file.exists():
        return None
    try:
        with safe_open(file, "pt") as opened:
            told = json.loads((opened.metadata() or {})[ABOUT])
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 (it is no mapping)
        side = int(told["side"])
        numbers = {
            name: None if told.get(name) is None else float(told[name]) for name in ("threshold", "precision", "recall")
        }
        found = References(tensors["vectors"], tensors.get("feature"), tensors.get("boxes"), side, **numbers)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _invalid(f"{file.name} can't be read: {error}") from error
    width = backbone.width
    shapes = {"vectors": (-1, width if feature == "cls" else 2 * width), "feature": (width,), "boxes": (-1, width)}
    for name, tensor in tensors.items():
        _check_reference(f"{name} in {file.name}", tensor, shapes.get(name, ()))
    if not all(number is None or math.isfinite(number) for number in numbers.values()):
        raise _invalid(f"{file.name} says a number that is not finite")
    if side <= 0 or side % backbone.patch or side > SIDE_LIMIT:
        raise _invalid(f"the side in {file.name} is {side}: not a multiple of {backbone.patch} up to {SIDE_LIMIT}")
    return found


def _check_reference(name: str, tensor: torch.Tensor, shape: tuple[int, ...]) -> None:
    """`shape` -1 is any number of rows but none."""
    if tensor.ndim != len(shape) or tensor.shape[-1:] != shape[-1:] or not tensor.numel():
        raise _invalid(f"{name} is {list(tensor.shape)}, which is not what this backbone and feature make")
    if tensor.dtype != torch.float32 or not ((tensor.norm(dim=-1) - 1).abs() < 1e-3).all():
        raise _invalid(f"{name} are not float32 vectors of length 1")


def _read_settings(folder: Path, backbone: Backbone) -> tuple[str, int]:
    """`likeness.json` when there is one (a stock PEFT adapter has none): the feature and the size of pictures."""
    if not (folder / SETTINGS).is_file():
        return "cls", backbone.image_size
    settings = _read_json(folder / SETTINGS)
    feature = settings.get("feature", "cls")
    image_size = settings.get("imageSize", backbone.image_size)
    digest = settings.get("backboneDigest", backbone.digest)
    if digest != backbone.digest:
        raise _invalid(f"the adapter was made for backbone {digest}, and this is {backbone.digest}")
    if feature not in FEATURES:
        raise _invalid(f"the adapter's feature is {feature}, not one of {', '.join(FEATURES)}")
    if type(image_size) is not int or not backbone.patch <= image_size <= SIDE_LIMIT or image_size % backbone.patch:
        raise _invalid(
            f"the adapter's imageSize is {image_size}: not a multiple of {backbone.patch} up to {SIDE_LIMIT}"
        )
    return feature, image_size
