"""Backbones of each kind with random weights, as folders of safetensors: a few kilobytes each."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPVisionConfig,
    CLIPVisionModel,
    Dinov2Config,
    Dinov2Model,
    PreTrainedModel,
    ViTMAEConfig,
    ViTMAEForPreTraining,
)

from likeness_ml.images import IMAGENET, OPENAI_CLIP, Preprocessing

SIDE, PATCH, WIDTH = 64, 16, 32
VISION = {
    "hidden_size": WIDTH,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": SIDE,
    "patch_size": PATCH,
}
TEXT = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "vocab_size": 50,
    "max_position_embeddings": 8,
    "eos_token_id": 2,
}
DECODER = {
    "decoder_hidden_size": 16,
    "decoder_num_hidden_layers": 1,
    "decoder_num_attention_heads": 2,
    "decoder_intermediate_size": 16,
}
KINDS = ("dinov2", "clip", "clip_vision_model", "vit_mae")


def make_backbone(folder: Path, kind: str, seed: int = 0) -> Path:
    """As public models are published: CLIP and MAE whole, of which the vision encoder is a part."""
    torch.manual_seed(seed)
    model = _whole(kind)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)  # also the zeros and ones that a model starts with
    model.save_pretrained(str(folder))
    write_preprocessing(folder, stated(kind))
    return folder


def _whole(kind: str) -> PreTrainedModel:
    clip = VISION | {"intermediate_size": 64}
    if kind == "dinov2":
        return Dinov2Model(Dinov2Config(**VISION, mlp_ratio=2))
    if kind == "clip":
        return CLIPModel(CLIPConfig(vision_config=clip, text_config=TEXT, projection_dim=8))
    if kind == "clip_vision_model":
        return CLIPVisionModel(CLIPVisionConfig(**clip))
    return ViTMAEForPreTraining(ViTMAEConfig(**clip, **DECODER))


def stated(kind: str) -> dict[str, object]:
    """What preprocessor_config.json says in the public folders of this kind."""
    if kind == "vit_mae":
        return {"image_mean": IMAGENET.mean, "image_std": IMAGENET.std, "size": 224, "resample": 2}
    if kind == "dinov2":
        sizes = {"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}}
        return _crops(IMAGENET) | sizes
    return _crops(OPENAI_CLIP) | {"size": SIDE, "crop_size": SIDE}


def _crops(preprocessing: Preprocessing) -> dict[str, object]:
    return {"do_center_crop": True, "resample": 3, "image_mean": preprocessing.mean, "image_std": preprocessing.std}


def write_preprocessing(folder: Path, said: dict[str, object]) -> None:
    (folder / "preprocessor_config.json").write_text(json.dumps(said))


def change_weights(folder: Path, **changes: torch.Tensor | None) -> None:
    """Tensors by their names in the file, with __ for a full stop; None takes one out."""
    tensors = load_file(folder / "model.safetensors")
    for name, value in changes.items():
        name = name.replace("__", ".")
        if value is None:
            del tensors[name]
        else:
            tensors[name] = value
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
