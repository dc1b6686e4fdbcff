"""What the represent job may be told."""

import pytest

from likeness_ml.errors import InputError
from likeness_ml.represent.settings import CHOICES, NUMBERS, WHOLE, Settings


def refused(code: str, words: str, **told: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        Settings.read(told)
    assert raised.value.code == code


def test_settings_come_as_json() -> None:
    read = Settings.read({"steps": "12", "targets": '["k_proj"]', "feature": '"cls+patch"'})
    assert read == Settings(steps=12, targets=("k_proj",), feature="cls+patch")


def test_a_misspelt_setting_is_refused_by_name() -> None:
    refused("OptionUnknown", "learning_rat", learning_rat="1", steps="12")


@pytest.mark.parametrize("name", WHOLE)
def test_a_count_outside_its_range_or_no_whole_number_is_refused(name: str) -> None:
    low, high = WHOLE[name]
    for value in (low - 1, high + 1, low + 0.5, "true", "null"):
        refused("OptionInvalid", f"{name} is .* a whole number from {low} to {high}", **{name: str(value)})


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_outside_its_range_is_refused(name: str) -> None:
    low, high = NUMBERS[name]
    for value in (low - 0.1, high * 1.1 + 0.1, "NaN", "false", '"1"'):
        refused("OptionInvalid", f"{name} is .* a number from {low} to {high}", **{name: str(value)})


@pytest.mark.parametrize("name", ["learning_rate", "alpha"])
def test_what_may_not_be_0_is_refused_at_0(name: str) -> None:
    refused("OptionInvalid", f"{name} is 0: it must be above 0", **{name: "0"})


@pytest.mark.parametrize("name", CHOICES)
def test_a_word_that_is_none_of_the_choices_is_refused_with_those_that_are(name: str) -> None:
    refused("OptionInvalid", ", ".join(CHOICES[name]).replace("+", r"\+"), **{name: '"nonesuch"'})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"steps": "twelve"}, "steps is twelve: it must be JSON"),
        ({"targets": "[]"}, "targets .* a list of layers' names"),
        ({"targets": '"q_proj"'}, "targets .* a list of layers' names"),
        ({"targets": "[1]"}, "targets .* a list of layers' names"),
        ({"fused_qkv": "1"}, "fused_qkv is 1: it must be true or false"),
        ({"fused_qkv": "true"}, "fused_qkv is true: targets must have q_proj, k_proj, v_proj"),
        ({"blocks": "0"}, "blocks is 0: it must be a whole number from 1 to 100"),
        ({"hard_negatives": "0.01"}, "hard_negatives is 0.01: of 16 negatives a step that is none"),
        ({"evaluate_every": "5"}, "evaluate_every has no effect without patience"),
        ({"validation_share": "0.2"}, "validation_share has no effect without patience"),
    ],
)
def test_what_does_not_fit_is_refused(told: dict[str, str], words: str) -> None:
    refused("OptionInvalid", words, **told)


@pytest.mark.parametrize(
    ("anchors_from", "positives_from", "kinds"),
    [
        ("real", "synthetic", {"anchor", "positive", "negative"}),
        ("real", "real", {"anchor", "negative"}),
        ("synthetic", "synthetic", {"positive", "negative"}),
        ("synthetic", "both", {"anchor", "positive", "negative"}),
    ],
)
def test_only_images_that_the_settings_ask_for_are_needed(
    anchors_from: str, positives_from: str, kinds: set[str]
) -> None:
    settings = Settings.read({"anchors_from": f'"{anchors_from}"', "positives_from": f'"{positives_from}"'})
    assert settings.kinds == kinds
