"""Weights and their running average, from which a broken-off phase goes on."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from likeness_ml.progress import write_atomic


class Average:
    """The exponential running average of a module's weights: what ships."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.weights = {name: value.detach().clone() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def follow(self, module: nn.Module) -> None:
        """Sooner at first, so that the random start is forgotten."""
        self.steps += 1
        share = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                self.weights[name].lerp_(value, share)


def keep(file: Path, module: nn.Module, average: Average, step: int, seconds: float) -> None:
    tensors = {f"module.{name}": value for name, value in module.state_dict().items()}
    tensors |= {f"average.{name}": value for name, value in average.weights.items()}
    progress = {"step": step, "seconds": seconds, "averaged": average.steps}
    contiguous = {name: value.contiguous().clone() for name, value in tensors.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, save(contiguous, metadata={"progress": json.dumps(progress)}))


def restore(file: Path, module: nn.Module, average: Average) -> tuple[int, float]:
    """Steps and seconds done; 0 where there is no file."""
    if not file.exists():
        return 0, 0.0
    with safe_open(file, "pt") as stored:
        progress = json.loads(stored.metadata()["progress"])
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (it is no mapping)
    module.load_state_dict(under("module.", tensors))
    average.weights, average.steps = under("average.", tensors), progress["averaged"]
    return progress["step"], progress["seconds"]


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
