"""The compose job's settings: what is understood, and what is refused before any image is drawn."""

from pathlib import Path

import pytest
from sample_jobs import job_in

from likeness_ml.compose.__main__ import compose
from likeness_ml.compose.recipe import Recipe, recipe_from, seed_from
from likeness_ml.errors import InputError


def refusal(**hyperparameters: str) -> InputError:
    with pytest.raises(InputError) as raised:
        recipe_from(hyperparameters)
    return raised.value


def test_without_settings_it_is_the_papers_proposal() -> None:
    recipe = recipe_from({})
    assert (recipe.scale, recipe.rotation, recipe.visible) == ((0.3, 0.8), 20, 0.8)
    assert (recipe.erode, recipe.feather, recipe.flip) == (1, 1, 0)
    assert (recipe.light, recipe.distractors, recipe.occlusion) == ("none", 0, 0)


def test_settings_come_as_json_and_a_misspelt_one_is_refused_by_name() -> None:
    recipe = recipe_from({"side": "96", "scale": "[0.5, 0.6]", "light": '"match"', "seed": "4"})
    assert recipe == Recipe(side=96, scale=(0.5, 0.6), light="match")
    error = refusal(side="96", rotaton="5")
    assert error.code == "OptionUnknown" and "rotaton" in str(error)


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("side", "15", "a whole number from 16 to 1024"),
        ("side", "64.0", "a whole number from 16 to 1024"),
        ("cut_and_paste", "-1", "a whole number from 0 to 10000"),
        ("scale", "[0.3, 1.6]", "2 numbers from 0.05 to 1.5"),
        ("scale", "0.5", "2 numbers from 0.05 to 1.5"),
        ("scale", "[0.5]", "2 numbers from 0.05 to 1.5"),
        ("scale", "[0.6, 0.5]", "its first number may not be above its second"),
        ("rotation", "181", "a number from 0 to 180"),
        ("rotation", "NaN", "a number from 0 to 180"),
        ("rotation", "true", "a number from 0 to 180"),
        ("visible", "0", "a number from 0.1 to 1"),
        ("flip", "1.1", "a number from 0 to 1"),
        ("erode", "9", "a whole number from 0 to 8"),
        ("feather", "1.5", "a whole number from 0 to 8"),
        ("light", '"bright"', "one of none, match"),
        ("light", "match", "it must be JSON"),
        ("light", "[]", "one of none, match"),
        ("light_match", "-0.1", "a number from 0 to 1"),
        ("distractors", "9", "a number from 0 to 8"),
        ("occlusion", '"often"', "a number from 0 to 1"),
        ("occlusion_share", "0.6", "a number from 0 to 0.5"),
        ("distractor_source", '"web"', "one of bank, mixed"),
        ("redraws", "101", "a whole number from 0 to 100"),
        ("background_shares", "[1, 0, 0]", "4 numbers from 0 to 1"),
        ("background_shares", "[0.5, 0.5, 0.5, 0]", "the four shares must add up to 1"),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_range(name: str, text: str, rule: str) -> None:
    error = refusal(**{name: text})
    assert error.code == "OptionInvalid"
    assert str(error).startswith(f"{name} is ") and rule in str(error)


def test_a_job_that_would_make_no_image_is_refused() -> None:
    error = refusal(cut_and_paste="0", augmented="0", negatives="0")
    assert error.code == "OptionInvalid" and "all 0" in str(error)


@pytest.mark.parametrize("text", ["-1", "1.5", "one", ""])
def test_a_seed_is_a_whole_number(text: str) -> None:
    with pytest.raises(InputError, match="seed") as raised:
        seed_from({"seed": text})
    assert raised.value.code == "OptionInvalid"
    assert seed_from({"seed": "12"}) == 12


def test_a_refused_setting_costs_no_image(tmp_path: Path, references: Path, bank: Path) -> None:
    job = job_in(tmp_path, {"feather": "9"}, references=references, bank=bank)
    with pytest.raises(InputError):
        compose(job)
    assert not any(job.model_dir.iterdir())
