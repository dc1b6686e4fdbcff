"""One thing to measure, in a process of its own."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from generation_inputs import CLASS, INSTANCE, Inputs
from generation_plain import PlainTraining, plain_pictures

from likeness_ml.dreambooth import train as training
from likeness_ml.dreambooth.__main__ import Order, load, prepare
from likeness_ml.dreambooth.checkpoint import Checkpoint
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.weights import Trained
from likeness_ml.errors import InputError
from likeness_ml.generator.base import check_base, default_device, load_base
from likeness_ml.generator.memory import is_out_of_memory
from likeness_ml.generator.sampling import Request, Sampling, sample
from likeness_ml.job import Job

WARM_STEPS, VIEWS = 2, 4


@dataclass(frozen=True)
class Case:
    side: str  # "plain" or "ours"
    what: str  # "train" or "sample"
    count: int  # steps or pictures that are timed
    method: str = "full"
    precision: str = "fp32"
    batch: int = 1  # photos a step, beside as many class images; or pictures at once
    fused: bool = True  # ours alone
    text_encoder: bool = False  # plain alone: it trains too
    checkpointing: bool = False  # ours alone: activations are computed again instead of kept
    solver: str = "pndm"
    steps: int = 50  # the solver's
    threads: int = 2


@dataclass(frozen=True)
class Cost:
    seconds: float | None  # a step, or a picture; None where memory ran out
    peak_bytes: int
    encode_seconds: float | None = None  # of each picture that is encoded beforehand, all preparation included


def measure(case: Case, inputs: Inputs) -> Cost:
    torch.set_num_threads(case.threads)
    measured = {
        ("plain", "train"): train_plain,
        ("ours", "train"): train_ours,
        ("plain", "sample"): sample_plain,
        ("ours", "sample"): sample_ours,
    }[case.side, case.what]
    with tempfile.TemporaryDirectory() as folder:
        try:
            cost = measured(case, inputs, Path(folder))
            return replace(cost, seconds=None) if halved() else cost
        except (RuntimeError, MemoryError, InputError) as error:
            if is_out_of_memory(error) or (isinstance(error, InputError) and error.code == "OutOfMemory"):
                return Cost(None, peak_bytes())
            raise


def halved() -> bool:
    """Whether memory ran out and our programs went on with half as many at a time, which is another case."""
    return torch.cuda.is_available() and torch.cuda.memory_stats()["num_ooms"] > 0


class Clock:
    """Seconds a step, but for the first few, which warm up."""

    def __init__(self, steps: int) -> None:
        self.steps, self.began, self.ended = steps, 0.0, 0.0

    def after(self, done: int) -> None:
        if done == WARM_STEPS:
            self.began = now()
        if done == WARM_STEPS + self.steps:
            self.ended = now()

    @property
    def seconds(self) -> float:
        return (self.ended - self.began) / self.steps


def now() -> float:
    """Once the device has done what it was given."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter()


def peak_bytes() -> int:
    """What tensors held of an accelerator's memory; without one the process's largest resident size."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated()
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def train_plain(case: Case, inputs: Inputs, _: Path) -> Cost:
    base = check_base(inputs.generator)
    pipeline = load_base(base, case.precision, default_device(), safety_checker=False)
    plain = PlainTraining(pipeline, (INSTANCE, CLASS), lora=case.method == "lora", text_encoder=case.text_encoder)
    clock, photos, classes = Clock(case.count), inputs.photos, inputs.classes
    for step in range(WARM_STEPS + case.count):
        plain.random_step(photos[step % len(photos)], classes[step % len(classes)], base.resolution)
        clock.after(step + 1)
    return Cost(clock.seconds, peak_bytes())


class Unkept(Checkpoint):
    """Writing one is no part of a step."""

    def keep(self, *_: object) -> None:
        pass


def train_ours(case: Case, inputs: Inputs, folder: Path) -> Cost:
    order = Order.read(job_of(inputs, folder, ours(case, len(inputs.classes))))
    if not case.fused:
        training.optimizer_of = unfused
    pipeline = load(order)
    began = now()
    lesson = prepare(pipeline, order)
    encode_seconds = (now() - began) / (VIEWS * len(order.photos) + len(order.classes))
    clock = Clock(case.count)
    training.train(
        lesson, order.settings, Unkept(folder), lambda: False, lambda step, _total, _metrics: clock.after(step)
    )
    return Cost(clock.seconds, peak_bytes(), encode_seconds)


def ours(case: Case, class_images: int) -> dict[str, object]:
    """The generate job's hyperparameters; it reports, which waits for the device, at the end alone."""
    steps = WARM_STEPS + case.count
    return {
        "steps": steps,
        "report_every": steps,
        "checkpoint_every": steps,
        "batch": case.batch,
        "views": VIEWS,
        "class_images": class_images,
        "method": case.method,
        "precision": case.precision,
        "gradient_checkpointing": case.checkpointing,
        "learning_rate": 2e-6,
        "threads": case.threads,
        "safety_checker": False,
    }


def job_of(inputs: Inputs, folder: Path, hyperparameters: dict[str, object]) -> Job:
    base = folder / "job"
    channels = base / "input" / "data"
    channels.mkdir(parents=True)
    for name, source in asdict(inputs).items():
        (channels / name).symlink_to(source)
    return Job(base, {name: json.dumps(value) for name, value in hyperparameters.items()})


def unfused(trained: Trained, settings: Settings) -> torch.optim.Optimizer:
    """As torch has it by default."""
    options = {"betas": settings.betas, "eps": settings.epsilon, "weight_decay": settings.weight_decay}
    return torch.optim.AdamW(trained.groups(settings), **options)


def prompts_of(count: int) -> list[str]:
    return [f"{INSTANCE} on shelf number {number}" for number in range(count)]


def sample_plain(case: Case, inputs: Inputs, folder: Path) -> Cost:
    pipeline = load_base(check_base(inputs.generator), case.precision, default_device(), safety_checker=False)
    prompts, seeds = prompts_of(case.count), range(case.count)
    few = case.batch
    plain_pictures(pipeline, prompts[:few], seeds[:few], folder / "warm", steps=2, together=few)
    began = now()
    plain_pictures(pipeline, prompts, seeds, folder / "made", steps=case.steps, together=few)
    return Cost((now() - began) / case.count, peak_bytes())


def sample_ours(case: Case, inputs: Inputs, folder: Path) -> Cost:
    pipeline = load_base(check_base(inputs.generator), case.precision, default_device(), safety_checker=False)
    settings = Sampling(
        guidance=5.0,
        solver=case.solver,
        sampling_steps=case.steps,
        batch=case.batch,
        precision=case.precision,
        safety_checker=False,
    )
    requests = [
        Request(f"db{number:04d}", prompt, number, "dreambooth", "positive")
        for number, prompt in enumerate(prompts_of(case.count))
    ]
    warm = replace(settings, sampling_steps=2)
    sample(pipeline, requests[: case.batch], folder / "warm", warm, lambda *_: None)
    began = now()
    made = sample(pipeline, requests, folder / "made", settings, lambda *_: None)
    assert len(made.lines) == case.count
    return Cost((now() - began) / case.count, peak_bytes())
