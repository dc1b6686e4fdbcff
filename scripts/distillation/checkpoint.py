"""What a broken-off run needs to go on: one safetensors file, so that no kill can mix the states of two steps."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from distillation.losses import Objective
from distillation.optimisation import Trainer
from likeness_ml.progress import write_atomic

FILE = "checkpoint.safetensors"


@dataclass
class Progress:
    """How far a run is; views come from the step's number, so there is no generator's state."""

    step: int = 0
    seconds: float = 0.0  # of the loop, over all its starts
    evaluations: int = 0
    best: float = -1.0  # mean average precision of the weights in the output folder
    losses: dict[str, float] = field(default_factory=dict)  # running means


def keep(file: Path, trainer: Trainer, objective: Objective, progress: Progress, recipe: dict[str, object]) -> None:
    """Write weights, heads, bases, the optimizers' moments, progress and the recipe that they belong to."""
    tensors = {f"student.{name}": value for name, value in trainer.student.state_dict().items()}
    tensors |= {f"objective.{name}": value for name, value in objective.state_dict().items()}
    for number, optimizer in enumerate(trainer.optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer{number}.{index}.{name}": value for name, value in state.items()}
    contiguous = {name: value.contiguous() for name, value in tensors.items()}
    metadata = {"progress": json.dumps(asdict(progress)), "recipe": json.dumps(recipe)}
    write_atomic(file, save(contiguous, metadata=metadata))


def restore(file: Path, trainer: Trainer, objective: Objective, recipe: dict[str, object]) -> Progress:
    """Set everything as `keep` found it; the recipe has to be the same."""
    with safe_open(file, "pt") as stored:
        metadata = stored.metadata()
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (it is no mapping)
    before = json.loads(metadata["recipe"])
    changed = [f"--{name} {before.get(name)}" for name in recipe if before.get(name) != recipe[name]]
    if changed:
        raise SystemExit(f"{file} was begun with {', '.join(changed)}. Give the same, or another --out.")
    trainer.student.load_state_dict(_under("student.", tensors))
    objective.load_state_dict(_under("objective.", tensors))
    for number, optimizer in enumerate(trainer.optimizers):
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _under(f"optimizer{number}.", tensors).items():
            index, member = name.split(".")
            state.setdefault(int(index), {})[member] = value
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    trainer.refresh()
    return Progress(**json.loads(metadata["progress"]))


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
