"""Whole predictions: rendered shapes seen by a backbone of colours, and a sample picture seen by the one that ships."""

from pathlib import Path

import numpy as np
import pytest
import torch
from dense_scenes import GREY, SIDE, ColourBackbone, overlap, red_disc, scene, seen, with_blue
from PIL import Image
from tiny_backbones import KINDS, make_backbone

from likeness_ml.backbone import load_backbone, preprocessing_of
from likeness_ml.evaluation.dense.encode import Encoded, encode
from likeness_ml.evaluation.dense.framing import box_of
from likeness_ml.evaluation.dense.predict import predict
from likeness_ml.evaluation.dense.target import Target, target_of
from likeness_ml.images import open_image

FINE = 256  # the paper's grid, 64 x 64
ASSETS = Path(__file__).parents[2] / "assets"
SCENES = {
    "a square picture": (128, 128, (70, 50), 25),
    "a wide picture": (150, 400, (300, 70), 45),
    "a tall picture": (400, 150, (60, 320), 45),
    "a small object": (128, 128, (30, 90), 8),
    "a small object in a large picture": (600, 900, (700, 130), 45),
    "an object cut off by the right edge": (128, 200, (195, 60), 30),
    "an object in the corner": (200, 128, (0, 200), 40),
    "an object over most of the picture": (100, 100, (50, 50), 45),
    "a picture smaller than the square": (48, 40, (20, 25), 10),
}


@pytest.fixture(scope="module")
def target() -> Target:
    return red_disc()


@pytest.mark.parametrize("name", SCENES)
def test_the_object_is_found(name: str, target: Target):
    picture, truth = scene(*SCENES[name])
    found = predict(seen(picture, FINE), target)
    assert overlap(found.mask, truth) > 0.8
    assert found.mask.dtype == bool and found.mask.shape == truth.shape
    assert found.box == box_of(found.mask)
    assert found.score > 0.9


def test_the_box_in_a_picture_three_times_as_tall_as_wide_lies_where_the_object_is(target: Target):
    picture, truth = scene(600, 200, (140, 450), 40)
    found = predict(seen(picture, FINE), target)
    assert np.abs(np.array(found.box) - np.array(box_of(truth))).max() <= 4  # of a cell of 2.3 pixels and the opening


def test_another_object_in_the_picture_is_left_alone(target: Target):
    picture, truth = scene(128, 128, (90, 40), 20)
    found = predict(seen(with_blue(picture, (10, 70), 45)), target)
    assert overlap(found.mask, truth) > 0.8


def test_a_picture_of_another_object_gets_a_prediction_with_a_lower_score(target: Target):
    right, _ = scene(128, 128, (60, 60), 30)
    wrong = with_blue(np.full_like(right, GREY), (30, 30), 60)
    found = predict(seen(wrong), target)
    assert found is not None
    assert found.score < predict(seen(right), target).score - 0.1


def test_a_picture_of_one_colour_gets_none(target: Target):
    assert predict(seen(np.full((100, 100, 3), GREY, np.uint8)), target) is None


def test_the_padding_beside_a_picture_is_never_part_of_a_prediction(target: Target):
    picture, truth = scene(60, 240, (120, 58), 20)  # touches the lower edge, where the padding begins
    encoded = seen(picture)
    assert encoded.grid.shape[:2] == (SIDE // 4 // 4, SIDE // 4)
    assert overlap(predict(encoded, target).mask, truth) > 0.8


def test_a_picture_and_its_enlargement_agree(target: Target):
    picture, _ = scene(160, 120, (50, 90), 25)
    large = np.asarray(Image.fromarray(picture).resize((480, 640), Image.Resampling.NEAREST))
    small, big = predict(seen(picture), target), predict(seen(large), target)
    assert np.allclose(np.array(big.box) / 4, small.box, atol=1.5)
    assert big.score == pytest.approx(small.score, abs=0.01)


def test_two_calls_give_the_same_bits(target: Target):
    picture, _ = scene(150, 400, (300, 70), 45)
    one, other = (predict(seen(picture), target) for _ in range(2))
    assert np.array_equal(one.mask, other.mask)
    assert (one.box, one.score) == (other.box, other.score)


def test_an_encoded_picture_serves_many_targets_and_stays_as_it_was(target: Target):
    picture, _ = scene(128, 128, (90, 40), 20)
    picture = with_blue(picture, (10, 70), 45)
    truth = np.zeros((128, 128), bool)
    truth[70:115, 10:55] = True
    encoded = seen(picture)
    before = encoded.grid.clone()
    blue = target_of([(encoded, truth)])
    assert overlap(predict(encoded, blue).mask, truth) > 0.8
    predict(encoded, target)
    assert torch.equal(encoded.grid, before)


def test_features_are_unit_vectors_and_none_is_of_padding_alone():
    picture, _ = scene(100, 37, (20, 50), 10)
    encoded = encode(ColourBackbone(), picture, preprocessing_of(ASSETS / "backbones" / "tiny-vit"), 64)
    assert encoded.grid.shape == (16, 6, 3)
    assert torch.allclose(encoded.grid.norm(dim=-1), torch.ones(16, 6))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_backbone_sees_larger_squares_than_it_was_trained_on(kind: str, tmp_path: Path):
    model = load_backbone(make_backbone(tmp_path / kind, kind))
    picture, truth = scene(90, 150, (50, 40), 25)
    encoded = encode(model, picture, preprocessing_of(model), 256)
    assert encoded.grid.shape == (10, 16, 32)
    found = predict(encoded, target_of([(encoded, truth)]))
    assert found.mask.shape == truth.shape and found.score <= 1 + 1e-6


def test_the_backbone_that_ships_finds_a_sample_subject_by_and_large():
    model = load_backbone(ASSETS / "backbones" / "tiny-vit")
    preprocessing = preprocessing_of(model)

    def photo(name: str) -> tuple[Encoded, np.ndarray]:
        file = ASSETS / "samples" / "sunrise-mug" / name
        mask = np.asarray(Image.open(file.with_suffix(".mask.png")).convert("L")) > 127
        return encode(model, np.asarray(open_image(file)), preprocessing, 224), mask

    target = target_of([photo(f"reference/{number:02}.jpg") for number in range(3)])
    overlaps = []
    for number in range(4):
        encoded, truth = photo(f"held-out/{number:02}.jpg")
        assert encoded.grid.shape == (14, 14, 192)
        found = predict(encoded, target)
        again = predict(photo(f"held-out/{number:02}.jpg")[0], target)
        assert np.array_equal(found.mask, again.mask)
        assert found.score == again.score
        overlaps.append(overlap(found.mask, truth))
    assert np.mean(overlaps) > 0.35
