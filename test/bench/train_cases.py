"""One way to train, measured: seconds a step, or the losses of its first steps."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch.profiler import ProfilerActivity, profile
from train_plain import Changes, PlainTraining
from train_shapes import BLOCKS, Shape

from likeness_ml.backbone import load_backbone
from likeness_ml.represent.train import train

WARM_STEPS = 1


@dataclass(frozen=True)
class Case:
    """`changes` are the plain way's, None is ours; `settings` are changes of the shape's; anchors are drawn of so many
    `photos`, of all where it is None.
    """

    what: str
    changes: Changes | None
    settings: tuple[tuple[str, object], ...] = ()
    photos: int | None = None


PLAIN, OURS = "the plain way", "our training program: no waiting for each loss"
LADDER = (
    Case(PLAIN, Changes()),
    Case("files decoded and resized once", Changes(True)),
    Case("a batch augmented at once", Changes(True, True)),
    Case("one forward pass for all three groups", Changes(True, True, True)),
    Case("fused attention (SDPA)", Changes(True, True, True, True)),
    Case(OURS, None),
)
STILL = (("augment", "none"),)
FEW = (*STILL, ("blocks", BLOCKS))
SURE = (("dropout", 0.0),)
REPEATED = ((*STILL, *SURE), 3)  # anchors drawn of three photos, as they are: settings and photos of a case
# Two ways each, of which the second is ours.
APART = {
    "still": (Case("plain, pictures as they are", Changes(), STILL), Case("ours, pictures as they are", None, STILL)),
    "blocks": (Case(f"plain, last {BLOCKS} blocks", Changes(), FEW), Case(f"ours, last {BLOCKS} blocks", None, FEW)),
    "photos": (Case("each drawn picture encoded", LADDER[-2].changes, *REPEATED), Case("ours", None, *REPEATED)),
    "bf16": (LADDER[-1], Case("ours, bf16", None, (("precision", "bf16"),))),
}
# Two ways each that must learn the same, step for step: without dropout, whose draws follow the way.
TRUNK = "the last blocks alone"
CURVES = {
    "pictures as they are": (Case("plain", Changes(), (*STILL, *SURE)), Case("ours", None, (*STILL, *SURE))),
    "the same augmentation": (Case("plain", Changes(True, True), SURE), Case("ours", None, SURE)),
    "three photos as anchors": (Case("plain", Changes(), *REPEATED), Case("ours", None, *REPEATED)),
    TRUNK: (Case("plain", Changes(), (*FEW, *SURE)), Case("ours", None, (*FEW, *SURE))),
}
# Beginnings of torch's names of operations.
KINDS = {
    "products": ("aten::addmm", "aten::mm", "aten::bmm", "aten::mkldnn_convolution"),
    "attention": ("aten::_scaled_dot_product",),
}


class Enough(Exception):
    pass


def steps_of(case: Case, shape: Shape, after: Callable[[int, float], None]) -> None:
    """Trains and tells of each step its number, from 1 on, and its loss (NaN where nobody waited for it), until
    `after` raises Enough.
    """
    shape = shape.with_settings(replace(shape.settings, **dict(case.settings)))
    shape = shape if case.photos is None else shape.with_photos(case.photos)
    backbone = load_backbone(shape.backbone)
    try:
        if case.changes is None:
            with tempfile.TemporaryDirectory() as folder:
                train(
                    backbone,
                    shape.images,
                    shape.settings,
                    Path(folder),
                    lambda done, _, metrics: after(done, metrics.get("loss", float("nan"))),
                )
            return
        plain = PlainTraining(backbone, shape.files, shape.settings, shape.preprocessing, case.changes)
        rows, step = shape.rows, 0
        while True:
            loss = plain.step(shape.draws(step, rows), step)
            step += 1
            after(step, loss)
    except Enough:
        return


@dataclass(frozen=True)
class Cost:
    seconds: float  # a step
    before: float  # the first step, of which it is not counted what a later one takes


def cost(case: Case, shape: Shape, steps: int) -> Cost:
    times: list[float] = []
    began = time.perf_counter()

    def after(done: int, _: float) -> None:
        if torch.cuda.is_available() and done in (WARM_STEPS, WARM_STEPS + steps):
            torch.cuda.synchronize()  # what was begun before counts, and what is still under way
        times.append(time.perf_counter())
        if done == WARM_STEPS + steps:
            raise Enough

    steps_of(case, shape, after)
    seconds = (times[-1] - times[WARM_STEPS - 1]) / steps
    return Cost(seconds, max(0.0, times[0] - began - seconds))


def shares(case: Case, shape: Shape) -> dict[str, float]:
    """Of the seconds that a step's operations take, by kind, 0 to 1 each and 1 together."""
    profiler = profile(activities=[ProfilerActivity.CPU])

    def after(done: int, _: float) -> None:
        if done == WARM_STEPS:
            profiler.start()
        else:
            profiler.stop()
            raise Enough

    steps_of(case, shape, after)
    seconds = dict.fromkeys((*KINDS, "rest"), 0.0)
    for operation in profiler.key_averages():
        kind = next((kind for kind, names in KINDS.items() if operation.key.startswith(names)), "rest")
        seconds[kind] += operation.self_cpu_time_total
    return {kind: value / sum(seconds.values()) for kind, value in seconds.items()}


def losses(case: Case, shape: Shape, steps: int) -> list[float]:
    """Of the first steps. Ours is told to report each."""
    found: list[float] = []

    def after(done: int, loss: float) -> None:
        found.append(loss)
        if done == steps:
            raise Enough

    steps_of(replace(case, settings=(*case.settings, ("report_every", 1))), shape, after)
    return found


def difference(one: list[float], other: list[float]) -> float:
    """The largest, relative to the first."""
    return max(abs(a - b) / abs(a) for a, b in zip(one, other, strict=True))
