"""Which weights train: whole components, or low-rank adapters on them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from peft import LoraConfig
from safetensors import safe_open
from torch import Tensor
from torch.nn import Module, Parameter

from likeness_ml.dreambooth.settings import Settings
from likeness_ml.errors import InputError
from likeness_ml.generator.base import Base, Pipeline

TEXT_ENCODERS = ("text_encoder", "text_encoder_2")  # SD3's third, T5, stays as it is: its authors' recipes leave it
TEXT_TARGETS = ("q_proj", "k_proj", "v_proj", "out_proj")


class Trained:
    """The components that train, by name; in them whatever wants a gradient does."""

    def __init__(self, pipeline: Pipeline, base: Base, settings: Settings) -> None:
        for component in components(pipeline):
            component.requires_grad_(False)
        names = [base.denoiser, *(TEXT_ENCODERS if settings.train_text_encoder else ())]
        found = {name: getattr(pipeline, name, None) for name in names}
        self.modules: dict[str, Module] = {name: module for name, module in found.items() if module is not None}
        self.denoiser_name = base.denoiser
        for name, module in self.modules.items():
            if settings.method == "lora":
                targets = settings.targets if name == base.denoiser else TEXT_TARGETS
                add_lora(module, targets, settings)
            else:
                module.requires_grad_(True)
            if settings.gradient_checkpointing:
                enable_checkpointing(module)
            module.train()

    @property
    def denoiser(self) -> Module:
        return self.modules[self.denoiser_name]

    @property
    def text_encoders(self) -> bool:
        return len(self.modules) > 1

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        for component, module in self.modules.items():
            for name, parameter in module.named_parameters():
                if parameter.requires_grad:
                    yield f"{component}.{name}", parameter

    def parameters(self) -> list[Parameter]:
        return [parameter for _, parameter in self.named_parameters()]

    def groups(self, settings: Settings) -> list[dict[str, object]]:
        """The optimizer's parameter groups: the denoiser's, then the text encoders'."""
        named = list(self.named_parameters())
        own = [parameter for name, parameter in named if name.startswith(f"{self.denoiser_name}.")]
        others = [parameter for name, parameter in named if not name.startswith(f"{self.denoiser_name}.")]
        groups: list[dict[str, object]] = [{"params": own, "lr": settings.learning_rate}]
        if others:
            groups.append({"params": others, "lr": settings.text_encoder_learning_rate or settings.learning_rate})
        return groups

    def tensors(self) -> dict[str, Tensor]:
        return {name: parameter.detach() for name, parameter in self.named_parameters()}

    @torch.no_grad()
    def load(self, tensors: dict[str, Tensor]) -> None:
        for name, parameter in self.named_parameters():
            parameter.copy_(tensors[name])

    def finish(self) -> None:
        """Ready to sample."""
        for module in self.modules.values():
            module.eval()
            module.requires_grad_(False)


def check_targets(base: Base, settings: Settings) -> None:
    """Raises InputError `OptionInvalid` for a target that no layer of the denoiser with a matrix is called; it
    reads headers alone.
    """
    if settings.method != "lora":
        return
    layers: set[str] = set()
    for file in (base.folder / base.denoiser).glob("*.safetensors"):
        with safe_open(file, "pt") as weights:
            matrices = (name for name in weights.keys() if len(weights.get_slice(name).get_shape()) > 1)  # noqa: SIM118
            layers.update(name.removesuffix(".weight") for name in matrices)
    for target in settings.targets:
        if not any(layer == target or layer.endswith(f".{target}") for layer in layers):
            raise InputError(
                "OptionInvalid", f"targets has {target}: no layer of the {base.denoiser} that has a matrix."
            )


def add_lora(module: Module, targets: tuple[str, ...], settings: Settings) -> None:
    """LoRA's B is zero at first, so only A depends on the seed."""
    torch.manual_seed(settings.seed)
    module.add_adapter(
        LoraConfig(
            r=settings.rank, lora_alpha=settings.alpha, init_lora_weights="gaussian", target_modules=list(targets)
        )
    )
    for parameter in module.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()


def enable_checkpointing(module: Module) -> None:
    """diffusers' models and transformers' call it differently."""
    enable = getattr(module, "enable_gradient_checkpointing", None) or module.activation_checkpointing_enable
    enable()


def components(pipeline: Pipeline) -> list[Module]:
    return [component for component in pipeline.components.values() if isinstance(component, Module)]
