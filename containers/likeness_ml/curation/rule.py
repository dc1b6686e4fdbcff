"""How to choose: the settings of curation."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields

from likeness_ml.errors import InputError

RULES = ("all", "threshold", "random", "lowest-tenth", "coverage")


@dataclass(frozen=True)
class Rule:
    """`curation` names the rule for positives:

    - `all`: no curation;
    - `threshold`: the paper's, a mean cosine to the photos' crops of at least 0.6 (paper section 1.4);
    - `random`: as many of each group as `coverage` takes, drawn without looking;
    - `lowest-tenth`: without the least faithful tenth of each source and without repeats;
    - `coverage`: the faithful few that stand best for all faithful ones.
    """

    curation: str = "lowest-tenth"
    budget: int = 0  # positives that train; 0 = all that the rule lets through
    fidelity_floor: float = 0.5  # of `coverage`: half-way between the negatives (0) and real photos (1)
    generated_share: float | None = 0.5  # of the budget, for the generator's images; null lets the rule choose

    def __post_init__(self) -> None:
        whole = isinstance(self.budget, int) and not isinstance(self.budget, bool)
        checks = {
            f"curation: one of {', '.join(RULES)}": self.curation in RULES,
            "budget: a whole number from 0": whole and self.budget >= 0,
            "fidelity_floor: a number": _is_number(self.fidelity_floor),
            "generated_share: null, or a number from 0 to 1": self.generated_share is None
            or (_is_number(self.generated_share) and 0 <= self.generated_share <= 1),
        }
        for expected, holds in checks.items():
            if not holds:
                value = getattr(self, expected.split(":")[0])
                raise InputError("OptionInvalid", f"The represent job's setting is {value!r}, not {expected}.")

    @classmethod
    def take(cls, hyperparameters: dict[str, str]) -> tuple[Rule, dict[str, str]]:
        """The rule of a job's strings, each of them JSON, and the strings that are not its settings.

        Raises InputError `OptionInvalid` for a value that is none.
        """
        own = {field.name for field in fields(cls)} & hyperparameters.keys()
        rest = {name: text for name, text in hyperparameters.items() if name not in own}
        return cls(**{name: json.loads(hyperparameters[name]) for name in own}), rest


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
