"""What the generate job may be told, and how it refuses the rest."""

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.dreambooth.settings import ABOVE_ZERO, CHOICES, NUMBERS, SWITCHES, WHOLE, Settings
from likeness_ml.errors import InputError

CPU, GPU = torch.device("cpu"), torch.device("cuda")


def refused(**changes: object) -> str:
    with pytest.raises(InputError) as caught:
        Settings.read({name: json.dumps(value) for name, value in changes.items()})
    assert caught.value.code == "OptionInvalid"
    return str(caught.value)


def test_the_papers_own_numbers_are_within_the_ranges() -> None:
    paper = {
        "steps": 400,
        "batch": 1,
        "method": "full",
        "train_text_encoder": True,
        "optimizer": "adamw-8bit",
        "learning_rate": 2e-6,
        "betas": [0.9, 0.999],
        "weight_decay": 1e-2,
        "epsilon": 1e-8,
        "gradient_clip": 1.0,
        "prior_preservation": 1.0,
        "class_images": 200,
        "masked": "paper",
        "resolution": 512,
        "crop": "random",
        "cache_latents": False,
        "gradient_checkpointing": True,
        "images": 450,
        "guidance": 5,
        "solver": "pndm",
        "sampling_steps": 50,
    }
    settings = Settings.read({name: json.dumps(value) for name, value in paper.items()})
    assert (settings.steps, settings.betas, settings.sampling().steps) == (400, (0.9, 0.999), 50)


def test_a_misspelt_setting_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="lerning_rate") as caught:
        Settings.read({"lerning_rate": "0.1"})
    assert caught.value.code == "OptionUnknown"


@given(st.sampled_from(sorted(WHOLE)), st.one_of(st.integers(max_value=0), st.floats(), st.booleans(), st.text()))
def test_a_count_out_of_its_range_is_refused_with_its_value_and_range(name: str, value: object) -> None:
    message = refused(**{name: value})
    assert message.startswith(f"{name} is {json.loads(json.dumps(value))}:")
    assert f"from 1 to {WHOLE[name]}" in message
    assert f"from 1 to {WHOLE[name]}" in refused(**{name: WHOLE[name] + 1})


@given(st.sampled_from(sorted(NUMBERS)), st.floats(allow_nan=False))
def test_a_number_is_taken_exactly_when_it_is_within_its_range(name: str, value: float) -> None:
    low, high = NUMBERS[name]
    if low <= value <= high and (value > 0 or name not in ABOVE_ZERO):
        assert getattr(Settings.read({name: json.dumps(value), "method": '"lora"'}), name) == value
    else:
        assert refused(**{name: value}).startswith(f"{name} is {value}:")


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_what_is_not_a_number_is_refused(name: str) -> None:
    assert refused(**{name: float("nan")}).startswith(f"{name} is nan:")


def test_choices_and_switches_name_what_they_could_be() -> None:
    for name, known in CHOICES.items():
        assert refused(**{name: "none of them"}).endswith(f"one of {', '.join(known)}.")
    for name in SWITCHES:
        assert "true or false" in refused(**{name: "yes"})


@pytest.mark.parametrize("betas", [[0.9], [0.9, 1.0], [0.9, -0.1], 0.9, ["a", "b"], [0.1, 0.2, 0.3]])
def test_two_betas_below_one_are_needed(betas: object) -> None:
    assert refused(betas=betas).startswith("betas is ")


@pytest.mark.parametrize(
    ("idle", "moot", "at_work"),
    [
        ({"rank": 4}, {}, {"method": "lora"}),
        ({"alpha": 4}, {"method": "full"}, {"method": "lora"}),
        ({"targets": ["to_q"]}, {}, {"method": "lora"}),
        ({"text_encoder_learning_rate": 1e-5}, {}, {"train_text_encoder": True}),
        ({"views": 2}, {"cache_latents": False}, {}),
        ({"views": 2}, {"crop": "centre"}, {"crop": "random"}),
    ],
)
def test_a_setting_that_would_have_no_effect_is_refused_by_name(idle: dict, moot: dict, at_work: dict) -> None:
    (name,) = idle
    assert refused(**idle, **moot).startswith(f"{name} has no effect")
    Settings.read({name: json.dumps(value) for name, value in (idle | at_work).items()})


def test_a_setting_that_is_no_json_is_refused() -> None:
    with pytest.raises(InputError, match="solver is dpm"):
        Settings.read({"solver": "dpm"})


def test_what_the_machine_cannot_do_is_refused_with_what_would() -> None:
    for changes, advice in (
        ({"precision": '"fp16"'}, "choose bf16 or fp32"),
        ({"optimizer": '"adamw-8bit"'}, "choose adamw"),
    ):
        settings = Settings.read(changes)
        with pytest.raises(InputError, match=advice) as caught:
            settings.check_machine(CPU)
        assert caught.value.code == "OptionInvalid"
    Settings.read({"precision": '"fp16"'}).check_machine(GPU)
    Settings.read({"precision": '"bf16"'}).check_machine(CPU)


def test_images_may_be_made_in_another_precision_than_training_is_in() -> None:
    assert Settings(precision="bf16").sampling().precision == "bf16"
    apart = Settings.read({"precision": '"fp32"', "sample_precision": '"fp16"'})
    assert (apart.precision, apart.sampling().precision) == ("fp32", "fp16")
    with pytest.raises(InputError, match="sample_precision is fp16: it needs an NVIDIA GPU"):
        apart.check_machine(CPU)
    assert refused(sample_precision="fp8").startswith("sample_precision is fp8:")


def test_without_a_compiler_nothing_can_be_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(InputError, match="install g"):
        Settings.read({"compile": "true"}).check_machine(CPU)
