"""The paper's augmentation: what may happen to a picture, and that it is the same for the same step."""

import math

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from represent_images import SETTINGS, training_images
from sample_jobs import BACKBONE

from likeness_ml.backbone import load_backbone
from likeness_ml.represent.augment import augmented, placements
from likeness_ml.represent.draws import Pool, draw
from likeness_ml.represent.encoder import Encoder

SEEDS = st.integers(0, 2**32)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(seed=SEEDS)
def test_every_placement_is_a_flip_a_turn_and_a_crop_within_the_papers_ranges(seed: int) -> None:
    for place in placements(8, seeded(seed)).double():
        wide, high = place[:, 0].norm().item(), place[:, 1].norm().item()
        assert 0.8 - 1e-6 <= wide * high <= 1 + 1e-6 and max(wide, high) <= 1 + 1e-6
        assert 3 / 4 - 1e-5 <= wide / high <= 4 / 3 + 1e-5
        assert abs(place[:, 0] @ place[:, 1]) < 1e-6  # no shear
        assert abs(math.degrees(math.atan2(place[1, 0] * torch.sign(place[0, 0]), place[0, 0].abs()))) <= 10.001
        unturned = torch.linalg.solve(place[:, :2] / torch.tensor([wide, high]), place[:, 2])
        assert (unturned.abs() <= 1 - torch.tensor([wide, high]) + 1e-5).all()  # the crop lies within the frame


def test_half_are_flipped_and_turns_and_crops_spread_over_their_ranges() -> None:
    found = placements(4000, seeded(0))
    determinants = torch.linalg.det(found[:, :, :2])
    assert 0.47 < (determinants < 0).float().mean() < 0.53
    areas = determinants.abs()
    assert areas.min() < 0.81 and areas.max() > 0.99
    # A try of area a fits with a probability in proportion to -log a; one in a hundred fits never and is the whole.
    antiderivative = (lambda a: a * a / 4 - a * a / 2 * math.log(a), lambda a: a - a * math.log(a))
    first, whole = (found(1) - found(0.8) for found in antiderivative)
    never = (1 - whole / 0.2 / math.log(4 / 3)) ** 10
    assert abs(areas.mean() - ((1 - never) * first / whole + never)) < 0.003
    degrees = torch.rad2deg(torch.atan(found[:, 1, 0] / found[:, 0, 0]))
    assert degrees.min() < -9.9 and degrees.max() > 9.9 and abs(degrees.mean()) < 0.5


@given(seed=SEEDS, count=st.integers(1, 5))
@settings(deadline=None)
def test_what_a_turn_brings_in_is_0_and_nothing_else_is_new(seed: int, count: int) -> None:
    flat = torch.full((count, 3, 32, 32), 2.0)
    found = augmented(flat, seeded(seed))
    assert found.shape == flat.shape and found.min() >= 0 and found.max() <= 2 + 1e-5
    assert torch.allclose(found[:, :, 12:20, 12:20], flat[:, :, 12:20, 12:20])


@given(seed=SEEDS)
@settings(deadline=None)
def test_a_smooth_picture_is_moved_as_its_placement_says(seed: int) -> None:
    """A picture whose colours are its coordinates shows where each point was taken from."""
    side = 64
    axis = (torch.arange(side) + 0.5) / side * 2 - 1
    picture = torch.stack([axis.expand(side, side), axis[:, None].expand(side, side)])[None]
    place = placements(1, seeded(seed))[0]
    points = torch.stack([axis.expand(side, side), axis[:, None].expand(side, side), torch.ones(side, side)])
    expected = torch.einsum("ij,jyx->iyx", place, points)
    inside = (expected.abs() < 1 - 2 / side).all(dim=0)
    found = augmented(picture, seeded(seed))[0]
    assert (found - expected).abs()[:, inside].max() < 1e-4


def test_a_step_has_its_own_changes_and_has_them_again() -> None:
    pool = Pool.of(training_images(), None, SETTINGS, torch.device("cpu"))
    encoder = Encoder(load_backbone(BACKBONE), pool.pixels, SETTINGS)
    drawn = draw(pool.training, SETTINGS, 0)
    first = encoder.augment(drawn, 0)
    assert torch.equal(first, encoder.augment(drawn, 0))
    assert not torch.equal(first, encoder.augment(drawn, 1))
