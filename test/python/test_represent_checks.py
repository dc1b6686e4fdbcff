"""What no training can come of is told by a code, and a training that breaks keeps its last sound step."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from represent_images import SETTINGS, trained, training_images, weights

from likeness_ml.errors import InputError
from likeness_ml.represent.checks import Diverged, Losses
from likeness_ml.represent.draws import Images

NONE = torch.empty(0, 3, SETTINGS.side, SETTINGS.side)


def refused(images: Images, code: str, words: str, tmp_path: Path, **changes: object) -> None:
    with pytest.raises(InputError, match=words) as raised:
        trained(images, replace(SETTINGS, **changes), tmp_path)
    assert raised.value.code == code and not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["anchor", "positive", "negative"])
class TestKinds:
    def test_one_that_is_missing_is_refused(self, kind: str, tmp_path: Path) -> None:
        refused(replace(training_images(), **{f"{kind}s": NONE}), "OptionInvalid", f"No {kind} is left", tmp_path)

    def test_one_whose_images_are_all_the_same_is_refused(self, kind: str, tmp_path: Path) -> None:
        images = training_images()
        same = getattr(images, f"{kind}s")[:1].repeat(3, 1, 1, 1)
        refused(replace(images, **{f"{kind}s": same}), "DatasetInvalid", rf"All 3 .*\({kind}s\) are the same", tmp_path)


def test_a_kind_that_the_settings_do_not_ask_for_may_be_missing(tmp_path: Path) -> None:
    images = training_images()
    real = replace(SETTINGS, positives_from="real", steps=1)
    assert trained(replace(images, positives=NONE), real, tmp_path / "real")[1] == [1]
    synthetic = replace(SETTINGS, anchors_from="synthetic", steps=1)
    assert trained(replace(images, anchors=NONE), synthetic, tmp_path / "synthetic")[1] == [1]


@pytest.mark.parametrize(("source", "kind"), [("real", "anchors"), ("synthetic", "positives")])
def test_anchors_and_positives_of_one_source_take_two_pictures(source: str, kind: str, tmp_path: Path) -> None:
    images = training_images()
    one = replace(images, **{kind: getattr(images, kind)[:1]})
    words = f"are both {source}: that takes two pictures"
    refused(one, "OptionInvalid", words, tmp_path, anchors_from=source, positives_from=source)


@pytest.mark.parametrize("changes", [{}, {"report_every": 10, "checkpoint_every": 2}])
def test_a_training_that_diverges_names_the_step_and_goes_on_from_its_last_sound_one_at_a_lower_rate(
    changes: dict, tmp_path: Path
) -> None:
    sound = replace(SETTINGS, dropout=0, **changes)
    trained(training_images(), replace(sound, steps=2), tmp_path)
    kept = (tmp_path / "step.safetensors").read_bytes()
    steep = replace(sound)
    object.__setattr__(steep, "learning_rate", 1e38)  # beyond what may be set, so that three steps are enough
    with pytest.raises(InputError, match=r"learning_rate is 1e\+38: at step (3|4) .* no number any more") as raised:
        trained(training_images(), steep, tmp_path)
    assert raised.value.code == "OptionInvalid"
    assert (tmp_path / "step.safetensors").read_bytes() == kept
    model, steps = trained(training_images(), replace(sound, learning_rate=1e-4), tmp_path)
    assert steps == [3, 4, 5]
    assert all(parameter.isfinite().all() for parameter in model.parameters())
    whole, _ = trained(training_images(), sound, tmp_path / "whole")
    assert weights(model) != weights(whole)


@pytest.mark.parametrize("broken", [torch.nan, torch.inf, -torch.inf])
def test_the_first_step_whose_loss_is_no_number_is_named(broken: float) -> None:
    losses = Losses(6, SETTINGS)
    losses.add(torch.tensor(1.0))
    losses.add(torch.tensor(0.5))
    assert losses.newest() == losses.newest() == 0.5
    for value in (0.25, broken, broken):
        losses.add(torch.tensor(value))
    with pytest.raises(Diverged, match="at step 10 the loss is no number"):
        losses.newest()
