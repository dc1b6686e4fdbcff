"""Curation's settings among the represent job's."""

import json

import pytest

from likeness_ml.curation.rule import RULES, Rule
from likeness_ml.errors import InputError
from likeness_ml.represent.settings import Settings


def strings(**values: object) -> dict[str, str]:
    return {name: json.dumps(value) for name, value in values.items()}


def test_its_own_settings_are_taken_and_the_rest_is_left() -> None:
    asked = strings(curation="coverage", budget=48, fidelity_floor=0.25, generated_share=None, steps=3)
    rule, rest = Rule.take(asked)
    assert rule == Rule("coverage", 48, 0.25, None) and rest == {"steps": "3"}


def test_who_asks_for_nothing_gets_the_laptops_rule() -> None:
    assert Rule.take({}) == (Rule("lowest-tenth", 0), {})


def test_a_misspelt_setting_is_refused_by_the_job() -> None:
    with pytest.raises(InputError, match="curations") as raised:
        Settings.read(Rule.take(strings(curations="all", budget=1))[1])
    assert raised.value.code == "OptionUnknown"


@pytest.mark.parametrize(
    ("name", "values"),
    {
        "curation": ["best", None, 1],
        "budget": [-1, 1.5, True, None, "9"],
        "fidelity_floor": [None, "0.5", True, float("nan"), float("inf")],
        "generated_share": [-0.1, 1.1, "half", False],
    }.items(),
)
def test_a_value_that_is_none_is_refused_by_name(name: str, values: list) -> None:
    for value in values:
        with pytest.raises(InputError, match=name) as raised:
            Rule.take(strings(**{name: value}))
        assert raised.value.code == "OptionInvalid"


def test_every_rule_can_be_asked_for() -> None:
    assert [Rule.take(strings(curation=name))[0].curation for name in RULES] == list(RULES)
