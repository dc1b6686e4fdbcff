"""The training container's side of SageMaker's contract: folders, hyperparameters, signals and exit codes."""

import ctypes
import errno
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from likeness_ml.errors import InputError, LikenessError, ServiceError
from likeness_ml.progress import Stages, step, write_atomic

FAILED = 1
STOPPED = 128 + signal.SIGTERM
FAILURE_CHARACTERS = 1024
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """The job was told to stop. Its checkpoint is its result, so nothing should catch this on the way out."""


@dataclass
class Job:
    """One training job: where its inputs are and where its results go."""

    base: Path
    hyperparameters: dict[str, str] = field(default_factory=dict)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.model_dir = self.base / "model"
        self.data_dir = self.base / "output" / "data"
        self.checkpoint_dir = self.base / "checkpoints"
        self.failure_file = self.base / "output" / "failure"
        for folder in (self.model_dir, self.data_dir, self.checkpoint_dir):
            folder.mkdir(parents=True, exist_ok=True)
        self.stages = Stages(self.data_dir / "stages.json", self.checkpoint_dir / "stages.json")

    @classmethod
    def from_environment(cls) -> "Job":
        """The job under `$SAGEMAKER_BASE_DIR`, by default `/opt/ml`."""
        base = base_from_environment()
        settings = base / "input" / "config" / "hyperparameters.json"
        return cls(base, json.loads(settings.read_text()) if settings.exists() else {})

    def has_channel(self, name: str) -> bool:
        return (self.base / "input" / "data" / name).is_dir()

    def channel(self, name: str) -> Path:
        """The folder of an input channel.

        Raises ServiceError `ObjectNotFound` where the job has no such channel.
        """
        if not self.has_channel(name):
            raise ServiceError("ObjectNotFound", f"The job has no input channel named {name}.")
        return self.base / "input" / "data" / name

    def step(self, stage: str, done: int, total: int, **metrics: float | int | str) -> None:
        """Tells the progress, then raises Stopped if the job was told to stop: save the step's checkpoint first."""
        step(stage, done, total, **metrics)
        self.check()

    def check(self) -> None:
        """Raises Stopped if the job was told to stop; for long loops that have no step to tell."""
        if self.stopping:
            raise Stopped


def base_from_environment() -> Path:
    return Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))


def run(program: Callable[[Job], None]) -> NoReturn:
    """Runs a training program as SageMaker expects and exits: 0 done, 1 failed (output/failure says why), 143 stopped.

    After SIGTERM the program goes on until it next calls `job.step` or `job.check`; SageMaker gives it 120 s.
    """
    die_with_parent()
    # How a library is going to change is ours to know: whoever reads a job's log can do nothing about it.
    warnings.simplefilter("ignore", FutureWarning)
    failure_file = base_from_environment() / "output" / "failure"
    try:
        failure_file.unlink(missing_ok=True)
        job = Job.from_environment()
        signal.signal(signal.SIGTERM, lambda *_: setattr(job, "stopping", True))
        program(job)
    except Stopped:
        sys.exit(STOPPED)
    except BrokenPipeError:
        # Nobody reads our progress any more: whoever started the job is gone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(STOPPED)
    except Exception as error:
        traceback.print_exc()
        report(failure_file, as_failure(error))
        sys.exit(FAILED)
    sys.exit(0)


def as_failure(error: Exception) -> LikenessError:
    """The error in the project's words; one that has none is Internal."""
    if isinstance(error, LikenessError):
        return error
    if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or "(os error 28)" in str(error):
        return InputError("DiskFull", f"The disk is full: {error}. Free some space and start the run again.")
    return ServiceError("Internal", f"{type(error).__name__}: {error}")


def report(file: Path, failure: LikenessError) -> None:
    try:
        write_atomic(file, f"{failure.code}: {failure}"[:FAILURE_CHARACTERS].encode())
    except OSError as error:
        print(f"output/failure could not be written: {error}", file=sys.stderr)


def die_with_parent() -> None:
    """Asks Linux for a SIGTERM when the process named by `$LIKENESS_PARENT_PID` dies, so that no job outlives it."""
    parent = os.environ.get("LIKENESS_PARENT_PID")
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit(STOPPED)
