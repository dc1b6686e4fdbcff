"""What a restart goes on from: the moments of an optimizer that keeps them in 8 bits included."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from dreambooth_jobs import lesson_of, write_priors
from sample_jobs import copy_photos
from tiny_generator import tiny_sd, write_captions

from likeness_ml.dreambooth import train as training
from likeness_ml.dreambooth.checkpoint import Checkpoint
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.weights import Trained

Channels = dict[str, Path]
RATE = 0.001
HIDDEN = "__quantized__"


class Cut(Exception):
    pass


class EightBits(torch.optim.Optimizer):
    """Signed momentum, which keeps its state in all the ways that bitsandbytes' AdamW8bit does: moments as bytes, one
    table of their values that all parameters share, the step as a number, and `state_dict()` hides all tensors.
    """

    def __init__(self, groups: list[dict[str, object]]) -> None:
        super().__init__(groups, {})
        self.table = torch.linspace(-1, 1, 255)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            for parameter in (one for one in group["params"] if one.grad is not None):
                state = self.state[parameter]
                if not state:
                    state |= {"step": 0, "bytes": torch.full_like(parameter, 127, dtype=torch.uint8)}
                    state["table"] = self.table
                moment = 0.5 * state["table"][state["bytes"].long()] + 0.5 * parameter.grad.sign()
                state["bytes"] = ((moment + 1) * 127).round().to(torch.uint8)
                state["step"] += 1
                parameter -= group["lr"] / state["step"] * moment

    def state_dict(self) -> dict:
        whole = super().state_dict()
        shown = {index: {"step": state["step"], HIDDEN: dict(state)} for index, state in whole["state"].items()}
        return whole | {"state": shown}

    def load_state_dict(self, state_dict: dict) -> None:
        parameters = [parameter for group in self.param_groups for parameter in group["params"]]
        for index, state in state_dict["state"].items():
            self.state[parameters[index]] = {**state, **state.pop(HIDDEN, {})}


def eight_bits(trained: Trained, settings: Settings) -> torch.optim.Optimizer:
    return EightBits(trained.groups(settings))


def bitsandbytes(trained: Trained, settings: Settings) -> torch.optim.Optimizer:
    """The real one, where it is installed."""
    optim = pytest.importorskip("bitsandbytes.optim")
    return optim.AdamW8bit(trained.groups(settings), betas=settings.betas, eps=settings.epsilon)


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    folder = tmp_path_factory.mktemp("channels")
    return {
        "references": copy_photos(folder / "references"),
        "generator": tiny_sd(folder / "base"),
        "captions": write_captions(folder / "captions"),
        "priors": write_priors(folder / "priors"),
    }


@pytest.mark.parametrize("optimizer", [eight_bits, bitsandbytes])
def test_moments_in_8_bits_come_back_to_the_bit(
    optimizer: Callable[[Trained, Settings], torch.optim.Optimizer],
    channels: Channels,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "optimizer_of", optimizer)

    def cut_after(last: int) -> Callable[..., None]:
        def tell(done: int, *_: object) -> None:
            if done == last:
                raise Cut

        return tell

    def weights(name: str, *lasts: int) -> dict[str, torch.Tensor]:
        """After as many attempts, each cut off but the last."""
        for last in lasts:
            order, lesson = lesson_of(tmp_path / name / str(last), channels, steps="6", train_text_encoder="true")
            try:
                checkpoint = Checkpoint(tmp_path / name)
                training.train(lesson, order.settings, checkpoint, lambda: False, cut_after(last))
            except Cut:
                continue
        return lesson.trained.tensors()

    undisturbed, resumed = weights("undisturbed", 7), weights("resumed", 3, 7)
    assert all(torch.equal(value, resumed[name]) for name, value in undisturbed.items())
