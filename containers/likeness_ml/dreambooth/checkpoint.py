"""What a restart needs, in one file, so that no kill can leave weights of one step and moments of another."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from likeness_ml.dreambooth.timing import Timing
from likeness_ml.dreambooth.weights import Trained

WEIGHTS, MOMENTS, LOSSES = "weights.", "optimizer.", "losses"


@dataclass
class Progress:
    """How far training is. Every draw is a function of the seed and the step, so no generator's state is needed."""

    losses: Tensor  # [steps], NaN where not yet trained
    done: int = 0  # steps
    parts: int = 1  # a step's batch goes through in so many: 2 once memory ran out
    timing: Timing = field(default_factory=Timing)


class Checkpoint:
    """`step.safetensors`: the weights that train, the optimizer's state and the losses; in its metadata, as JSON, the
    step, how long training took, what of the optimizer's state is no tensor, and the gradient scaler's.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "step.safetensors"

    def keep(
        self, trained: Trained, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler, progress: Progress
    ) -> None:
        tensors = {f"{WEIGHTS}{name}": value for name, value in trained.tensors().items()}
        numbers: dict[str, dict[str, Any]] = {}
        for index, state in enumerate(states_of(optimizer)):
            for name, value in state.items():
                if isinstance(value, Tensor):
                    tensors[f"{MOMENTS}{index}.{name}"] = value
                else:
                    numbers.setdefault(str(index), {})[name] = value
        tensors[LOSSES] = progress.losses
        about = {
            "step": progress.done,
            "parts": progress.parts,
            "timing": asdict(progress.timing),
            "optimizer": numbers,
            "scaler": scaler.state_dict(),
        }
        write_tensors(self.file, tensors, about)

    def restore(
        self, trained: Trained, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler, progress: Progress
    ) -> None:
        """Puts everything as it was, where there is a checkpoint."""
        if not self.file.exists():
            return
        with safe_open(self.file, "pt") as stored:
            about = json.loads(stored.metadata()["likeness"])
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - it is no dict
        trained.load({name.removeprefix(WEIGHTS): value for name, value in of(tensors, WEIGHTS)})
        state: dict[int, dict[str, Any]] = {int(index): dict(values) for index, values in about["optimizer"].items()}
        for name, value in of(tensors, MOMENTS):
            _, index, member = name.split(".", 2)
            state.setdefault(int(index), {})[member] = value
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        scaler.load_state_dict(about["scaler"])
        progress.done, progress.parts, progress.timing = about["step"], about["parts"], Timing(**about["timing"])
        progress.losses.copy_(tensors[LOSSES])

    def delete(self) -> None:
        self.file.unlink(missing_ok=True)


def states_of(optimizer: torch.optim.Optimizer) -> list[dict[str, Any]]:
    """By the numbers that `state_dict()` gives parameters, but as it is kept: bitsandbytes' own hides its tensors."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    return [optimizer.state.get(parameter, {}) for parameter in parameters]


def of(tensors: dict[str, Tensor], prefix: str) -> list[tuple[str, Tensor]]:
    return [(name, value) for name, value in tensors.items() if name.startswith(prefix)]


def write_tensors(file: Path, tensors: dict[str, Tensor], about: dict[str, Any]) -> None:
    """Replaces the file in one step, as `write_atomic` does, yet without the bytes in memory: they are gigabytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")  # one name, so that what a kill leaves is written over
    save_file(apart(tensors), partial, metadata={"likeness": json.dumps(about)})
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)


def apart(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Contiguous, and no two in the same memory, which safetensors refuses: 8-bit moments share a table of values."""
    seen: set[int] = set()
    whole = {name: value.contiguous() for name, value in tensors.items()}
    for name, value in whole.items():
        place = value.untyped_storage().data_ptr()
        whole[name] = value.clone() if place in seen else value
        seen.add(place)
    return whole
