"""What to do where memory runs out: once, with half as many at a time; then say how much was wanted."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import torch

from likeness_ml.errors import InputError

ALLOCATED = re.compile(r"[Tt]ried to allocate ([\d.]+ ?\w+)")
REFUSALS = ("out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED", "std::bad_alloc")
UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}

Item = TypeVar("Item")
Made = TypeVar("Made")


class Portions:
    """Makes things `size` at a time, and from the first time that memory doesn't suffice half as many."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.may_halve = True

    def make(self, items: Sequence[Item], make: Callable[[Sequence[Item]], list[Made]]) -> list[Made]:
        """What `make` makes of all items. Raises InputError `OutOfMemory` where half doesn't fit either."""
        while True:
            try:
                parts = [items[start : start + self.size] for start in range(0, len(items), self.size)]
                return [made for part in parts for made in make(part)]
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                wanted = wanted_by(error)
            # Out here the error is gone, and with it the tensors that its traceback held.
            free, together = free_memory(), min(self.size, len(items))
            if not self.may_halve or together == 1:
                raise InputError(
                    "OutOfMemory",
                    f"Memory ran out making {together} at a time: {wanted} more were needed and {readable(free)} are"
                    " free. Set a smaller batch or resolution, or use a machine with more memory.",
                )
            self.size, self.may_halve = (together + 1) // 2, False
            if torch.cuda.is_available():
                torch.cuda.empty_cache()


def is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or any(word in str(error) for word in REFUSALS)


def wanted_by(error: Exception) -> str:
    """The amount that was refused, in words."""
    found = ALLOCATED.search(str(error))
    if not found:
        return "some"
    amount, unit = found[1].split(" ")
    return readable(int(float(amount) * UNITS.get(unit, 1)))


def free_memory() -> int | None:
    """Bytes of the device that computes: an accelerator's, or what this process may still take of the machine's."""
    if torch.cuda.is_available():
        return torch.cuda.mem_get_info()[0]
    try:
        available = re.search(r"MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text())
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return None
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    free = int(available[1]) * 1024 if available else None
    if allowed == resource.RLIM_INFINITY:
        return free
    return max(0, min(allowed - taken, free or allowed))


def readable(amount: int | None) -> str:
    if amount is None:
        return "too few"
    return f"{amount / 2**30:.1f} GiB" if amount >= 2**30 else f"{amount / 2**20:.1f} MiB"
