"""All that is wrong with a dataset, said at once."""

from __future__ import annotations

from likeness_ml.errors import InputError

SHOWN = 10


class Problems:
    """What was found wrong, in order; `refuse` raises InputError `DatasetInvalid` with the first ten, if any."""

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset
        self.found: list[str] = []

    def add(self, problem: str) -> None:
        self.found.append(problem)

    def refuse(self) -> None:
        if self.found:
            raise invalid(self.dataset, listed(self.found))


def listed(found: list[str]) -> str:
    """The first ten, and how many more there are."""
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return "; ".join(found[:SHOWN]) + more


def invalid(dataset: str, problem: str) -> InputError:
    """The error for a dataset that one thing makes unreadable."""
    return InputError("DatasetInvalid", f"The dataset {dataset} can't be used: {problem}.")
