"""SAM guided by cosines: points, mixing weights, refinement, and a real SAM of the smallest size."""

from pathlib import Path

import numpy as np
import pytest
import torch
from dense_scenes import SIDE, ColourSam, overlap, random_sam, red_disc, scene, seen
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.framing import box_of
from likeness_ml.evaluation.dense.mixing import Mixing, dice, focal, learn_mixing
from likeness_ml.evaluation.dense.peaks import peaks, strongest
from likeness_ml.evaluation.dense.persam import predict_guided, segment_guided, tune
from likeness_ml.evaluation.dense.sam import ask, drawn, load_sam, see

ONLY_THE_RIGHT_ONE = Mixing(torch.tensor([0.0, 1.0, 0.0]), [])
EVEN = Mixing(torch.full((3,), 1 / 3), [])


@given(st.integers(0, 2**32), st.integers(1, 20), st.integers(1, 20))
def test_peaks_come_by_score_from_the_maximum_down_and_keep_apart(seed: int, rows: int, columns: int):
    cosines = np.random.default_rng(seed).random((rows, columns)).astype(np.float32)
    found = peaks(cosines)
    scores = cosines[tuple(found.T)]
    assert 1 <= len(found) <= 5
    assert scores[0] == cosines.max()
    assert (np.diff(scores) <= 0).all()
    assert (scores >= cosines.min() + 0.9 * np.ptp(cosines) - 1e-6).all()
    gaps = [np.hypot(*(one - other)) for i, one in enumerate(found) for other in found[:i]]
    assert all(gap > 1 for gap in gaps)


def test_each_high_region_gets_its_own_peak():
    cosines = np.zeros((32, 32), np.float32)
    cosines[4:8, 4:8], cosines[20:24, 10:14], cosines[10:12, 25:27] = 0.95, 0.97, 0.5
    cosines[6, 5], cosines[21, 11] = 1.0, 0.99
    assert peaks(cosines, most=2).tolist() == [[6, 5], [21, 11]]


def test_a_flat_map_has_a_peak_all_the_same():
    assert peaks(np.full((3, 4), 0.2, np.float32))[0].tolist() == [0, 0]


def test_the_strongest_two_are_the_highest_cells_and_of_equal_ones_the_first():
    cosines = np.array([[0.1, 0.9, 0.3], [0.9, 0.2, 0.9]], np.float32)
    assert strongest(cosines).tolist() == [[0, 1], [1, 0]]


def test_losses_of_a_perfect_mask_are_nil_and_of_its_reverse_large():
    wanted = torch.zeros(20, 20)
    wanted[5:15, 5:15] = 1
    perfect = 40 * (wanted - 0.5)
    assert dice(perfect, wanted) < 1e-6 and focal(perfect, wanted) < 1e-6
    assert dice(-perfect, wanted) > 0.99 and focal(-perfect, wanted) > 5


def test_the_focal_loss_is_its_formula():
    logits, wanted = torch.tensor([[0.3, -1.2]]), torch.tensor([[1.0, 0.0]])
    p = logits.sigmoid()
    by_hand = [0.25 * (1 - p[0, 0]) ** 2 * -p[0, 0].log(), 0.75 * p[0, 1] ** 2 * -(1 - p[0, 1]).log()]
    assert focal(logits, wanted).item() == pytest.approx((sum(by_hand) / 2).item(), rel=1e-5)


@pytest.mark.parametrize("sam", [ColourSam(), random_sam()], ids=["by colour", "random"])
def test_the_mixing_weights_sum_to_one_and_the_loss_falls(sam: torch.nn.Module):
    picture, mask = scene(150, 200, (90, 60), 40)
    once = see(sam, picture)
    logits = ask(sam, once, np.array([[90.0, 60.0]])).logits
    found = learn_mixing(once, logits, mask, steps=200)
    assert found.weights.sum().item() == pytest.approx(1, abs=1e-6)
    assert len(found.losses) == 200
    assert found.losses[-1] < found.losses[0]
    assert torch.equal(found.weights, learn_mixing(once, logits, mask, steps=200).weights)


def test_without_a_step_the_three_masks_count_alike():
    sam = ColourSam()
    picture, mask = scene(100, 100, (50, 50), 20)
    once = see(sam, picture)
    found = learn_mixing(once, ask(sam, once, np.array([[50.0, 50.0]])).logits, mask, steps=0)
    assert torch.allclose(found.weights, EVEN.weights) and found.losses == []


def test_learning_prefers_the_scale_that_fits_the_reference():
    sam = ColourSam()
    picture, mask = scene(150, 200, (90, 60), 40)
    encoded = seen(picture)
    found = tune(sam, see(sam, picture), encoded, mask, red_disc(), steps=600)
    assert found.weights.argmax() == 1


@pytest.mark.parametrize(("height", "width"), [(128, 128), (150, 400), (400, 150)])
def test_the_object_is_found_in_picture_coordinates(height: int, width: int):
    sam = ColourSam()
    picture, truth = scene(height, width, (width * 0.7, height * 0.4), min(height, width) * 0.25)
    found = predict_guided(sam, see(sam, picture), seen(picture), red_disc(), ONLY_THE_RIGHT_ONE)
    assert overlap(found.mask, truth) > 0.9
    assert found.box == box_of(found.mask)
    assert found.score > 0.9


def test_refinement_gives_sam_the_points_the_last_masks_box_and_its_logits():
    sam = ColourSam()
    picture, _ = scene(64, 256, (200, 30), 20)
    once = see(sam, picture)
    points = np.array([[200.0, 30.0]])
    first = ask(sam, once, points)
    sam.asked.clear()
    segment_guided(sam, once, points, ONLY_THE_RIGHT_ONE)
    plain, one, two = sam.asked
    assert "input_boxes" not in plain and "input_masks" not in plain
    x, y, width, height = box_of(drawn(once, first.logits[1]))
    corners = np.array([x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5]) * SIDE / 256 - 0.5
    assert np.allclose(one["input_boxes"][0, 0].numpy(), corners)
    assert torch.equal(one["input_masks"][0, 0], first.logits[1])
    for prompts in (plain, one, two):
        assert np.allclose(prompts["input_points"][0, 0].numpy(), points * SIDE / 256 - 0.5)
        assert prompts["input_labels"].tolist() == [[[1]]]


def test_an_empty_mask_is_no_prediction():
    sam = ColourSam()
    picture, _ = scene(128, 128, (60, 60), 30)
    nothing = Mixing(torch.tensor([0.0, 0.0, -1.0]), [])
    assert predict_guided(sam, see(sam, picture), seen(picture), red_disc(), nothing) is None


@pytest.mark.parametrize(("height", "width"), [(64, 64), (50, 130), (130, 50)])
def test_a_real_sam_gives_masks_of_the_pictures_size_and_the_same_bits_twice(height: int, width: int):
    picture, mask = scene(height, width, (width / 2, height / 2), 15)
    encoded, target = seen(picture), red_disc()
    found = []
    for _ in range(2):
        sam = random_sam()
        once = see(sam, picture)
        mixing = tune(sam, once, encoded, mask, target, steps=20)
        assert ask(sam, once, np.array([[5.0, 5.0], [20.0, 9.0]])).logits.shape == (3, 16, 16)
        found.append(segment_guided(sam, once, np.array([[width / 2, height / 2]]), mixing))
    assert found[0].shape == (height, width) and found[0].dtype == bool
    assert np.array_equal(*found)


def test_a_real_sam_heeds_points_boxes_and_masks():
    sam = random_sam()
    once = see(sam, scene(64, 64, (30, 30), 15)[0])
    points = np.array([[30.0, 30.0]])
    plain = ask(sam, once, points).logits
    assert not torch.equal(plain, ask(sam, once, np.array([[10.0, 50.0]])).logits)
    assert not torch.equal(plain, ask(sam, once, points, (5, 5, 30, 30)).logits)
    assert not torch.equal(plain, ask(sam, once, points, logits=plain[0]).logits)


def test_a_saved_sam_loads_as_it_was(tmp_path: Path):
    sam = random_sam()
    sam.save_pretrained(tmp_path)
    once = see(sam, scene(64, 64, (30, 30), 15)[0])
    points = np.array([[30.0, 30.0]])
    loaded, saved = ask(load_sam(tmp_path), once, points), ask(sam, once, points)
    assert torch.allclose(loaded.logits, saved.logits, atol=1e-5)
    assert torch.allclose(loaded.qualities, saved.qualities, atol=1e-5)


def test_a_folder_that_is_no_sam_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"no config\.json") as missing:
        load_sam(tmp_path)
    assert missing.value.code == "SetupIncomplete"
    with pytest.raises(InputError, match="of a dinov2 model") as other:
        load_sam(Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit")
    assert other.value.code == "ModelInvalid"


def test_a_sam_that_lacks_weights_is_refused(tmp_path: Path):
    random_sam().save_pretrained(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    weights.pop("mask_decoder.iou_token.weight")
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(InputError, match=r"lacks mask_decoder\.iou_token") as lacking:
        load_sam(tmp_path)
    assert lacking.value.code == "ModelInvalid"
