"""Reading a job's settings: hyperparameters are strings, each of them JSON."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from likeness_ml.errors import InputError


def refuse_unknown(names: Iterable[str], known: Collection[str], job: str) -> None:
    """Raises InputError `OptionUnknown` for a name that is none of the job's: a misspelt one must not be ignored."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise InputError("OptionUnknown", f"There is no setting {', '.join(unknown)} of the {job} job.")


def parsed(name: str, text: str) -> Any:  # noqa: ANN401 - what it must be is checked next
    """Raises InputError `OptionInvalid` for a value that is no JSON."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError("OptionInvalid", f"{name} is {text}: it must be JSON.") from error


def within(name: str, value: float, low: float, high: float, *, whole: bool = False) -> None:
    """Raises InputError `OptionInvalid` naming the setting and its range."""
    kinds = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        number = "a whole number" if whole else "a number"
        raise InputError("OptionInvalid", f"{name} is {value}: it must be {number} from {low} to {high}.")


def above_zero(name: str, value: float) -> None:
    if not value > 0:
        raise InputError("OptionInvalid", f"{name} is {value}: it must be above 0.")


def layer_names(name: str, value: object) -> None:
    """Whether the model has them is seen when there is one."""
    if not isinstance(value, tuple) or not value or not all(isinstance(one, str) and one for one in value):
        raise InputError("OptionInvalid", f"{name} is {value}: it must be a list of layers' names.")


def one_of(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise InputError("OptionInvalid", f"{name} is {value}: it must be one of {', '.join(known)}.")


def true_or_false(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise InputError("OptionInvalid", f"{name} is {value}: it must be true or false.")
