"""The vision transformer: loading it, what goes in, what comes out, and LoRA adapters on it."""

from pathlib import Path
from typing import Literal, get_args

import numpy as np
import torch
from huggingface_hub.errors import StrictDataclassError
from peft import PeftModel
from safetensors import SafetensorError
from transformers import PreTrainedModel
from transformers.utils import logging as transformers_logging

from likeness_ml.backbone_files import WEIGHTS, backbone_digest, check_folder, file_digest
from likeness_ml.backbone_networks import NETWORKS, Family, family_of, preprocessing_of, public_name, tokens
from likeness_ml.errors import InputError
from likeness_ml.images import IMAGENET, Preprocessing, check_preprocessing

__all__ = [
    "ADAPTER_CONFIG",
    "ADAPTER_WEIGHTS",
    "FEATURES",
    "WEIGHTS",
    "Feature",
    "adapter_digest",
    "backbone_digest",
    "device_of",
    "family_of",
    "features",
    "file_digest",
    "load_adapter",
    "load_backbone",
    "normalise",
    "pooled",
    "preprocessing_of",
    "public_name",
    "tokens",
]

Feature = Literal["cls", "cls+patch"]
FEATURES: tuple[str, ...] = get_args(Feature)
ADAPTER_CONFIG = "adapter_config.json"
ADAPTER_WEIGHTS = "adapter_model.safetensors"

# A progress bar in a log is noise.
transformers_logging.disable_progress_bar()


def load_backbone(folder: Path) -> PreTrainedModel:
    """Load a DINOv2, CLIP or MAE backbone from a local folder of safetensors: fp32, CPU, evaluation mode.

    Of a whole CLIP or MAE model the vision encoder alone is loaded. Raises InputError `SetupIncomplete` when a file is
    missing or states another preprocessing than the backbone's, `ModelInvalid` when the folder holds another kind of
    model, a pickle in the weights' place, damaged weights, or weights that don't fit config.json to the last tensor.
    """
    family = NETWORKS[check_folder(folder)]
    model, told = _read(family, folder)
    strange = {name for name in told["unexpected_keys"] if not (family.dropped and family.dropped.fullmatch(name))}
    for names, what in ((told["missing_keys"], "lacks"), (strange, "has, beyond what config.json describes,")):
        if names:
            # transformers would make up what lacks and pass over the rest.
            raise InputError("ModelInvalid", f"{folder / WEIGHTS} {what} {min(names)} ({len(names)} such tensors)")
    check_preprocessing(folder, preprocessing_of(model))
    return model.eval()


def _read(family: Family, folder: Path) -> tuple[PreTrainedModel, dict[str, set[str]]]:
    """The model, and what transformers says of tensors that it had no use or no value for."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # its table of the tensors left out would stand in every log
    try:
        return family.model_class.from_pretrained(
            str(folder),
            local_files_only=True,
            use_safetensors=True,
            dtype=torch.float32,
            attn_implementation="sdpa",
            output_loading_info=True,
            **family.changes,
        )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError, StrictDataclassError) as error:
        raise InputError("ModelInvalid", f"the backbone in {folder} can't be loaded: {error}") from error
    finally:
        transformers_logging.set_verbosity(before)


def load_adapter(model: PreTrainedModel, folder: Path, name: str = "default") -> PeftModel:
    """Put a PEFT LoRA adapter of a local folder on the model (which it changes in place), for inference: no dropout.

    Raises InputError AdapterInvalid when a file is missing.
    """
    for file in (ADAPTER_CONFIG, ADAPTER_WEIGHTS):
        # Without this check peft would look for the folder's name on a model hub, or open a pickle.
        if not (folder / file).is_file():
            raise InputError("AdapterInvalid", f"the adapter folder {folder} has no {file}")
    return PeftModel.from_pretrained(model, str(folder), adapter_name=name, torch_device="cpu").eval()


def adapter_digest(folder: Path) -> str:
    """SHA-256 of an adapter's weights, 64 hexadecimal digits."""
    return file_digest(folder / ADAPTER_WEIGHTS)


def device_of(model: torch.nn.Module) -> torch.device:
    """Where the model is, and so its pixels must be; the CPU for one without weights."""
    weights = next(model.parameters(), None)
    return torch.device("cpu") if weights is None else weights.device


def normalise(batch: np.ndarray | torch.Tensor, preprocessing: Preprocessing = IMAGENET) -> torch.Tensor:
    """uint8 [n, h, w, 3] to float32 [n, 3, h, w] with the backbone's channel statistics (`preprocessing_of`)."""
    pixels = torch.tensor(batch) if isinstance(batch, np.ndarray) else batch
    pixels = pixels.permute(0, 3, 1, 2).to(torch.float32) / 255
    mean = pixels.new_tensor(preprocessing.mean).view(1, 3, 1, 1)
    std = pixels.new_tensor(preprocessing.std).view(1, 3, 1, 1)
    return (pixels - mean) / std


def features(model: PreTrainedModel | PeftModel, pixel_values: torch.Tensor, feature: str = "cls") -> torch.Tensor:
    """[n, 3, h, w] to [n, d], not normalised: `pooled` of `tokens`.

    One space for a backbone with and without an adapter (paper P-E2): CLIP's CLS token, never its projection.
    """
    return pooled(tokens(model, pixel_values), feature)


def pooled(tokens: torch.Tensor, feature: str) -> torch.Tensor:
    """[n, 1 + patches, d] to [n, d]: the CLS token, or that joined with the mean of the patch tokens (twice as wide;
    the personalised-representations paper trains on this one).
    """
    if feature not in FEATURES:
        raise ValueError(f"feature must be one of {', '.join(FEATURES)}, not {feature}")
    cls = tokens[:, 0]
    return cls if feature == "cls" else torch.cat([cls, tokens[:, 1:].mean(dim=1)], dim=1)
