"""Contrastive LoRA: one loop, resumable at any step.

Step k draws from generators seeded by (seed, k) alone, so a restart needs the weights, Adam's moments and k, no
generator state: the resumed adapter is bit for bit the undisturbed one (same machine, same number of threads).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from peft import PeftModel
from torch import Tensor
from transformers import PreTrainedModel

from likeness_ml.represent.checkpoint import Checkpoint
from likeness_ml.represent.checks import Losses, check_images, check_weights
from likeness_ml.represent.draws import Images, Pool, Rows, draw
from likeness_ml.represent.encoder import Encoder, moved
from likeness_ml.represent.lora import first_adapted, freeze, load_weights, weights_of, with_adapter
from likeness_ml.represent.loss import LOSSES, drift
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.trunk import Trunk
from likeness_ml.represent.validation import EarlyStopping

Progress = Callable[[int, int, dict[str, float]], None]


def train(
    backbone: PreTrainedModel,
    images: Images,
    settings: Settings,
    checkpoint: Path,
    progress: Progress,
    watch: EarlyStopping | None = None,
) -> PeftModel:
    """Puts a LoRA adapter on `backbone`, trains it and returns it on the CPU in evaluation mode: after the last step,
    or with `watch` at its best step. Trains on a GPU where there is one.

    `progress(done, total, metrics)` is called after each step, with metrics every `report_every`, when what a restart
    needs is on disk. Raises InputError as `check_images` and `with_adapter` do, and Diverged; what was kept is sound.
    """
    check_images(images, settings)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pool = Pool.of(images, watch.images if watch else None, settings, device)
    before = unmoved(backbone.to(device), pool, settings)
    model = with_adapter(backbone, settings)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(
        trainable, lr=settings.learning_rate, betas=(settings.beta1, settings.beta2), weight_decay=0
    )
    kept = Checkpoint(checkpoint)
    start = kept.restore(model, optimizer, watch)
    losses, rate = Losses(start, settings), Rate(start)
    with kept.sound(), encoding(model, pool, settings) as encoder:
        if watch is not None and not watch.losses:
            evaluate(encoder, pool, watch, start)
        model.train()
        for step in range(start, settings.steps):
            if watch is not None and watch.stopped:
                break
            drawn = draw(pool.training, settings, step)
            loss = loss_of(encoder, drawn, before, settings, step)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            losses.add(loss)

            done = step + 1
            last = done == settings.steps
            metrics: dict[str, float] = {}
            if last or done % settings.report_every == 0:
                metrics = {"loss": losses.newest(), "images/s": len(drawn.joined()) * rate.at(done)}
            if watch is not None and watch.due(done):
                evaluate(encoder, pool, watch, done)
                metrics["validation"] = watch.losses[done]
                last = last or watch.stopped
            if last or done % settings.checkpoint_every == 0:
                losses.newest()
                check_weights(trainable, done, settings)
                kept.keep(model, optimizer, done, watch)
            progress(done, settings.steps, metrics)
    if watch is not None:
        load_weights(model, watch.best)
    return model.eval().to("cpu")


class Rate:
    """Steps a second since it was last asked, `done` steps in."""

    def __init__(self, done: int) -> None:
        self.done, self.began = done, time.perf_counter()

    def at(self, done: int) -> float:
        steps, seconds = done - self.done, time.perf_counter() - self.began
        self.done, self.began = done, self.began + seconds
        return steps / seconds


def unmoved(backbone: PreTrainedModel, pool: Pool, settings: Settings) -> Tensor | None:
    """Where the backbone puts the pool's images, [n, d] by row, on their device; None where nothing asks for it. Only
    negatives are filled in. Augmented ones are asked for at each step.
    """
    if not settings.preservation or settings.augment != "none":
        return None
    rows = pool.training.negatives
    found = Encoder(backbone, pool.pixels, settings).vectors(rows)
    placed = found.new_zeros(len(pool.pixels), found.shape[1])
    placed[moved(rows, found.device)] = found
    return placed


@contextmanager
def encoding(model: PeftModel, pool: Pool, settings: Settings) -> Iterator[Encoder]:
    """What gives vectors; frozen blocks at the bottom run once an image, unless each step has new images."""
    if settings.augment != "none" or first_adapted(model, settings) == 0:
        yield Encoder(model, pool.pixels, settings)
        return
    with Trunk(model, pool.pixels, settings) as trunk:
        yield Encoder(model, pool.pixels, settings, trunk)


def loss_of(encoder: Encoder, drawn: Rows, before: Tensor | None, settings: Settings, step: int) -> Tensor:
    """The loss of one step, a scalar on the device."""
    pixels = encoder.augment(drawn, step) if settings.augment != "none" else None
    still = None
    if settings.preservation:
        still = bare(encoder, drawn, pixels) if before is None else before[moved(drawn.negatives, before.device)]
    torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout's generator
    anchors, positives, negatives = encoder.step(drawn, pixels)
    loss = LOSSES[settings.loss](anchors, positives, negatives, settings.temperature)
    return loss if still is None else loss + settings.preservation * drift(negatives, still)


@torch.no_grad()
def bare(encoder: Encoder, drawn: Rows, pixels: Tensor) -> Tensor:
    """The augmented negatives' vectors without the adapter, [n, d]."""
    with encoder.model.disable_adapter():
        vectors = encoder.normalised(pixels[-len(drawn.negatives) :])
    freeze(encoder.model, encoder.settings)  # peft has let every layer learn
    return vectors


def evaluate(encoder: Encoder, pool: Pool, watch: EarlyStopping, done: int) -> None:
    """Shows `watch` the loss on what never trains, with dropout off."""
    training = encoder.model.training
    encoder.model.eval()
    rows, settings = pool.validation, encoder.settings
    groups = [encoder.vectors(group) for group in (rows.anchors, rows.positives, rows.negatives)]
    loss = LOSSES[settings.loss](*groups, settings.temperature).item()
    encoder.model.train(training)
    watch.saw(done, loss, weights_of(encoder.model))
