"""Where the subject is in held-out photos, by the bare backbone and by an adapter."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from dense_scenes import ColourBackbone, scene
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sample_jobs import job_in

from likeness_ml.errors import InputError
from likeness_ml.evaluation.compare import compare_means
from likeness_ml.evaluation.dense.framing import box_of
from likeness_ml.evaluation.dense.predict import Prediction
from likeness_ml.images import IMAGENET
from likeness_ml.job import Job
from likeness_ml.represent.localise import localise, overlaps

REFERENCES = [scene(120, 160, (70, 60), 30), scene(160, 120, (60, 90), 34)]
HELD_OUT = [scene(160, 160, (60, 70), 40), scene(150, 110, (50, 60), 32), scene(110, 150, (90, 50), 36)]


class Blind(ColourBackbone):
    """Sees the same everywhere."""

    def forward(self, pixel_values: torch.Tensor) -> SimpleNamespace:
        return SimpleNamespace(last_hidden_state=torch.ones_like(super().forward(pixel_values).last_hidden_state))


def write(folder: Path, scenes: list, masks: Path, suffix: str, masked: int = 9) -> Path:
    """Photos NN.jpg, and the masks of the first `masked`."""
    for one in (folder, masks):
        one.mkdir(parents=True, exist_ok=True)
    for number, (picture, mask) in enumerate(scenes):
        Image.fromarray(picture).save(folder / f"{number:02}.jpg", quality=100, subsampling=0)
        if number < masked:
            Image.fromarray(mask.astype(np.uint8) * 255).save(masks / f"{number:02}{suffix}")
    return folder


def job_with(base: Path, masked: int, references: list = REFERENCES) -> Job:
    photos = write(base / "references", references, base / "synthetic" / "masks", ".png")
    held_out = write(base / "held-out", HELD_OUT, base / "held-out", ".mask.png", masked)
    return job_in(base / "job", {}, references=photos, held_out=held_out, synthetic=base / "synthetic")


def found(job: Job, base: torch.nn.Module, adapted: torch.nn.Module) -> dict | None:
    subject = SimpleNamespace(photos={"00": None, "01": None}, base=base, preprocessing=IMAGENET)
    return localise(job, subject, adapted)


def test_a_model_that_sees_the_thing_gains_on_one_that_sees_nothing(tmp_path: Path) -> None:
    job = job_with(tmp_path, 3)
    dense = found(job, Blind(), ColourBackbone())
    assert dense is not None and list(dense) == ["segmentation", "detection"]
    for compared in dense.values():
        assert (compared["base"], compared["photos"]) == (0, 3)
        assert compared["personalized"] == compared["difference"] > 0.85
        assert 0.85 < compared["interval"][0] <= compared["difference"] <= compared["interval"][1] <= 1


def test_the_figures_follow_from_what_is_kept_of_each_photo(tmp_path: Path) -> None:
    job = job_with(tmp_path, 3)
    dense = found(job, Blind(), ColourBackbone())
    kept = json.loads((job.data_dir / "dense.json").read_text())
    assert (kept["version"], kept["photos"], kept["side"]) == (1, ["00", "01", "02"], 224)
    for task, compared in dense.items():
        ious = [np.array(kept["iou"][space][task]) for space in ("base", "personalized")]
        assert compared == {**compare_means(*ious), "photos": 3}


def test_photos_without_a_mask_are_left_out(tmp_path: Path) -> None:
    job = job_with(tmp_path, 1)
    dense = found(job, ColourBackbone(), ColourBackbone())
    assert json.loads((job.data_dir / "dense.json").read_text())["photos"] == ["00"]
    assert {(task["photos"], task["difference"]) for task in dense.values()} == {(1, 0)}


def test_where_no_photo_has_a_mask_nothing_is_measured(tmp_path: Path) -> None:
    job = job_with(tmp_path, 0)
    assert found(job, ColourBackbone(), ColourBackbone()) is None
    assert not (job.data_dir / "dense.json").exists()


def test_a_mask_that_shows_nothing_counts_as_none(tmp_path: Path) -> None:
    nothing = [(picture, np.zeros_like(mask)) for picture, mask in REFERENCES]
    assert found(job_with(tmp_path / "references", 3, nothing), ColourBackbone(), ColourBackbone()) is None
    job = job_with(tmp_path / "held-out", 1)
    Image.new("L", (160, 160)).save(tmp_path / "held-out" / "held-out" / "00.mask.png")
    assert found(job, ColourBackbone(), ColourBackbone()) is None


def test_a_mask_of_another_size_than_its_photo_is_refused(tmp_path: Path) -> None:
    job = job_with(tmp_path, 1)
    Image.new("L", (80, 80), 255).save(tmp_path / "held-out" / "00.mask.png")
    with pytest.raises(InputError, match=r"00\.mask\.png has 80 x 80 pixels and its held-out photo 160 x 160"):
        found(job, ColourBackbone(), ColourBackbone())


def test_a_perfect_prediction_overlaps_wholly_and_none_not_at_all() -> None:
    mask = HELD_OUT[0][1]
    assert overlaps(Prediction(mask, box_of(mask), 1.0), mask) == (1, 1)
    assert overlaps(None, mask) == (0, 0)


@given(st.lists(st.tuples(*[st.floats(0, 1, width=32)] * 2), min_size=1, max_size=8))
def test_a_comparison_turned_round_has_the_opposite_difference_and_interval(pairs: list) -> None:
    one, other = np.array(pairs).T
    found, turned = compare_means(one, other), compare_means(other, one)
    assert turned["difference"] == -found["difference"]
    assert turned["interval"] == pytest.approx([-end for end in reversed(found["interval"])], abs=2e-6)
