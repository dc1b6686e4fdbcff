"""The represent job of many subjects, one after another: what it costs to start, and what subjects share, is paid once.

    python -m likeness_ml.represent.cohort

The channel `cohort` has a folder for each subject, with the represent job's channels in it; a channel that all
subjects share, such as `backbone`, stands beside it instead. The hyperparameters are the represent job's.
model/{subject}/ and output/data/{subject}/ get what that job writes, bit for bit: the same code trains, each subject
from its own seed.

A subject that fails fails alone: output/data/{subject}/failure says why, and the job, when all others are done, ends as
failed and says how many. Started again, it goes on: finished subjects keep their results, which lie beside the
checkpoints, and the others are tried.
"""

from __future__ import annotations

import re
import shutil
import traceback
from pathlib import Path

from likeness_ml.errors import InputError, LikenessError, ServiceError
from likeness_ml.job import Job, as_failure, report, run
from likeness_ml.progress import Stages, step, write_atomic
from likeness_ml.represent.one import one_subject, told
from likeness_ml.represent.shared import Shared

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # of a subject; it stands in progress lines


class Member(Job):
    """One subject's share of the job: a represent job whose folders have the subject's name.

    Its results come to lie beside its checkpoints, which outlive the machine, and are copied to the job's own.
    """

    def __init__(self, whole: Job, folder: Path) -> None:
        self.whole, self.folder, self.name = whole, folder, folder.name
        self.checkpoint_dir = whole.checkpoint_dir / self.name
        self.results = self.checkpoint_dir / "results"
        self.model_dir, self.data_dir = self.results / "model", self.results / "data"
        self.failure_file = whole.data_dir / self.name / "failure"
        self.mark = self.checkpoint_dir / "finished"
        self.failure_file.unlink(missing_ok=True)
        self.stages = Stages(self.data_dir / "stages.json", self.checkpoint_dir / "stages.json")

    def has_channel(self, name: str) -> bool:
        return (self.folder / name).is_dir() or self.whole.has_channel(name)

    def channel(self, name: str) -> Path:
        own = self.folder / name
        return own if own.is_dir() else self.whole.channel(name)

    def step(self, stage: str, done: int, total: int, **metrics: float | int | str) -> None:
        step(stage, done, total, subject=self.name, **metrics)
        self.check()

    def check(self) -> None:
        self.whole.check()

    @property
    def finished(self) -> bool:
        return self.mark.exists()

    def finish(self) -> None:
        """What only a restart would need goes."""
        write_atomic(self.mark, b"")
        for lesson in self.checkpoint_dir.iterdir():
            if lesson.is_dir() and lesson != self.results:
                shutil.rmtree(lesson)

    def publish(self) -> None:
        for source, to in ((self.model_dir, self.whole.model_dir), (self.data_dir, self.whole.data_dir)):
            shutil.copytree(source, to / self.name, dirs_exist_ok=True)


def cohort(job: Job) -> None:
    rule, settings = told(job)
    members = members_of(job)
    with job.stages("share"):
        shared = Shared(job.channel("backbone"), [member.folder for member in members])
    failures: dict[str, LikenessError] = {}
    for number, member in enumerate(members, start=1):
        if not member.finished:
            try:
                one_subject(member, rule, settings, shared)
                member.finish()
            except BrokenPipeError:  # nobody reads what the job tells: no subject's fault
                raise
            except Exception as error:
                traceback.print_exc()
                failures[member.name] = as_failure(error)
                report(member.failure_file, failures[member.name])
        if member.finished:
            member.publish()
        job.step("cohort", number, len(members), subject=member.name, failed=len(failures))
    if failures:
        raise failed(failures, len(members))


def members_of(job: Job) -> list[Member]:
    """In alphabetical order. Raises InputError `DatasetInvalid` where there is none, or for a name that is no word."""
    folders = sorted(folder for folder in job.channel("cohort").iterdir() if folder.is_dir())
    if not folders:
        raise InputError("DatasetInvalid", "The channel cohort has no folder: give one for each subject.")
    for folder in folders:
        if not NAME.fullmatch(folder.name):
            raise InputError(
                "DatasetInvalid",
                f"The channel cohort has a folder {folder.name!r}: name it by letters, digits, dots, hyphens and"
                " underscores.",
            )
    return [Member(job, folder) for folder in folders]


def failed(failures: dict[str, LikenessError], count: int) -> LikenessError:
    """Of the first failure's kind; told whole in each subject's own file."""
    (name, first), *more = failures.items()
    others = f" Also failed: {', '.join(name for name, _ in more)}." if more else ""
    kind = InputError if isinstance(first, InputError) else ServiceError
    return kind(
        first.code,
        f"{len(failures)} of {count} subjects failed; the others' results stand. {name}: {first}{others}"
        " See output/data/SUBJECT/failure.",
    )


if __name__ == "__main__":
    run(cohort)
