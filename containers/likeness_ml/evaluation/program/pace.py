"""How far an evaluation is, and how long it will take."""

from __future__ import annotations

from likeness_ml.job import Job

TOLD = 1000  # lines at most, however many pictures


class Pace:
    """Counts `total` passes of a picture through a model; `done` of them were kept from before."""

    def __init__(self, job: Job, stage: str, done: int, total: int) -> None:
        self.job, self.stage, self.done, self.total = job, stage, done, total
        if total:
            job.step(stage, done, total)

    def passed(self) -> None:
        """Raises Stopped if the job was told to stop."""
        self.done += 1
        if self.done == self.total or self.done * TOLD // self.total > (self.done - 1) * TOLD // self.total:
            self.job.step(self.stage, self.done, self.total)
        else:
            self.job.check()


def tell_estimate(what: str, left: int, seconds: float) -> None:
    """Before the work: how many passes and, from one that was timed, how long."""
    print(f"estimate: {what}; {left} passes left at {seconds:.2g} s: about {told(left * seconds)}", flush=True)


def told(seconds: float) -> str:
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
