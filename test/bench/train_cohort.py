"""Subjects in one job against as many jobs, start-up counted: processes as a machine would start them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from likeness_ml.backbone import adapter_digest
from likeness_ml.compose.__main__ import compose
from likeness_ml.job import Job

REFERENCES, OTHERS, HELD_OUT = 3, 24, 8


def write_subjects(folder: Path, assets: Path, count: int, settings: Mapping[str, object]) -> Path:
    """A cohort channel. Sample subjects in turn, each time by other photos of theirs; `settings` are the compose
    job's. All have the same other things.
    """
    names = sorted(one.name for one in (assets / "samples").iterdir() if (one / "reference").is_dir())
    for number in range(count):
        name, turn = names[number % len(names)], number // len(names)
        subject = folder / "subjects" / f"{number:02d}-{name}"
        photos = sorted((assets / "samples" / name / "reference").glob("*.jpg"))
        photos += sorted((assets / "samples" / name / "held-out").glob("*.jpg"))
        first = turn * (REFERENCES + HELD_OUT) % max(1, len(photos) - REFERENCES - HELD_OUT)
        copy(photos[first : first + REFERENCES], subject / "references", masks=True)
        copy(photos[first + REFERENCES : first + REFERENCES + HELD_OUT], subject / "held-out")
        copy(sorted((assets / "samples" / "others").glob("*.jpg"))[:OTHERS], subject / "others")
        job = job_in(
            folder / "compose" / subject.name, settings, {"references": subject / "references", "bank": assets}
        )
        with contextlib.redirect_stdout(sys.stderr):
            compose(job)
        shutil.copytree(job.model_dir, subject / "synthetic")
    return folder / "subjects"


def copy(files: list[Path], to: Path, *, masks: bool = False) -> None:
    """Numbered anew, since photos of two folders may have one name."""
    to.mkdir(parents=True)
    for number, file in enumerate(files):
        shutil.copy(file, to / f"{number:02d}.jpg")
        mask = file.with_suffix(".mask.png")
        if masks and mask.exists():
            shutil.copy(mask, to / f"{number:02d}.mask.png")


def job_in(base: Path, settings: Mapping[str, object], channels: Mapping[str, Path]) -> Job:
    hyperparameters = {name: json.dumps(value) for name, value in settings.items()}
    (base / "input" / "config").mkdir(parents=True)
    (base / "input" / "config" / "hyperparameters.json").write_text(json.dumps(hyperparameters))
    (base / "input" / "data").mkdir()
    for name, source in channels.items():
        (base / "input" / "data" / name).symlink_to(source.resolve())
    return Job(base, hyperparameters)


def seconds_of(program: str, job: Job) -> float:
    """From starting the process to its end."""
    environment = {**os.environ, "SAGEMAKER_BASE_DIR": str(job.base), "LIKENESS_PARENT_PID": str(os.getpid())}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", f"likeness_ml.{program}"], env=environment, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - began


def compare(folder: Path, subjects: Path, backbone: Path, settings: Mapping[str, object]) -> dict[str, object]:
    """Seconds of a job for all and of a job for each, and whether both gave the same adapters."""
    together = job_in(folder / "together", settings, {"cohort": subjects, "backbone": backbone})
    whole = seconds_of("represent.cohort", together)
    each, same = [], True
    for subject in sorted(subjects.iterdir()):
        channels = {channel.name: channel for channel in subject.iterdir()}
        job = job_in(folder / "alone" / subject.name, settings, {**channels, "backbone": backbone})
        each.append(seconds_of("represent", job))
        same &= adapter_digest(job.model_dir) == adapter_digest(together.model_dir / subject.name)
    return {"together": whole, "each": each, "same": same}
