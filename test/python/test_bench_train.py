"""The training benchmark compares like with like: each change towards ours leaves what is learnt as it was."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_backbones import SIDE, make_backbone

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "bench"))

from train_cases import CURVES, LADDER, Case, Cost, cost, difference, losses, shares  # noqa: E402
from train_measure import factor, reading, told  # noqa: E402
from train_plain import Changes, PlainTraining, contrast, turned  # noqa: E402
from train_shapes import BLOCKS, LAPTOP, Shape, Sizes, read, shape_of  # noqa: E402

from likeness_ml.backbone import load_backbone  # noqa: E402
from likeness_ml.represent.loss import info_nce  # noqa: E402

STEPS = 20
SIZES = Sizes((80, 60), (40, 40))
SETTINGS = replace(LAPTOP, side=SIDE, anchors=3, positives=4, negatives=5, rank=4, feature="cls+patch")


@pytest.fixture(scope="module")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    folder = tmp_path_factory.mktemp("train")
    return shape_of(make_backbone(folder / "backbone", "dinov2"), SETTINGS, SIZES, folder / "pictures")


@pytest.mark.parametrize("what", CURVES)
def test_the_plain_way_and_ours_have_the_same_losses(shape: Shape, what: str) -> None:
    plain, ours = (few_blocks(case) for case in CURVES[what])
    found = losses(plain, shape, STEPS)
    assert len(found) == STEPS and difference(found, losses(ours, shape, STEPS)) < 1e-3
    assert len(set(found)) == STEPS and min(found[-5:]) < found[0]  # they learn


def few_blocks(case: Case) -> Case:
    """The tiny backbone has fewer than the shipped one."""
    return replace(case, settings=tuple((name, 1 if value == BLOCKS else value) for name, value in case.settings))


@pytest.mark.parametrize("changes", [case.changes for case in LADDER[1:-1]], ids=str)
def test_each_change_leaves_the_losses_as_they_were(shape: Shape, changes: Changes) -> None:
    still = shape.with_settings(replace(shape.settings, augment="none"))
    plain, changed = (losses(Case("", one), still, 5) for one in (Changes(), changes))
    assert difference(plain, changed) < 1e-4


def test_its_loss_is_the_papers(shape: Shape) -> None:
    generator = torch.Generator().manual_seed(0)
    groups = [torch.nn.functional.normalize(torch.randn(n, 8, generator=generator), dim=1) for n in (3, 4, 5)]
    assert contrast(*groups, 0.2).item() == pytest.approx(info_nce(*groups, 0.2).item(), rel=1e-5)


def test_its_augmentation_keeps_size_and_range_and_differs_from_step_to_step(shape: Shape) -> None:
    backbone = load_backbone(shape.backbone)
    plain = PlainTraining(backbone, shape.files, shape.settings, shape.preprocessing, Changes())
    first, second = (plain.pictures([[0, 1], [2]], step) for step in range(2))
    assert [tuple(batch.shape) for batch in first] == [(2, 3, SIDE, SIDE), (1, 3, SIDE, SIDE)]
    assert not torch.equal(first[0], second[0])
    still = shape.images.anchors[:2]
    assert first[0].min() >= still.min() - 0.5 and first[0].max() <= still.max() + 0.5


def test_it_takes_the_pictures_that_ours_takes(shape: Shape) -> None:
    still = replace(shape.settings, augment="none")
    backbone = load_backbone(shape.backbone)
    plain = PlainTraining(backbone, shape.files, still, shape.preprocessing, Changes())
    anchors, positives, negatives = plain.pictures([[0, 5], [24], [72, 73]], 0)
    expected = shape.images
    assert torch.allclose(anchors, expected.anchors[[0, 5]], atol=1e-5)
    assert torch.allclose(positives, expected.positives[:1], atol=1e-5)
    assert torch.allclose(negatives, expected.negatives[:2], atol=1e-5)
    assert torch.equal(read(shape.files[:2], shape.preprocessing), expected.anchors[:2])


def test_of_few_photos_both_ways_draw_those_alone(shape: Shape) -> None:
    few = shape.with_photos(3)
    assert few.files == shape.files[:3] + shape.files[len(shape.images.anchors) :]
    anchors, positives, _ = few.with_settings(replace(shape.settings, anchors=16)).draws(0, few.rows)
    assert len(anchors) == 16 and set(anchors) == {0, 1, 2}
    assert min(positives) >= 3


def test_a_turn_of_nothing_leaves_a_picture_and_one_of_a_quarter_turns_it() -> None:
    picture = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(turned(picture, 0), picture)
    assert torch.equal(turned(picture, math.pi / 2), picture.rot90(1, (1, 2)))


def test_shares_of_a_step_are_of_a_whole(shape: Shape) -> None:
    found = shares(LADDER[-1], shape)
    assert sum(found.values()) == pytest.approx(1) and all(0 < share < 1 for share in found.values())


def test_reading_is_told_of_photos_and_synthetic_pictures_apart(shape: Shape) -> None:
    photos, synthetic = reading(shape, 2)
    assert (photos["pictures"], photos["drawn"], photos["size"]) == (24, 3, (80, 60))
    assert (synthetic["pictures"], synthetic["drawn"], synthetic["size"]) == (108, 9, (40, 40))
    assert photos["seconds"] > 0 and synthetic["seconds"] > 0


def test_a_cost_is_a_steps(shape: Shape) -> None:
    found = cost(LADDER[-1], shape, 2)
    assert found.seconds > 0 and found.before >= 0


def test_factors_of_the_ladder_multiply_to_the_whole() -> None:
    seconds = np.random.default_rng(0).uniform(1, 2, len(LADDER))
    costs = {case: [Cost(value, 0.0)] for case, value in zip(LADDER, seconds, strict=True)}
    document = told("laptop", costs)
    assert np.prod([rung["factor"] for rung in document["ladder"]]) == pytest.approx(document["whole"]["factor"])
    assert [rung["change"] for rung in document["ladder"]] == [case.what for case in LADDER]
    assert factor([Cost(3, 0), Cost(1, 0)], [Cost(1, 0), Cost(1, 0)]) == {"factor": 2, "least": 1, "most": 3}
