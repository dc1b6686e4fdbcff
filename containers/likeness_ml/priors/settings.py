"""The priors job's settings."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from likeness_ml.generator.sampling import Sampling
from likeness_ml.settings import parsed, refuse_unknown, within

MOST = 9999  # an id has four digits


@dataclass(frozen=True)
class Settings:
    """The paper's numbers. Raises InputError `OptionInvalid` naming the setting and its range."""

    seed: int = 0
    class_images: int = 200
    negatives: int = 450
    backgrounds: int = 0
    threads: int = 2  # sums over another number of threads round otherwise, so it decides the bits too
    sampling: Sampling = field(default_factory=Sampling)

    def __post_init__(self) -> None:
        within("seed", self.seed, 0, 2**53 - 1, whole=True)
        for name in ("class_images", "negatives", "backgrounds"):
            within(name, getattr(self, name), 0, MOST, whole=True)
        within("threads", self.threads, 1, 256, whole=True)

    @classmethod
    def read(cls, hyperparameters: dict[str, str]) -> Settings:
        """From a job's strings, each of them JSON; sampling's settings stand beside the job's own.

        Raises InputError `OptionUnknown` for a name that is none of ours, `OptionInvalid` for a value that is no JSON.
        """
        values = {name: parsed(name, text) for name, text in hyperparameters.items()}
        ours = {one.name for one in fields(cls)} - {"sampling"}
        sampling = {one.name for one in fields(Sampling)}
        refuse_unknown(values, ours | sampling, "priors")
        own = {name: value for name, value in values.items() if name in ours}
        return cls(**own, sampling=Sampling(**{name: values[name] for name in values.keys() & sampling}))
