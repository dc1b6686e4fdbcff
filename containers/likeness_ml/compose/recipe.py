"""What a compose job is asked for: the settings, their ranges and their defaults."""

from __future__ import annotations

import json
import math
from dataclasses import Field, dataclass, field, fields
from typing import Any

from likeness_ml.errors import InputError
from likeness_ml.settings import refuse_unknown

LIGHTS = ("none", "match")
DISTRACTOR_SOURCES = ("bank", "mixed")


def _within(default: Any, low: float, high: float) -> Any:  # noqa: ANN401 - a field stands for its value
    """A setting of one number, or of a pair of them, each from `low` to `high`; whole where the default is."""
    return field(default=default, metadata={"range": (low, high)})


def _one_of(default: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 - likewise
    return field(default=default, metadata={"choices": choices})


@dataclass(frozen=True)
class Recipe:
    """The paper gives no ranges for Cut-and-Paste; scale, rotation, visible, flip, erode and feather are the proposals
    of section 1.6. Raises InputError `OptionInvalid` naming the setting and its range."""

    side: int = _within(160, 16, 1024)
    cut_and_paste: int = _within(96, 0, 10_000)
    augmented: int = _within(48, 0, 10_000)
    negatives: int = _within(120, 0, 10_000)
    scale: tuple[float, float] = _within((0.3, 0.8), 0.05, 1.5)  # the object's longer side as a share of the picture's
    rotation: float = _within(20.0, 0, 180)  # degrees either way
    visible: float = _within(0.8, 0.1, 1)  # smallest share of the object inside the picture
    flip: float = _within(0.0, 0, 1)  # probability; text flips too
    erode: int = _within(1, 0, 8)  # pixels of the cut-out, whose longer side is at most 320 or the picture's
    feather: int = _within(1, 0, 8)  # pixels of the picture
    light: str = _one_of("none", LIGHTS)  # `match`: brightness and contrast are brought to the background's
    light_match: float = _within(0.5, 0, 1)  # and by which share
    distractors: float = _within(0.0, 0, 8)  # other objects behind or beside the subject, in the mean
    occlusion: float = _within(0.0, 0, 1)  # probability of another object in front of it
    occlusion_share: float = _within(0.5, 0, 0.5)  # largest share of the subject that it may cover
    # `bank`: other objects are the bank's, made up where it has none. `mixed`: half of those behind, none in front.
    distractor_source: str = _one_of("bank", DISTRACTOR_SOURCES)
    # A composite that shows less than asked is drawn anew so often, then left out; 0 takes the first as it comes.
    redraws: int = _within(20, 0, 100)
    # generated, bank, surroundings, pattern; what isn't there leaves its share to the others
    background_shares: tuple[float, float, float, float] = _within((0.5, 0.225, 0.15, 0.125), 0, 1)

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check(setting, getattr(self, setting.name))
        if self.scale[0] > self.scale[1]:
            raise _invalid("scale", self.scale, "its first number may not be above its second")
        if not math.isclose(sum(self.background_shares), 1, abs_tol=1e-6):
            raise _invalid("background_shares", self.background_shares, "the four shares must add up to 1")
        if self.cut_and_paste + self.augmented + self.negatives == 0:
            message = "cut_and_paste, augmented and negatives are all 0: at least one must be 1 or more."
            raise InputError("OptionInvalid", message)


def recipe_from(hyperparameters: dict[str, str]) -> Recipe:
    """Raises InputError: OptionUnknown for a setting that there isn't, OptionInvalid for a value out of its range."""
    values = {name: _parsed(name, text) for name, text in hyperparameters.items() if name != "seed"}
    refuse_unknown(values, {setting.name for setting in fields(Recipe)}, "compose")
    return Recipe(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def seed_from(hyperparameters: dict[str, str]) -> int:
    text = hyperparameters.get("seed", "0")
    if not text.isdecimal():
        raise _invalid("seed", text, "it must be a whole number from 0")
    return int(text)


def _parsed(name: str, text: str) -> Any:  # noqa: ANN401 - what it must be is checked next
    try:
        return json.loads(text)
    except ValueError as error:
        raise _invalid(name, text, "it must be JSON, words in quotes") from error


def _check(setting: Field[Any], value: object) -> None:
    choices = setting.metadata.get("choices")
    if choices is not None:
        if value not in choices:
            raise _invalid(setting.name, value, f"it must be one of {', '.join(choices)}")
        return
    low, high = setting.metadata["range"]
    default = setting.default
    whole = isinstance(default, int)
    numbers = value if isinstance(default, tuple) else (value,)
    count = len(default) if isinstance(default, tuple) else 1
    wanted = f"it must be {_amount(count, whole)} from {low} to {high}"
    if not isinstance(numbers, tuple) or len(numbers) != count:
        raise _invalid(setting.name, value, wanted)
    if not all(_is_number(number, whole) and low <= number <= high for number in numbers):
        raise _invalid(setting.name, value, wanted)


def _is_number(value: object, whole: bool) -> bool:
    return isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)


def _amount(count: int, whole: bool) -> str:
    if whole:
        return "a whole number"
    return "a number" if count == 1 else f"{count} numbers"


def _invalid(name: str, value: object, rule: str) -> InputError:
    shown = list(value) if isinstance(value, tuple) else value
    return InputError("OptionInvalid", f"{name} is {shown}: {rule}.")
