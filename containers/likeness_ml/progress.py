"""What a job tells about itself while it runs, and writes that a kill can't tear."""

import contextlib
import json
import os
import re
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SAMPLE_SECONDS = 0.1
PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def write_atomic(path: Path, content: bytes) -> None:
    """Replaces the file in one step: a reader, or a restart after a kill, sees the old bytes or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def write_json_atomic(path: Path, value: object) -> None:
    """`write_atomic` of the value as JSON; NaN and infinities, which JSON lacks, raise ValueError."""
    write_atomic(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False).encode())


def step(stage: str, done: int, total: int, **metrics: float | int | str) -> None:
    """Prints the progress line `train step 12/60 loss 1.2345`; floats carry six significant digits."""
    words = [stage, "step", f"{done}/{total}"]
    for name, value in metrics.items():
        words += [name, f"{value:.6g}" if isinstance(value, float) else str(value)]
    print(*words, flush=True)


def memory_now() -> int:
    """This process's memory in bytes: its proportional share (PSS) on Linux, elsewhere its largest resident size."""
    try:
        found = PSS.search(Path("/proc/self/smaps_rollup").read_bytes())
        if found:
            return int(found[1]) * 1024
    except OSError:
        pass
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


class Stages:
    """Measures a job's sub-stages: `with job.stages("train"): ...`.

    Writes `[{name, seconds, peakMemoryBytes}]` in the order of first entry after each sub-stage, finished or
    not. The record is kept beside the checkpoints too, and a sub-stage entered again after a restart adds its
    seconds to what is there; only the seconds since its last entry are lost to a kill.
    """

    def __init__(self, output: Path, checkpoint: Path) -> None:
        self.output = output
        self.checkpoint = checkpoint
        kept = json.loads(checkpoint.read_text()) if checkpoint.exists() else []
        self.records: dict[str, dict[str, Any]] = {record["name"]: record for record in kept}
        if kept:
            write_json_atomic(output, kept)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        memory = PeakMemory()
        started = time.monotonic()
        memory.start()
        try:
            yield
        finally:
            self._record(name, time.monotonic() - started, memory.stop())

    def _record(self, name: str, seconds: float, peak: int) -> None:
        before = self.records.get(name, {"seconds": 0.0, "peakMemoryBytes": 0})
        self.records[name] = {
            "name": name,
            "seconds": round(before["seconds"] + seconds, 3),
            "peakMemoryBytes": max(before["peakMemoryBytes"], peak),
        }
        for path in (self.checkpoint, self.output):
            write_json_atomic(path, list(self.records.values()))


class PeakMemory(threading.Thread):
    """Samples this process's memory until stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = memory_now()
        self.finished = threading.Event()

    def run(self) -> None:
        while not self.finished.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, memory_now())

    def stop(self) -> int:
        """The largest sample in bytes."""
        self.finished.set()
        self.join()
        return max(self.peak, memory_now())
