"""What training cost: memory, and the share of the machine's arithmetic that it used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.utils.flop_counter import FlopCounterMode

from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.timing import Timing
from likeness_ml.dreambooth.train import Lesson, draw, loss_in
from likeness_ml.errors import InputError
from likeness_ml.generator.base import DTYPES
from likeness_ml.generator.memory import free_memory, is_out_of_memory, readable, wanted_by

SIDES = {"cpu": 1024, "cuda": 8192}  # of the matrices whose product says what the machine can do
REPEATS = 4


@contextmanager
def told_of_memory(settings: Settings) -> Iterator[None]:
    """Turns memory that runs out into InputError `OutOfMemory`, which says how much was wanted and what would do."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise InputError(
            "OutOfMemory",
            f"Memory ran out training with batch {settings.batch}: {wanted_by(error)} more were needed and"
            f" {readable(free_memory())} are free. Set a smaller batch or resolution, gradient_checkpointing or method"
            " lora, or use a machine with more memory.",
        ) from error


def peak_memory(stage: dict[str, float]) -> dict[str, int | None]:
    """Bytes: the process's over the stage and, of an accelerator, what tensors held."""
    device = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else None
    return {"process": int(stage["peakMemoryBytes"]), "device": device}


def utilisation(lesson: Lesson, settings: Settings, timing: Timing) -> dict[str, float]:
    """Floating-point operations a second, beside what a plain matrix product reaches here in the same precision.

    A step is counted as three forwards of the denoiser: one, and two more for its gradients. That is nanoGPT's rule;
    what gradient checkpointing computes again and the text encoders do is not counted.
    """
    device = next(lesson.trained.denoiser.parameters()).device
    flops = 3 * flops_forward(lesson, settings, device)
    reachable = matrix_rate(device, settings)
    achieved = flops * timing.steps_per_second
    return {
        "flopsPerStep": flops,
        "flopsPerSecond": achieved,
        "matrixFlopsPerSecond": reachable,
        "share": achieved / reachable,
        "processorShare": timing.busy / timing.seconds / settings.threads if timing.seconds else 0.0,
    }


@torch.no_grad()
def flops_forward(lesson: Lesson, settings: Settings, device: torch.device) -> int:
    """Of the first step's batch, by counting it for one picture."""
    batch = draw(lesson, settings, 0, device)
    one = batch.parts(len(batch.times))[0]
    with FlopCounterMode(display=False) as whole:
        loss_in(lesson, lesson.trained.denoiser, one, settings)
    with FlopCounterMode(display=False) as text_encoders:
        lesson.conditioning.of(one.instances, len(one.times) - one.instances, one.time_ids)
    return (whole.get_total_flops() - text_encoders.get_total_flops()) * len(batch.times)


def matrix_rate(device: torch.device, settings: Settings) -> float:
    side = SIDES[device.type]
    matrix = torch.ones(side, side, device=device, dtype=DTYPES[settings.precision])
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        (matrix @ matrix)[0, 0].item()  # which waits for it
        seconds.append(time.perf_counter() - began)
    return 2 * side**3 / min(seconds)
