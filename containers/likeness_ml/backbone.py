"""The vision transformer: loading it, what goes in, what comes out, and LoRA adapters on it."""

import hashlib
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import torch
from peft import PeftModel
from transformers.models.dinov2.modeling_dinov2 import Dinov2Model
from transformers.utils import logging as transformers_logging

from likeness_ml.errors import InputError
from likeness_ml.images import IMAGENET, Preprocessing

Feature = Literal["cls", "cls+patch"]
FEATURES: tuple[str, ...] = get_args(Feature)
WEIGHTS = "model.safetensors"
ADAPTER_CONFIG = "adapter_config.json"
ADAPTER_WEIGHTS = "adapter_model.safetensors"

# A progress bar in a log is noise.
transformers_logging.disable_progress_bar()


def load_backbone(folder: Path) -> Dinov2Model:
    """Load a DINOv2-shaped backbone from a local folder of safetensors: fp32, CPU, evaluation mode.

    Raises InputError SetupIncomplete when a file is missing.
    """
    for name in ("config.json", WEIGHTS):
        if not (folder / name).is_file():
            raise InputError("SetupIncomplete", f"the backbone folder {folder} has no {name}")
    model = Dinov2Model.from_pretrained(
        str(folder), local_files_only=True, use_safetensors=True, dtype=torch.float32, attn_implementation="sdpa"
    )
    return model.eval()


def load_adapter(model: Dinov2Model, folder: Path, name: str = "default") -> PeftModel:
    """Put a PEFT LoRA adapter of a local folder on the model (which it changes in place), for inference: no dropout.

    Raises InputError AdapterInvalid when a file is missing.
    """
    for file in (ADAPTER_CONFIG, ADAPTER_WEIGHTS):
        # Without this check peft would look for the folder's name on a model hub, or open a pickle.
        if not (folder / file).is_file():
            raise InputError("AdapterInvalid", f"the adapter folder {folder} has no {file}")
    return PeftModel.from_pretrained(model, str(folder), adapter_name=name, torch_device="cpu").eval()


def backbone_digest(folder: Path) -> str:
    """SHA-256 of the backbone's weights, 64 hexadecimal digits."""
    return file_digest(folder / WEIGHTS)


def adapter_digest(folder: Path) -> str:
    """SHA-256 of an adapter's weights, 64 hexadecimal digits."""
    return file_digest(folder / ADAPTER_WEIGHTS)


def file_digest(file: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def normalise(batch: np.ndarray | torch.Tensor, preprocessing: Preprocessing = IMAGENET) -> torch.Tensor:
    """uint8 [n, h, w, 3] to float32 [n, 3, h, w] with the backbone's channel statistics."""
    pixels = torch.tensor(batch) if isinstance(batch, np.ndarray) else batch
    pixels = pixels.permute(0, 3, 1, 2).to(torch.float32) / 255
    mean = torch.tensor(preprocessing.mean).view(1, 3, 1, 1)
    std = torch.tensor(preprocessing.std).view(1, 3, 1, 1)
    return (pixels - mean) / std


def features(model: Dinov2Model | PeftModel, pixel_values: torch.Tensor, feature: str = "cls") -> torch.Tensor:
    """[n, 3, h, w] to [n, d], not normalised: `pooled` of the final layer's tokens after the final norm."""
    return pooled(model(pixel_values=pixel_values).last_hidden_state, feature)


def pooled(tokens: torch.Tensor, feature: str) -> torch.Tensor:
    """[n, 1 + patches, d] to [n, d]: the CLS token, or that joined with the mean of the patch tokens (twice as wide;
    the personalised-representations paper trains on this one).
    """
    if feature not in FEATURES:
        raise ValueError(f"feature must be one of {', '.join(FEATURES)}, not {feature}")
    cls = tokens[:, 0]
    return cls if feature == "cls" else torch.cat([cls, tokens[:, 1:].mean(dim=1)], dim=1)
