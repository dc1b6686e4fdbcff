"""Adapters in numbers, as folders that stock peft opens: random weights, of the laptop preset's rank and layers."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from likeness_ml.embedding.adapters import PREFIX, A, B, Backbone

RANK = 16
TARGETS = ("q_proj", "v_proj")


def write_adapters(root: Path, count: int, backbone: Backbone) -> list[Path]:
    """As many folders, each with weights of its own, small enough to change vectors as training does."""
    layers = {name: size for name, size in backbone.linears.items() if name.rsplit(".", 1)[-1] in TARGETS}
    config = {
        **{"peft_type": "LORA", "task_type": None, "r": RANK, "lora_alpha": RANK, "lora_dropout": 0.0, "bias": "none"},
        **{"target_modules": sorted(TARGETS), "inference_mode": True, "base_model_name_or_path": ""},
    }
    settings = {"feature": "cls", "imageSize": backbone.image_size, "backboneDigest": backbone.digest}
    folders = [root / f"{number:05d}" for number in range(count)]
    for number, folder in enumerate(folders):
        if folder.exists():
            continue
        generator = torch.Generator().manual_seed(number)
        weights = {}
        for name, (inputs, outputs) in layers.items():
            weights[f"{PREFIX}{name}.{A}"] = torch.randn(RANK, inputs, generator=generator) / inputs**0.5
            weights[f"{PREFIX}{name}.{B}"] = torch.randn(outputs, RANK, generator=generator) * 0.02
        coming = folder.with_name(f"{folder.name}.coming")
        coming.mkdir(parents=True)
        (coming / "adapter_config.json").write_text(json.dumps(config))
        (coming / "likeness.json").write_text(json.dumps(settings))
        save_file(weights, coming / "adapter_model.safetensors")
        coming.rename(folder)
    return folders
