"""Writes a LoRA adapter with random weights, by stock peft: `make_adapter.py BACKBONE FOLDER [SEED]`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file

from likeness_ml.backbone import backbone_digest, load_backbone


def make_adapter(
    backbone: Path,
    folder: Path,
    seed: int = 1,
    rank: int = 4,
    settings: dict | None = None,
    targets: Sequence[str] = ("q_proj", "v_proj"),
    **lora: object,
) -> None:
    """`settings` None writes the likeness.json of this backbone; an empty dict writes none. `lora` is peft's."""
    torch.manual_seed(seed)
    lora = {"lora_alpha": rank, "lora_dropout": 0.3, **lora}
    config = LoraConfig(r=rank, target_modules=list(targets), **lora)
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


def write_references(folder: Path, vectors: torch.Tensor, side: int = 224, **told: object) -> None:
    """References that nobody trained: `vectors` [n, d] normalised, and something random to locate by."""
    torch.manual_seed(7)
    width = vectors.shape[1]
    tensors = {"vectors": vectors, "feature": torch.randn(width), "boxes": torch.randn(2, width)}
    normalised = {name: torch.nn.functional.normalize(one, dim=-1) for name, one in tensors.items()}
    metadata = {"likeness": json.dumps({"side": side, **told})}
    save_file(normalised, folder / "references.safetensors", metadata=metadata)


if __name__ == "__main__":
    make_adapter(Path(sys.argv[1]), Path(sys.argv[2]), *(int(seed) for seed in sys.argv[3:]))
