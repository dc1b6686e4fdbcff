"""The guard against overfitting: what never trains, when to stop, and which weights are kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from represent_images import SETTINGS, left_out_images, trained, training_images, weights
from sample_jobs import BACKBONE, PHOTOS, REPRESENT, SAMPLES, copy_some, job_in

from likeness_ml.errors import InputError
from likeness_ml.images import IMAGENET
from likeness_ml.represent.__main__ import represent
from likeness_ml.represent.pool import Candidate, read_candidates, read_photos
from likeness_ml.represent.validation import EarlyStopping, Split, leave_out

GUARDED = replace(SETTINGS, patience=2, evaluate_every=1, steps=8)


@pytest.fixture(scope="module")
def candidates(composed: Path) -> list[Candidate]:
    return read_candidates(composed)


def photos(count: int) -> dict[str, np.ndarray]:
    return {name: np.full((224, 224, 3), index, np.uint8) for index, name in enumerate(PHOTOS[:count])}


class TestSplit:
    @pytest.mark.parametrize("seed", range(5))
    def test_nothing_that_validates_trains(self, candidates: list[Candidate], seed: int) -> None:
        split = leave_out(candidates, photos(4), replace(GUARDED, seed=seed))
        trains = {id(image.pixels) for image in split.training}
        assert split.training and not trains & {id(one) for one in [*split.positives, *split.negatives]}
        assert split.photo in PHOTOS
        assert all(split.photo not in image.parents for image in split.training)
        assert len(split.anchors) == 3 and any((one == 0).all() for one in split.anchors) == (split.photo != PHOTOS[0])
        assert {image.kind for image in split.training} == GUARDED.kinds

    def test_it_follows_from_the_seed(self, candidates: list[Candidate]) -> None:
        def names(split: Split) -> list[str]:
            return [image.identity for image in split.training]

        splits = [names(leave_out(candidates, photos(4), replace(GUARDED, seed=seed))) for seed in (0, 0, 1, 2, 3)]
        assert splits[0] == splits[1] and any(split != splits[0] for split in splits[2:])

    @pytest.mark.parametrize("share", [0.05, 0.15, 0.5])
    def test_of_two_photos_none_is_left_out_but_a_share_of_the_synthetic_images_is(
        self, candidates: list[Candidate], share: float
    ) -> None:
        split = leave_out(candidates, photos(2), replace(GUARDED, validation_share=share))
        assert split.photo is None and len(split.anchors) == 2
        for kind, left in (("positive", split.positives), ("negative", split.negatives)):
            assert len(left) == max(1, round(share * sum(image.kind == kind for image in candidates)))
        assert len(split.training) == len(candidates) - len(split.positives) - len(split.negatives)

    def test_where_all_positives_descend_from_every_photo_none_is_left_out(self, candidates: list[Candidate]) -> None:
        generated = [
            replace(image, parents=frozenset(PHOTOS)) if image.kind == "positive" else image for image in candidates
        ]
        assert leave_out(generated, photos(4), GUARDED).photo is None

    def test_without_anything_to_leave_out_it_is_refused(self, candidates: list[Candidate]) -> None:
        for kind in ("positive", "negative"):
            few = [image for image in candidates if image.kind != kind]
            one = next(image for image in candidates if image.kind == kind)
            with pytest.raises(InputError, match="patience is 2") as raised:
                leave_out([*few, one], photos(2), GUARDED)
            assert raised.value.code == "OptionInvalid"


LOSSES = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4]), min_size=1, max_size=12)


class TestStopping:
    @given(losses=LOSSES, patience=st.integers(1, 4))
    def test_it_stops_when_so_many_evaluations_in_a_row_brought_no_new_best(
        self, losses: list[float], patience: int
    ) -> None:
        watch = EarlyStopping(left_out_images(), replace(GUARDED, patience=patience, steps=100))
        best, since = np.inf, 0
        for step, loss in enumerate(losses):
            watch.saw(step, loss, {"step": torch.tensor(step)})
            best, since = (loss, 0) if loss < best else (best, since + 1)
            assert watch.stopped == (since >= patience)
            assert watch.losses[watch.best_step] == best and int(watch.best["step"]) == watch.best_step
            if watch.stopped:
                break

    def test_a_loss_that_is_no_number_is_refused(self) -> None:
        watch = EarlyStopping(left_out_images(), GUARDED)
        with pytest.raises(InputError, match="after step 3 the validation loss is no number"):
            watch.saw(3, float("nan"), {})


class TestTraining:
    def test_the_weights_of_the_best_step_come_back(self, tmp_path: Path) -> None:
        """At so high a rate the loss soon rises: the best step is an early one."""
        settings = replace(GUARDED, learning_rate=0.3)
        watch = EarlyStopping(left_out_images(), settings)
        model, steps = trained(training_images(), settings, tmp_path / "guarded", watch=watch)
        record = watch.record()
        assert record["stoppedAt"] == steps[-1] < settings.steps
        assert record["why"] == "no new best in 2 evaluations"
        assert record["keptStep"] == steps[-1] - 2
        kept = int(str(record["keptStep"]))
        if kept:
            until, _ = trained(training_images(), replace(settings, steps=kept, patience=0), tmp_path / "until")
            assert weights(model) == weights(until)
        else:
            assert all(not any(value) for name, value in weights(model).items() if "lora_B" in name)

    def test_to_watch_changes_no_step(self, tmp_path: Path) -> None:
        settings = replace(GUARDED, learning_rate=1e-3, patience=100)
        watch = EarlyStopping(left_out_images(), settings)
        model, steps = trained(training_images(), settings, tmp_path / "watched", watch=watch)
        assert steps[-1] == settings.steps and watch.record()["why"] == "all steps done"
        until = replace(settings, steps=watch.best_step, patience=0)
        assert watch.best_step > 0
        assert weights(trained(training_images(), until, tmp_path / "not")[0]) == weights(model)

    def test_started_again_after_it_stopped_it_gives_the_same_without_a_step(self, tmp_path: Path) -> None:
        settings = replace(GUARDED, learning_rate=0.3, checkpoint_every=100)
        first, again = (EarlyStopping(left_out_images(), settings) for _ in range(2))
        model, _ = trained(training_images(), settings, tmp_path, watch=first)
        resumed, steps = trained(training_images(), settings, tmp_path, watch=again)
        assert steps == [] and weights(resumed) == weights(model) and again.record() == first.record()


class TestJob:
    def test_it_writes_where_each_adapter_stopped_and_why(
        self, references: Path, composed: Path, tmp_path: Path
    ) -> None:
        others = copy_some(SAMPLES / "others", tmp_path / "others", 4)
        told = REPRESENT | {"patience": "1", "evaluate_every": "2", "learning_rate": "0.5"}
        job = job_in(
            tmp_path / "job", told, references=references, synthetic=composed, backbone=BACKBONE, others=others
        )
        represent(job)
        found = json.loads((job.data_dir / "training.json").read_text())
        assert [one["name"] for one in found["adapters"]] == ["final", "fold-1", "fold-2", "fold-3"]
        for one in found["adapters"]:
            assert one["why"] in {"no new best in 1 evaluations", "all steps done"}
            steps = [evaluation["step"] for evaluation in one["evaluations"]]
            assert steps == list(range(0, one["stoppedAt"] + 1, 2)) and one["keptStep"] in steps
            assert one["leftOut"]["positives"] and one["leftOut"]["negatives"]
        assert found["adapters"][0]["leftOut"]["photo"] in read_photos(references, IMAGENET)
        # The first fold leaves two of four photos out, so has too few to leave another out.
        assert [one["leftOut"]["photo"] is None for one in found["adapters"]] == [False, True, False, False]

    def test_without_it_nothing_is_written(self, references: Path, composed: Path, tmp_path: Path) -> None:
        job = job_in(tmp_path, REPRESENT | {"steps": "1"}, references=references, synthetic=composed, backbone=BACKBONE)
        represent(job)
        assert not (job.data_dir / "training.json").exists()
