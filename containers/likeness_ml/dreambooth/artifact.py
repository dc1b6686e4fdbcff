"""What is kept of a personal generator where it is kept: a folder that stock diffusers opens."""

from __future__ import annotations

import json
from pathlib import Path

from diffusers.utils import convert_state_dict_to_diffusers
from peft import get_peft_model_state_dict
from safetensors.torch import save
from torch import Tensor
from torch.nn import Module

from likeness_ml.dreambooth.identifier import row_of
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.weights import Trained
from likeness_ml.generator.base import Pipeline
from likeness_ml.progress import write_atomic, write_json_atomic

LORA = "pytorch_lora_weights.safetensors"
TOKEN = "learned_embeds.safetensors"


def save_personal(pipeline: Pipeline, trained: Trained, settings: Settings, identifier: str, model: Path) -> None:
    """`pipeline/`, or `lora/` for `load_lora_weights` on the base, in the precision that it was sampled in; where the
    identifier is a token, also `identifier/` for `load_textual_inversion`.
    """
    if settings.method == "full":
        pipeline.save_pretrained(model / "pipeline", safe_serialization=True)
        forget_paths(model / "pipeline")
        return
    save_lora(trained, model / "lora" / LORA)
    if settings.register_identifier:
        write_atomic(model / "identifier" / TOKEN, save({identifier: row_of(pipeline, identifier)}))


def save_lora(trained: Trained, file: Path) -> None:
    """As diffusers' own `save_lora_weights`, whose bytes differ from one time to the next: it writes its metadata in
    no fixed order.
    """
    tensors: dict[str, Tensor] = {}
    about: dict[str, object] = {}
    for component, module in trained.modules.items():
        tensors |= {f"{component}.{name}": value.contiguous() for name, value in layers_of(module).items()}
        about |= {f"{component}.{name}": value for name, value in about_lora(module).items()}
    write_atomic(file, save(tensors, metadata={"lora_adapter_metadata": json.dumps(about, sort_keys=True)}))


def forget_paths(pipeline: Path) -> None:
    """Its configurations say from which folder of this machine the base was loaded: nobody's business."""
    for file in pipeline.rglob("*.json"):
        config = json.loads(file.read_text())
        if config.pop("_name_or_path", None) is not None:
            write_json_atomic(file, config)


def layers_of(module: Module) -> dict[str, Tensor]:
    """By diffusers' names. Were peft to look for changed embeddings too, it would add what diffusers refuses."""
    return convert_state_dict_to_diffusers(get_peft_model_state_dict(module, save_embedding_layers=False))


def about_lora(module: Module) -> dict[str, object]:
    config = module.peft_config["default"].to_dict() | {"base_model_name_or_path": None}
    return {name: sorted(value) if isinstance(value, set) else value for name, value in config.items()}
