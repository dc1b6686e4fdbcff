"""The numbers that are kept of predictions give the figures of the predictions themselves; and a SAM beside."""

import json
from pathlib import Path

import numpy as np
import pytest
from dense_scenes import random_sam
from evaluation_jobs import evaluated, inputs_in, result, results_of
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file
from sample_jobs import job_in

from likeness_ml.evaluation.__main__ import evaluate
from likeness_ml.evaluation.dense.framing import box_of
from likeness_ml.evaluation.dense.predict import Prediction
from likeness_ml.evaluation.detection import Boxes, detection
from likeness_ml.evaluation.masks import Masks, segmentation
from likeness_ml.evaluation.program.dense import Wanted, measured
from likeness_ml.evaluation.program.tasks import dense_figures, renamed

SIZE = (12, 16)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(-1, 1), st.integers(0, 2**16)), max_size=6))
def test_rows_give_the_figures_of_whole_masks(pictures: list[tuple[bool, bool, float, int]]) -> None:
    rows, boxes, masks = [], [], []
    for there, found, score, seed in pictures:
        rng = np.random.default_rng(seed)
        truth = np.zeros(SIZE, bool)
        truth[2:9, 3 : 4 + rng.integers(1, 9)] = True
        drawn = truth ^ (rng.random(SIZE) < 0.1 * rng.random())
        drawn[0, 0] = True
        prediction = Prediction(drawn, box_of(drawn), score) if found else None
        rows.append(measured(prediction, truth if there else None))
        scores = np.array([score][: int(found)])
        boxes.append(Boxes(np.array([box_of(drawn)])[: int(found)], scores, np.array([box_of(truth)])[: int(there)]))
        masks.append(Masks(drawn[None][: int(found)], scores, truth[None][: int(there)]))
    told = dense_figures(["detection", "segmentation"], np.array(rows).reshape(len(rows), 12))
    ious = {task: figures.pop("meanIou") for task, figures in told.items()}
    assert told["detection"] == pytest.approx(renamed(detection(boxes)))
    assert told["segmentation"] == pytest.approx(renamed(segmentation(masks, filled_outlines=True)))
    shown = [picture.overlaps().ious for picture in boxes if len(picture.objects)]
    assert ious["detection"] == (pytest.approx(np.mean([iou.sum() for iou in shown])) if shown else None)
    assert (ious["segmentation"] is None) == (not shown)


def test_mean_iou_counts_what_was_not_found_as_nothing_and_pictures_without_the_object_not_at_all() -> None:
    truth = np.zeros(SIZE, bool)
    truth[2:8, 2:8] = True
    half = truth.copy()
    half[5:] = False
    predicted = [Prediction(half, box_of(half), 0.9), None, Prediction(half, box_of(half), 0.8)]
    rows = [measured(one, mask) for one, mask in zip(predicted, (truth, truth, None), strict=True)]
    told = dense_figures(["segmentation"], np.array(rows))
    assert told["segmentation"]["meanIou"] == pytest.approx((0.5 + 0) / 2)


def test_a_sam_segments_beside_the_thresholds_and_changes_nothing_of_theirs(tmp_path: Path) -> None:
    inputs = inputs_in(tmp_path)
    inputs.pop("adapters")
    random_sam().save_pretrained(str(tmp_path / "sam"))
    settings = {"tasks": '["segmentation"]', "side": "64", "threads": "1", "split": '"val"', "others": '"same-split"'}
    without = results_of(evaluated(tmp_path / "without", settings, **inputs))
    job = evaluated(tmp_path / "with", settings, **inputs, sam=tmp_path / "sam")
    beside = results_of(job)
    assert [one["method"] for one in beside["results"]] == ["threshold", "persam"]
    assert result(beside, "segmentation") == result(without, "segmentation")
    assert beside["results"][1]["averages"]["base"]["mAP"]["instances"] == 1
    assert beside["protocol"]["dense"]["sam"] is not None
    assert beside["results"][1]["averages"]["compared"] is None


def test_a_sam_of_another_configuration_predicts_anew_under_the_same_digest(tmp_path: Path) -> None:
    inputs = inputs_in(tmp_path)
    inputs.pop("adapters")
    inputs["sam"] = tmp_path / "sam"
    random_sam().save_pretrained(str(inputs["sam"]))
    settings = {"tasks": '["segmentation"]', "side": "64", "threads": "1", "split": '"val"', "others": '"same-split"'}
    first = evaluated(tmp_path / "first", settings, **inputs)
    config = json.loads((inputs["sam"] / "config.json").read_text())
    config["vision_config"]["layer_norm_eps"] = 10.0
    (inputs["sam"] / "config.json").write_text(json.dumps(config))
    other = job_in(tmp_path / "other", settings, **inputs)
    (other.checkpoint_dir / "features").symlink_to(first.checkpoint_dir / "features")
    evaluate(other)
    changed, before = (
        load_file(one.data_dir / "predictions" / "base.safetensors")["predictions"] for one in (other, first)
    )
    assert np.array_equal(changed[:, :, 0], before[:, :, 0], equal_nan=True)  # the threshold's
    assert not np.array_equal(changed[:, :, 1], before[:, :, 1], equal_nan=True)
    assert results_of(other)["protocol"] == results_of(first)["protocol"]


def test_a_target_is_the_same_after_it_was_kept() -> None:
    import torch

    from likeness_ml.evaluation.dense.mixing import Mixing
    from likeness_ml.evaluation.dense.target import Target

    target = Target(torch.randn(8), torch.randn(3, 8))
    for mixing in (None, Mixing(torch.tensor([0.2, 0.3, 0.5]), [1.0])):
        back = Wanted.unpacked(Wanted(target, mixing).packed(), mixing is not None)
        assert torch.equal(back.target.feature, target.feature)
        assert torch.equal(back.target.boxes, target.boxes)
        assert (back.mixing is None) == (mixing is None)
        if mixing is not None:
            assert torch.equal(back.mixing.weights, mixing.weights)
