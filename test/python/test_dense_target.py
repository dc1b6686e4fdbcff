"""The subject's feature from references and masks."""

import numpy as np
import pytest
import torch
from dense_scenes import GREY, RED, red_disc, scene, seen, with_blue

from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Frame
from likeness_ml.evaluation.dense.target import box_feature, target_of

# Four cells of a 2 x 2 grid; a mask over the left half of the picture takes the first cell of each row.
FRAME = Frame(32, 32, 32, 16)
LEFT = np.tile(np.array([True] * 16 + [False] * 16), (32, 1))


def grid_of(*cells: tuple[float, float]) -> Encoded:
    return Encoded(FRAME, torch.tensor(cells).view(2, 2, 2))


def unit(*values: float) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(values), dim=0)


def test_a_feature_is_half_the_maximum_and_half_the_mean_per_channel():
    reference = grid_of((1.0, 0.0), (9.0, 9.0), (0.0, 0.5), (9.0, 9.0))
    found = target_of([(reference, LEFT)])
    assert torch.allclose(found.feature, unit((1 + 0.5) / 2, (0.5 + 0.25) / 2))


def test_the_mean_alone_is_the_other_pooling():
    reference = grid_of((1.0, 0.0), (9.0, 9.0), (0.0, 0.5), (9.0, 9.0))
    assert torch.allclose(target_of([(reference, LEFT)], pooling="mean").feature, unit(0.5, 0.25))


def test_all_references_count_alike_or_the_first_alone():
    one = grid_of((1.0, 0.0), (9.0, 9.0), (1.0, 0.0), (9.0, 9.0))
    other = grid_of((0.0, 1.0), (9.0, 9.0), (0.0, 1.0), (9.0, 9.0))
    both = [(one, LEFT), (other, LEFT)]
    assert torch.allclose(target_of(both).feature, unit(1.0, 1.0))
    first = target_of(both, first_only=True)
    assert torch.allclose(first.feature, unit(1.0, 0.0))
    assert torch.allclose(first.boxes, torch.eye(2))


def test_an_object_smaller_than_half_a_cell_has_the_cell_it_is_in():
    speck = np.zeros((32, 32), bool)
    speck[3, 20] = True
    reference = grid_of((1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0))
    found = target_of([(reference, speck)])
    assert torch.allclose(found.feature, unit(0.0, 1.0))
    assert torch.allclose(found.boxes, torch.tensor([[0.0, 1.0]]))


def test_an_empty_mask_is_refused_by_its_number():
    reference = grid_of((1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0))
    with pytest.raises(InputError, match="reference 2 of 2 is empty") as refused:
        target_of([(reference, LEFT), (reference, np.zeros((32, 32), bool))])
    assert refused.value.code == "DatasetInvalid"


def test_a_wide_references_object_is_found_in_its_own_cells_and_not_in_squashed_ones():
    """An object low in a wide photo: squashed to the square, its mask would lie over the padding (P-E4)."""
    picture, mask = scene(100, 300, (250, 80), 15)
    feature = target_of([(seen(picture), mask)], pooling="mean").feature
    red = seen(np.full((128, 128, 3), RED, np.uint8)).grid[0, 0]
    grey = seen(np.full((128, 128, 3), GREY, np.uint8)).grid[0, 0]
    assert feature @ red > 0.95
    assert feature @ grey < 0.4


def test_the_score_is_that_of_the_most_similar_reference():
    encoded = grid_of((0.6, 0.8), (1.0, 0.0), (0.6, 0.8), (1.0, 0.0))
    one = grid_of((1.0, 0.0), (9.0, 9.0), (1.0, 0.0), (9.0, 9.0))
    other = grid_of((0.0, 1.0), (9.0, 9.0), (0.0, 1.0), (9.0, 9.0))
    target = target_of([(one, LEFT), (other, LEFT)])
    assert target.score(encoded, (0, 0, 16, 32)) == pytest.approx(0.8)


def test_a_box_far_smaller_than_a_cell_is_scored_by_the_cell_it_lies_in():
    picture, _ = scene(128, 128, (64, 64), 30)
    encoded = seen(picture)
    speck = box_feature(encoded, (60, 60, 1, 1))
    assert torch.isfinite(speck).all()
    assert torch.allclose(speck, encoded.grid[15, 15])


def test_a_picture_without_the_subject_scores_lower():
    target = red_disc()
    picture, _ = scene(128, 128, (64, 64), 30)
    other = with_blue(np.full((128, 128, 3), GREY, np.uint8), (34, 34), 60)
    box = (34, 34, 60, 60)
    assert target.score(seen(picture), box) > target.score(seen(other), box) + 0.1
