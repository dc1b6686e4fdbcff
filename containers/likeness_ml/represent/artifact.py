"""The adapter as a folder that stock peft opens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from peft import PeftModel
from safetensors.torch import save

from likeness_ml.backbone import (
    ADAPTER_CONFIG,
    ADAPTER_WEIGHTS,
    adapter_digest,
    family_of,
    preprocessing_of,
    public_name,
)
from likeness_ml.progress import write_atomic, write_json_atomic
from likeness_ml.represent.lora import weights_of
from likeness_ml.represent.settings import Settings

CARD = """---
{base_model}library_name: peft
tags: [lora, personalized-representation]
---
A LoRA adapter that knows one subject, for {backbone} whose weights have SHA-256
`{digest}`.
Open it with `peft.PeftModel.from_pretrained({model_class}.from_pretrained(BACKBONE), THIS_FOLDER)`. The vector is the
L2-normalised `{feature}` feature of {recipe}.
Pictures: shorter side to {resize} pixels (bicubic), centre crop of {crop}, channel mean {mean} and deviation {std}.
"""


def save_adapter(model: PeftModel, folder: Path, settings: Settings, backbone: str) -> str:
    """Writes the adapter and says its digest, the SHA-256 of its weights. The same weights give the same bytes."""
    weights = weights_of(model)
    config = model.peft_config["default"].to_dict()
    # Layers by their whole names say which blocks are left out, without a pattern that readers would have to follow.
    targets = layers_of(weights) if config["exclude_modules"] else sorted(settings.targets)
    config |= {
        "base_model_name_or_path": public_name(model),
        "inference_mode": True,
        "target_modules": targets,
        "exclude_modules": None,
    }
    plain = {name: sorted(value) if isinstance(value, set) else value for name, value in config.items()}
    write_atomic(folder / ADAPTER_CONFIG, json.dumps(plain, indent=2, sort_keys=True, default=str).encode())
    write_atomic(folder / ADAPTER_WEIGHTS, save(weights, metadata={"format": "pt"}))
    details = {
        "feature": settings.feature,
        "imageSize": preprocessing_of(model).crop,
        "backboneDigest": backbone,
    }
    write_json_atomic(folder / "likeness.json", details)
    write_atomic(folder / "README.md", card_of(model, settings.feature, backbone).encode())
    return adapter_digest(folder)


def layers_of(weights: Iterable[str]) -> list[str]:
    """The adapted layers' names, of weights' names such as `base_model.model.{layer}.lora_A.weight`."""
    return sorted({name.removeprefix("base_model.model.").split(".lora_")[0] for name in weights})


def card_of(model: PeftModel, feature: str, backbone: str) -> str:
    """How to open the adapter and get its vectors with stock peft and transformers; `backbone` is a digest."""
    family, name, preprocessing = family_of(model), public_name(model), preprocessing_of(model)
    return CARD.format(
        base_model=f"base_model: {name}\n" if name else "",
        backbone=f"a backbone of the architecture of {name}" if name else "a backbone",
        digest=backbone,
        model_class=family.model_class.__name__,
        feature=feature,
        recipe=family.recipe,
        resize=preprocessing.resize,
        crop=preprocessing.crop,
        mean=preprocessing.mean,
        std=preprocessing.std,
    )
