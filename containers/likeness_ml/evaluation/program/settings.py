"""The evaluate job's settings."""

from __future__ import annotations

from dataclasses import dataclass

from likeness_ml.errors import InputError
from likeness_ml.settings import one_of, parsed, refuse_unknown, true_or_false, within

TASKS = ("classification", "retrieval", "detection", "segmentation")
GLOBAL = frozenset({"classification", "retrieval"})
DENSE = frozenset({"detection", "segmentation"})


@dataclass(frozen=True)
class Settings:
    """The paper's protocol unless told otherwise. Raises InputError `OptionInvalid` naming the setting."""

    tasks: tuple[str, ...] = ("classification", "retrieval")
    split: str = "test"  # which instances are judged: "val", "test" or "all"
    others: str = "all"  # gallery and negatives: of all instances, as the paper's code, or of the "same-split"
    shifts: bool = False  # each shift of the test pictures by itself too
    negatives: str = "same-shift"  # under a shift, or from "all-shifts" (P-E10)
    feature: str = "cls"  # or "adapter": the one that each adapter was trained for, the base by the same (P-E1)
    side: int | None = None  # of the dense tasks' square, in pixels; 64 patches unless given (section 2.3.1)
    seed: int = 0  # of DogFaceNet's reference photos, where no file lists them, and of the intervals
    threads: int = 2  # sums over another number of threads round otherwise, so it decides the bits too

    def __post_init__(self) -> None:
        if not isinstance(self.tasks, tuple) or not self.tasks or len(set(self.tasks)) < len(self.tasks):
            raise InputError("OptionInvalid", f"tasks is {self.tasks}: it must name some of {', '.join(TASKS)} once.")
        for task in self.tasks:
            one_of("tasks", task, TASKS)
        one_of("split", self.split, ("val", "test", "all"))
        one_of("others", self.others, ("all", "same-split"))
        true_or_false("shifts", self.shifts)
        one_of("negatives", self.negatives, ("same-shift", "all-shifts"))
        if self.negatives == "all-shifts" and not self.shifts:
            raise InputError("OptionInvalid", "negatives says where a shift's negatives come from: ask for shifts too.")
        one_of("feature", self.feature, ("cls", "adapter"))
        if self.side is not None:
            within("side", self.side, 16, 4096, whole=True)
            if not DENSE & set(self.tasks):
                raise InputError("OptionInvalid", "side is of detection and segmentation: ask for one of them too.")
        within("seed", self.seed, 0, 2**53 - 1, whole=True)
        within("threads", self.threads, 1, 256, whole=True)

    @classmethod
    def read(cls, hyperparameters: dict[str, str]) -> Settings:
        """From a job's strings, each of them JSON.

        Raises InputError `OptionUnknown` for a name that is none of ours, `OptionInvalid` for a value that is no JSON.
        """
        refuse_unknown(hyperparameters, cls.__dataclass_fields__, "evaluate")
        values = {name: parsed(name, text) for name, text in hyperparameters.items()}
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**values | lists)

    @property
    def whole_pictures(self) -> bool:
        return bool(GLOBAL & set(self.tasks))

    @property
    def dense(self) -> bool:
        return bool(DENSE & set(self.tasks))
