"""Contrastive LoRA: one loop, resumable at any step.

Step k draws from a generator seeded by (seed, k) alone, so a restart needs the weights, Adam's moments and k, no
generator state: the resumed adapter is bit for bit the undisturbed one (same machine, same number of threads).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor
from torch.nn.functional import interpolate, normalize
from transformers.models.dinov2.modeling_dinov2 import Dinov2Model

from likeness_ml.backbone import features, normalise
from likeness_ml.progress import write_atomic
from likeness_ml.represent.loss import drift, info_nce
from likeness_ml.settings import refuse_unknown


@dataclass(frozen=True)
class Settings:
    """Tuned for the small backbone on seven real subjects; the paper's own numbers are its own preset's."""

    seed: int = 0
    steps: int = 30
    anchors: int = 6  # a step; photos are few, so anchors are few too
    positives: int = 8
    negatives: int = 16
    side: int = 128  # pixels in training; evaluation and serving see 224
    feature: str = "cls"
    temperature: float = 0.2
    preservation: float = 1.0  # weight of the negatives' drift; 0 is the paper's loss alone
    learning_rate: float = 9e-4
    beta1: float = 0.5
    beta2: float = 0.999
    rank: int = 16
    alpha: float = 16  # alpha / rank scales the update: 1 here, 1/32 in the paper, which hardly moves so small a model
    dropout: float = 0.0
    targets: tuple[str, ...] = ("q_proj", "v_proj")
    checkpoint_every: int = 5
    threads: int = 2  # sums over another number of threads round otherwise, so it decides the adapter's bits too

    @classmethod
    def read(cls, hyperparameters: dict[str, str]) -> Settings:
        """From a job's strings, each of them JSON.

        Raises InputError `OptionUnknown` for a name that is none of ours: a misspelt one must not train the default.
        """
        values = {name: json.loads(text) for name, text in hyperparameters.items()}
        refuse_unknown(values, cls.__dataclass_fields__, "represent")
        if "targets" in values:
            values["targets"] = tuple(values["targets"])
        return replace(cls(), **values)


@dataclass(frozen=True)
class Images:
    """Training images as float32 [n, 3, side, side], normalised for the backbone."""

    anchors: Tensor
    positives: Tensor
    negatives: Tensor

    @classmethod
    def prepare(cls, anchors: list, positives: list, negatives: list, side: int) -> Images:
        """One by one: a generator's images need not be as large as pasted ones."""
        groups = (
            [_resized(normalise(picture[None]), side) for picture in group] for group in (anchors, positives, negatives)
        )
        return cls(*(torch.cat(group) for group in groups))


Progress = Callable[[int, int, dict[str, float]], None]


def train(backbone: Dinov2Model, images: Images, settings: Settings, checkpoint: Path, progress: Progress) -> PeftModel:
    """Puts a LoRA adapter on `backbone`, trains it and returns it in evaluation mode.

    `progress(done, total, metrics)` is called after each step, when what a restart needs is on disk.
    """
    before = vectors_of(backbone, images.negatives, settings.feature)
    model = with_adapter(backbone, settings)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(
        trainable, lr=settings.learning_rate, betas=(settings.beta1, settings.beta2), weight_decay=0
    )
    start = restore(checkpoint, model, optimizer)
    per_step = settings.anchors + settings.positives + settings.negatives
    model.train()
    for step in range(start, settings.steps):
        began = time.perf_counter()
        batch = draw(images, settings, step)
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout's generator
        vectors = normalize(features(model, torch.cat(batch), settings.feature), dim=1)
        anchors, positives, negatives = vectors.split([len(group) for group in batch])
        loss = info_nce(anchors, positives, negatives, settings.temperature)
        unmoved = draw(replace(images, negatives=before), settings, step)[-1]  # of the same negatives
        loss = loss + settings.preservation * drift(negatives, unmoved)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        done = step + 1
        if done % settings.checkpoint_every == 0 or done == settings.steps:
            keep(checkpoint, model, optimizer, done)
        rate = per_step / (time.perf_counter() - began)
        progress(done, settings.steps, {"loss": loss.item(), "images/s": rate})
    return model.eval()


@torch.inference_mode()
def vectors_of(model: Dinov2Model, images: Tensor, feature: str) -> Tensor:
    """[n, d], L2-normalised, a few images at a time."""
    return torch.cat([normalize(features(model, some, feature), dim=1) for some in images.split(16)])


def with_adapter(backbone: Dinov2Model, settings: Settings) -> PeftModel:
    """LoRA's B is zero at first, so only A depends on the seed."""
    torch.manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=list(settings.targets),
    )
    return get_peft_model(backbone, config)


def weights_of(model: PeftModel) -> dict[str, Tensor]:
    """The adapter's weights by peft's names. Were it to look for changed embeddings too, it would ask a model hub."""
    weights = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: value.contiguous() for name, value in weights.items()}


def draw(images: Images, settings: Settings, step: int) -> list[Tensor]:
    """The images of one step: a function of the seed and the step's number."""
    generator = torch.Generator().manual_seed(settings.seed * 1_000_003 + step)
    counts = (settings.anchors, settings.positives, settings.negatives)
    groups = (images.anchors, images.positives, images.negatives)
    return [group[_pick(len(group), count, generator)] for group, count in zip(groups, counts, strict=True)]


def _pick(available: int, count: int, generator: torch.Generator) -> Tensor:
    """Without repeats while there are enough."""
    rounds = -(-count // available)
    return torch.cat([torch.randperm(available, generator=generator) for _ in range(rounds)])[:count]


def keep(folder: Path, model: PeftModel, optimizer: torch.optim.Optimizer, step: int) -> None:
    """Everything in one safetensors file, so that no kill can leave weights of one step and moments of another."""
    tensors = {f"adapter.{name}": value for name, value in weights_of(model).items()}
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in state.items()}
    contiguous = {name: value.contiguous() for name, value in tensors.items()}
    write_atomic(folder / "step.safetensors", save(contiguous, metadata={"step": str(step)}))


def restore(folder: Path, model: PeftModel, optimizer: torch.optim.Optimizer) -> int:
    """The number of steps done, with the model and optimizer as they were after them."""
    file = folder / "step.safetensors"
    if not file.exists():
        return 0
    with safe_open(file, "pt") as stored:
        step = int(stored.metadata()["step"])
        names = list(stored.keys())
        tensors = {name: stored.get_tensor(name) for name in names}
    adapter = {name.removeprefix("adapter."): value for name, value in tensors.items() if name.startswith("adapter.")}
    set_peft_model_state_dict(model, adapter)
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, index, member = name.split(".")
            state.setdefault(int(index), {})[member] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return step


def _resized(pixels: Tensor, side: int) -> Tensor:
    if pixels.shape[-1] == side:
        return pixels
    return interpolate(pixels, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
