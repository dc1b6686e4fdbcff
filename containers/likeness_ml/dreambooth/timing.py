"""How long steps take."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Of the steps that trained the weights, but the first of each process, which warms up."""

    steps: int = 0
    seconds: float = 0.0
    busy: float = 0.0  # seconds of processors, all threads together

    @property
    def steps_per_second(self) -> float:
        """0 while nothing was timed."""
        return self.steps / self.seconds if self.seconds else 0.0

    @property
    def seconds_per_step(self) -> float | None:
        return self.seconds / self.steps if self.steps else None


class Stopwatch:
    """Starts when it is made; `before` is what earlier processes took."""

    def __init__(self, before: Timing) -> None:
        self.before = before
        self.began = time.perf_counter()
        self.busy = time.process_time()

    def read(self, steps: int) -> Timing:
        seconds, busy = time.perf_counter() - self.began, time.process_time() - self.busy
        if steps == 0:
            return self.before
        return Timing(self.before.steps + steps, self.before.seconds + seconds, self.before.busy + busy)
