"""One way to train, measured: seconds a step, or the losses of its first steps."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from train_plain import Changes, PlainTraining
from train_shapes import BLOCKS, Shape

from likeness_ml.backbone import load_backbone, preprocessing_of
from likeness_ml.represent.train import train

WARM_STEPS = 1


@dataclass(frozen=True)
class Case:
    """`changes` are the plain way's, None is ours; `settings` are changes of the shape's."""

    what: str
    changes: Changes | None
    settings: tuple[tuple[str, object], ...] = ()


PLAIN, OURS = "the plain way", "our training program: no waiting for each loss"
LADDER = (
    Case(PLAIN, Changes()),
    Case("pictures decoded once", Changes(True)),
    Case("a batch augmented at once", Changes(True, True)),
    Case("one forward pass for all three groups", Changes(True, True, True)),
    Case("fused attention (SDPA)", Changes(True, True, True, True)),
    Case(OURS, None),
)
STILL = (("augment", "none"),)
FEW = (*STILL, ("blocks", BLOCKS))
# Two ways each, of which the second is ours.
APART = {
    "still": (Case("plain, pictures as they are", Changes(), STILL), Case("ours, pictures as they are", None, STILL)),
    "blocks": (Case(f"plain, last {BLOCKS} blocks", Changes(), FEW), Case(f"ours, last {BLOCKS} blocks", None, FEW)),
    "bf16": (LADDER[-1], Case("ours, bf16", None, (("precision", "bf16"),))),
}
# Two ways each that must learn the same, step for step: without dropout, whose draws follow the way.
SURE = (("dropout", 0.0),)
CURVES = {
    "pictures as they are": (Case("plain", Changes(), (*STILL, *SURE)), Case("ours", None, (*STILL, *SURE))),
    "the same augmentation": (Case("plain", Changes(True, True), SURE), Case("ours", None, SURE)),
    "the last blocks alone": (Case("plain", Changes(), (*FEW, *SURE)), Case("ours", None, (*FEW, *SURE))),
}


class Enough(Exception):
    pass


def steps_of(case: Case, shape: Shape, after: Callable[[int, float], None]) -> None:
    """Trains and tells of each step its number, from 1 on, and its loss (NaN where nobody waited for it), until
    `after` raises Enough.
    """
    shape = shape.with_settings(replace(shape.settings, **dict(case.settings)))
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
        plain = PlainTraining(backbone, shape.files, shape.settings, preprocessing_of(backbone), case.changes)
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
        times.append(time.perf_counter())
        if done == WARM_STEPS + steps:
            raise Enough

    steps_of(case, shape, after)
    seconds = (times[-1] - times[WARM_STEPS - 1]) / steps
    return Cost(seconds, max(0.0, times[0] - began - seconds))


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
