"""What a restart needs, in one file, so that no kill can leave weights of one step and moments of another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from peft import PeftModel
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from likeness_ml.progress import write_atomic
from likeness_ml.represent.checks import Diverged
from likeness_ml.represent.lora import load_weights, weights_of
from likeness_ml.represent.validation import EarlyStopping

ADAPTER, MOMENTS, BEST = "adapter.", "optimizer.", "best."


class Checkpoint:
    """`step.safetensors`: the adapter, Adam's moments and, with early stopping, the best weights; in its metadata the
    number of steps done and the validation losses. Draws and dropout follow from the seed and the step's number.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "step.safetensors"
        self.step, self.content = 0, b""  # what is there
        self.before: bytes | None = None  # what was there before it

    def keep(
        self, model: PeftModel, optimizer: torch.optim.Optimizer, step: int, watch: EarlyStopping | None = None
    ) -> None:
        tensors = {f"{ADAPTER}{name}": value for name, value in weights_of(model).items()}
        for index, state in optimizer.state_dict()["state"].items():
            tensors |= {f"{MOMENTS}{index}.{name}": value.contiguous() for name, value in state.items()}
        about = {"step": str(step)}
        if watch is not None:
            tensors |= {f"{BEST}{name}": value for name, value in watch.best.items()}
            about["losses"] = json.dumps(list(watch.losses.items()))
        content = save(tensors, metadata=about)
        write_atomic(self.file, content)
        self.before, self.step, self.content = self.content, step, content

    def restore(self, model: PeftModel, optimizer: torch.optim.Optimizer, watch: EarlyStopping | None = None) -> int:
        """The number of steps done, with everything as it was after them; 0 where there is no checkpoint."""
        if not self.file.exists():
            return 0
        with safe_open(self.file, "pt") as stored:
            about = stored.metadata()
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - it is no dict
        load_weights(model, of(tensors, ADAPTER))
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in of(tensors, MOMENTS).items():
            index, member = name.split(".")
            state.setdefault(int(index), {})[member] = value
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        if watch is not None:
            watch.losses = {int(step): loss for step, loss in json.loads(about["losses"])}
            watch.best = of(tensors, BEST)
        self.step, self.content = int(about["step"]), self.file.read_bytes()
        return self.step

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Where what was kept last turns out to lead nowhere, the one before it, if known, takes its place."""
        try:
            yield
        except Diverged as error:
            if self.step == error.after and self.content:
                if self.before:
                    write_atomic(self.file, self.before)
                else:
                    self.file.unlink()
            raise


def of(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
