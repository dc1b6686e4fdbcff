"""The generate job's inputs, small enough for tests."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from sample_jobs import job_in

from likeness_ml.dreambooth.__main__ import Order, generate, load, prepare
from likeness_ml.dreambooth.train import Lesson
from likeness_ml.job import Job

SIDE = 64  # of the tiny generators' images
GENERATE = {
    "threads": "1",
    "steps": "5",
    "batch": "2",
    "class_images": "3",
    "report_every": "1",
    "checkpoint_every": "2",
    "images": "3",
    "sample_batch": "2",
    "sampling_steps": "2",
    "learning_rate": "0.001",
}


def write_priors(to: Path, count: int = 3, *, stray: bool = False) -> Path:
    """A priors channel: class images of noise, and one negative; a stray file is listed nowhere."""
    (to / "images").mkdir(parents=True)
    lines = []
    for kind, prefix, number in (("negative", "pn", 1), ("class", "cl", count)):
        for index in range(number):
            identity = f"{prefix}{index:04d}"
            noise(to / "images" / f"{identity}.jpg", seed=index)
            lines.append({"id": identity, "file": f"images/{identity}.jpg", "source": "generator", "kind": kind})
    if stray:
        noise(to / "images" / "cl9999.jpg", seed=99)
    (to / "images.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return to


def noise(file: Path, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file)


def job_of(base: Path, channels: dict[str, Path], **changes: str) -> Job:
    return job_in(base, GENERATE | changes, **channels)


def finished(base: Path, channels: dict[str, Path], **changes: str) -> Job:
    job = job_of(base, channels, **changes)
    generate(job)
    return job


def training(job: Job) -> dict:
    return json.loads((job.data_dir / "training.json").read_text())


def lesson_of(base: Path, channels: dict[str, Path], **changes: str) -> tuple[Order, Lesson]:
    """What the job would train on, ready to."""
    order = Order.read(job_of(base, channels, **changes))
    torch.set_num_threads(order.settings.threads)
    return order, prepare(load(order), order)
