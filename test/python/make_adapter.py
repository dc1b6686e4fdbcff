"""Writes a LoRA adapter with random weights, by stock peft: `make_adapter.py BACKBONE FOLDER [SEED]`."""

import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model

from likeness_ml.backbone import backbone_digest, load_backbone


def make_adapter(backbone: Path, folder: Path, seed: int = 1, rank: int = 4, settings: dict | None = None) -> None:
    """`settings` None writes the likeness.json of this backbone; an empty dict writes none."""
    torch.manual_seed(seed)
    config = LoraConfig(r=rank, lora_alpha=rank, lora_dropout=0.3, target_modules=["q_proj", "v_proj"])
    model = get_peft_model(load_backbone(backbone), config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    model.save_pretrained(str(folder))
    if settings is None:
        settings = {"feature": "cls", "imageSize": 224, "backboneDigest": backbone_digest(backbone)}
    if settings:
        (folder / "likeness.json").write_text(json.dumps(settings))


if __name__ == "__main__":
    make_adapter(Path(sys.argv[1]), Path(sys.argv[2]), *(int(seed) for seed in sys.argv[3:]))
