"""DreamBooth: one loop, resumable at any step.

Whatever step k draws comes from generators seeded by (seed, k), so the resumed weights are bit for bit the undisturbed
ones (same machine, same number of threads).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.utils import clip_grad_norm_

from likeness_ml.dreambooth.checkpoint import Checkpoint, Progress
from likeness_ml.dreambooth.conditioning import Conditioning
from likeness_ml.dreambooth.examples import Source, joined, moved
from likeness_ml.dreambooth.objectives import Objective, loss_of
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.timing import Stopwatch
from likeness_ml.dreambooth.weights import Trained
from likeness_ml.errors import InputError
from likeness_ml.generator.base import DTYPES
from likeness_ml.generator.memory import is_out_of_memory
from likeness_ml.generator.sampling import image_seed


@dataclass
class Lesson:
    """What is learnt, from what, and how the denoiser is asked."""

    trained: Trained
    conditioning: Conditioning
    objective: Objective
    photos: Source
    classes: Source | None  # with prior preservation


@dataclass
class Batch:
    """Pictures of the subject, then as many of the class; each member has a row a picture."""

    instances: int
    latents: Tensor  # [n, c, h, w]
    noise: Tensor  # [n, c, h, w]
    times: Tensor  # [n]
    pixel_weights: Tensor  # [n, 1, h, w]
    weights: Tensor  # [n]: the subject's sum to 1, the class's to the weight of prior preservation
    time_ids: Tensor  # [n, 6]

    def parts(self, count: int) -> list[Batch]:
        """Cut in so many, for want of memory; their losses add up to the batch's."""
        size = -(-len(self.times) // count)
        return [self._part(start, start + size) for start in range(0, len(self.times), size)]

    def _part(self, start: int, end: int) -> Batch:
        instances = max(0, min(self.instances, end) - start)
        return Batch(
            instances,
            self.latents[start:end],
            self.noise[start:end],
            self.times[start:end],
            self.pixel_weights[start:end],
            self.weights[start:end],
            self.time_ids[start:end],
        )


Tell = Callable[[int, int, dict[str, float]], None]


def train(
    lesson: Lesson, settings: Settings, checkpoint: Checkpoint, stopping: Callable[[], bool], tell: Tell
) -> Progress:
    """Trains to the last step. `tell(done, total, metrics)` is called after each step, with metrics every
    `report_every`; it may raise to stop where `stopping()` said so, since the checkpoint is on disk by then.

    Raises InputError `OptionInvalid` where the loss is no longer a number. The caller tells of memory that runs out.
    """
    trained, device = lesson.trained, next(lesson.trained.denoiser.parameters()).device
    denoiser = torch.compile(trained.denoiser) if settings.compile else trained.denoiser
    parameters = trained.parameters()
    optimizer = optimizer_of(trained, settings)
    scaler = torch.amp.GradScaler(device.type, enabled=settings.precision == "fp16")
    progress = Progress(torch.full((settings.steps,), math.nan, device=device))
    checkpoint.restore(trained, optimizer, scaler, progress)

    first, reported, watch = progress.done + 1, progress.done, Stopwatch(progress.timing)
    for step in range(progress.done, settings.steps):
        torch.manual_seed(image_seed(settings.seed, "dropout", step))
        batch = draw(lesson, settings, step, device)
        progress.losses[step] = gradients(lesson, denoiser, batch, progress, settings, scaler)
        scaler.unscale_(optimizer)
        clip_grad_norm_(parameters, settings.gradient_clip)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)

        progress.done = done = step + 1
        if done == first:  # which warmed up
            watch = Stopwatch(progress.timing)
        keeping = done % settings.checkpoint_every == 0 or done == settings.steps or stopping()
        metrics: dict[str, float] = {}
        if keeping or done % settings.report_every == 0:
            loss = progress.losses[reported:done].mean().item()  # the one place that waits for the device
            check_loss(loss, done, settings)
            progress.timing, reported = watch.read(done - first), done
            metrics = {"loss": loss, "images/s": len(batch.times) * progress.timing.steps_per_second}
            keeping = keeping or stopping()  # it may have been told so while it waited
        if keeping:
            checkpoint.keep(trained, optimizer, scaler, progress)
        tell(done, settings.steps, metrics)
    return progress


def draw(lesson: Lesson, settings: Settings, step: int, device: torch.device) -> Batch:
    """The batch of a step: a function of the seed and the step's number."""
    generator = seeded(settings.seed, "step", step)
    count = settings.batch
    picked = [lesson.photos.take(in_turn(len(lesson.photos), step, settings, "photos"), generator)]
    weights = [1 / count] * count
    if lesson.classes is not None:
        picked.append(lesson.classes.take(in_turn(len(lesson.classes), step, settings, "classes"), generator))
        weights += [settings.prior_preservation / count] * count
    examples = joined(picked)
    shape, total = examples.means.shape, len(examples)
    variation = moved(torch.randn(shape, generator=generator), device)
    return Batch(
        instances=count,
        latents=examples.means + examples.deviations * variation,
        noise=moved(torch.randn(shape, generator=generator), device),
        times=moved(lesson.objective.draw_times(total, generator), device),
        pixel_weights=examples.pixel_weights,
        weights=moved(torch.tensor(weights), device),
        time_ids=examples.time_ids,
    )


def in_turn(available: int, step: int, settings: Settings, what: str) -> list[int]:
    """The numbers of a step's pictures: each is seen once before any is seen again, in an order new each time round."""
    numbers = []
    for place in range(step * settings.batch, (step + 1) * settings.batch):
        turn, position = divmod(place, available)
        order = torch.randperm(available, generator=seeded(settings.seed, what, turn))
        numbers.append(int(order[position]))
    return numbers


def gradients(
    lesson: Lesson,
    denoiser: Module,
    batch: Batch,
    progress: Progress,
    settings: Settings,
    scaler: torch.amp.GradScaler,
) -> Tensor:
    """Leaves the batch's gradients and gives its loss, on the device. The first time that memory runs out, it and all
    further batches go through in two parts.
    """
    while True:
        try:
            losses = []
            for part in batch.parts(progress.parts):
                loss = loss_in(lesson, denoiser, part, settings)
                scaler.scale(loss).backward()
                losses.append(loss.detach())
            return torch.stack(losses).sum()
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or progress.parts == 2 or len(batch.times) == 1:
                raise
        # Out here the error is gone, and with it the tensors that its traceback held.
        progress.parts = 2
        for parameter in lesson.trained.parameters():
            parameter.grad = None
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def loss_in(lesson: Lesson, denoiser: Module, batch: Batch, settings: Settings) -> Tensor:
    objective = lesson.objective
    noisy = objective.mix(batch.latents, batch.noise, batch.times)
    with torch.autocast(noisy.device.type, DTYPES[settings.precision], enabled=settings.precision != "fp32"):
        told = lesson.conditioning.of(batch.instances, len(batch.times) - batch.instances, batch.time_ids)
        predicted = denoiser(noisy, timestep=objective.timesteps(batch.times), return_dict=False, **told)[0]
    target = objective.target(batch.latents, batch.noise, batch.times)
    return loss_of(predicted, target, batch.pixel_weights, batch.weights * objective.weight(batch.times))


def optimizer_of(trained: Trained, settings: Settings) -> torch.optim.Optimizer:
    options = {"betas": settings.betas, "eps": settings.epsilon, "weight_decay": settings.weight_decay}
    groups = trained.groups(settings)
    if settings.optimizer == "adamw-8bit":
        from bitsandbytes.optim import AdamW8bit  # an image without an NVIDIA GPU lacks it

        return AdamW8bit(groups, **options)
    return torch.optim.AdamW(groups, **options, fused=True)


def check_loss(loss: float, done: int, settings: Settings) -> None:
    if not math.isfinite(loss):
        rates = f"learning_rate is {settings.learning_rate}"
        raise InputError("OptionInvalid", f"{rates}: by step {done} the loss is no number any more, set a lower one.")


def seeded(seed: int, what: str, index: int) -> torch.Generator:
    return torch.Generator().manual_seed(image_seed(seed, what, index))
