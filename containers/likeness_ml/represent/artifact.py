"""The adapter as a folder that stock peft opens."""

from __future__ import annotations

import json
from pathlib import Path

from peft import PeftModel
from safetensors.torch import save

from likeness_ml.backbone import ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapter_digest
from likeness_ml.progress import write_atomic, write_json_atomic
from likeness_ml.represent.train import Settings, weights_of

CARD = """---
base_model: likeness/tiny-vit
library_name: peft
tags: [lora, personalized-representation]
---
A LoRA adapter that knows one subject, for the backbone whose weights have SHA-256
`{backbone}`.
Open it with `peft.PeftModel.from_pretrained(Dinov2Model.from_pretrained(BACKBONE), THIS_FOLDER)`. The vector is the
L2-normalised `{feature}` feature of the last hidden state.
"""


def save_adapter(model: PeftModel, folder: Path, settings: Settings, backbone: str) -> str:
    """Writes the adapter and says its digest, the SHA-256 of its weights. The same weights give the same bytes."""
    config = model.peft_config["default"].to_dict() | {
        "base_model_name_or_path": "likeness/tiny-vit",
        "inference_mode": True,
        "target_modules": sorted(settings.targets),
    }
    plain = {name: sorted(value) if isinstance(value, set) else value for name, value in config.items()}
    write_atomic(folder / ADAPTER_CONFIG, json.dumps(plain, indent=2, sort_keys=True, default=str).encode())
    write_atomic(folder / ADAPTER_WEIGHTS, save(weights_of(model), metadata={"format": "pt"}))
    details = {"feature": settings.feature, "imageSize": 224, "backboneDigest": backbone}
    write_json_atomic(folder / "likeness.json", details)
    write_atomic(folder / "README.md", CARD.format(backbone=backbone, feature=settings.feature).encode())
    return adapter_digest(folder)
