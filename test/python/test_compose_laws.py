"""What holds of every composite, whatever is asked for."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_jobs import MASKED, copy_photos, material_of

from likeness_ml.compose.__main__ import box_of
from likeness_ml.compose.cutouts import Placing, cut_out, paste
from likeness_ml.compose.images import Composite, Material, composite, cut_and_paste
from likeness_ml.compose.light import match_light
from likeness_ml.compose.recipe import Recipe

SEEDS = st.integers(0, 2**32)
RECIPES = st.builds(
    Recipe,
    side=st.sampled_from([48, 64, 96]),
    scale=st.sampled_from([(0.3, 0.8), (0.2, 0.3), (0.6, 0.6)]),
    rotation=st.floats(0, 45),
    visible=st.floats(0.5, 0.95),
    flip=st.floats(0, 1),
    feather=st.integers(0, 4),
    light=st.sampled_from(["none", "match"]),
    light_match=st.floats(0, 1),
    distractors=st.floats(0, 2),
    occlusion=st.floats(0, 1),
    occlusion_share=st.floats(0.1, 0.5),
    distractor_source=st.sampled_from(["bank", "mixed"]),
)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory, bank: Path) -> Material:
    return material_of(copy_photos(tmp_path_factory.mktemp("laws") / "references", MASKED), bank)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def grown(mask: np.ndarray, pixels: int) -> np.ndarray:
    return cv2.dilate(mask, np.ones((2 * pixels + 1, 2 * pixels + 1), np.uint8)) > 0


def box_cut_out(width: int, height: int, margin: int = 3) -> np.ndarray:
    """RGBA of a plain box with nothing around it, as a cut-out whose rim was eroded has."""
    rgba = np.full((height, width, 4), 200, np.uint8)
    rgba[..., 3] = 0
    rgba[margin : height - margin, margin : width - margin, 3] = 255
    return rgba


@settings(max_examples=60)
@given(recipe=RECIPES, seed=SEEDS, index=st.integers(0, 20))
def test_a_box_is_tight_around_its_mask(material: Material, recipe: Recipe, seed: int, index: int) -> None:
    image = cut_and_paste(material, recipe, index, generator(seed))
    if image is None:  # told in the shortfall
        return
    rows, columns = np.flatnonzero(image.mask.any(axis=1)), np.flatnonzero(image.mask.any(axis=0))
    left, top, width, height = box_of(image.mask)
    assert (left, top) == (columns[0], rows[0])
    assert (left + width, top + height) == (columns[-1] + 1, rows[-1] + 1)


@settings(max_examples=60)
@given(recipe=RECIPES, seed=SEEDS)
def test_what_is_asked_for_is_found_within_the_redraws_or_there_is_no_image(
    material: Material, recipe: Recipe, seed: int
) -> None:
    rng, replay = generator(seed), generator(seed)
    image = cut_and_paste(material, recipe, 0, rng)
    photo = next(iter(material.cutouts))
    drawn = [composite(material, recipe, photo, replay)]
    while len(drawn) <= recipe.redraws and not (image and np.array_equal(drawn[-1].mask, image.mask)):
        drawn.append(composite(material, recipe, photo, replay))
    *before, last = [shows_enough(one, recipe) for one in drawn]
    assert not any(before) and last == (image is not None)
    assert last or len(drawn) == recipe.redraws + 1


def shows_enough(one: Composite, recipe: Recipe) -> bool:
    shown = one.inside * (1 - one.covered)
    return one.inside >= recipe.visible and one.covered <= recipe.occlusion_share and shown >= 0.5


@settings(max_examples=40)
@given(seed=SEEDS, feather=st.integers(0, 8), rotation=st.floats(0, 90), visible=st.floats(0.3, 1))
def test_the_share_inside_is_what_a_larger_canvas_shows_of_the_object(
    seed: int, feather: int, rotation: float, visible: float
) -> None:
    side, pad = 200, 200
    how = Placing((0.3, 0.6), rotation, 0.5, visible, feather)
    cutout = box_cut_out(60, 40, margin=9)
    pasted = paste(np.zeros((side, side, 3), np.uint8), cutout, how, generator(seed))
    # The same draws on a canvas so wide that nothing can lie outside: the object's longer side in pixels is kept.
    wide = side + 2 * pad
    scale = tuple(bound * side / wide for bound in how.scale)
    canvas = np.zeros((wide, wide, 3), np.uint8)
    whole = paste(canvas, cutout, Placing(scale, rotation, 0.5, 1, feather), generator(seed))
    assert abs(pasted.inside - np.count_nonzero(pasted.mask) / np.count_nonzero(whole.mask)) < 0.05
    assert whole.inside > 0.97


@settings(max_examples=40)
@given(recipe=RECIPES, seed=SEEDS)
def test_outside_the_feathered_object_the_picture_is_its_stage(material: Material, recipe: Recipe, seed: int) -> None:
    bare = Recipe(**{**vars(recipe), "occlusion": 0.0})
    drawn = composite(material, bare, next(iter(material.cutouts)), generator(seed))
    changed = (drawn.pixels != drawn.stage).any(axis=2)
    # The rim reaches as far outwards as inwards; parts so thin that they are all rim are not in the mask at all.
    assert changed.any() and not changed[~grown(drawn.mask, 2 * recipe.feather + 3)].any()


@settings(max_examples=60)
@given(low=st.floats(0.1, 0.5), more=st.floats(0, 0.4), seed=SEEDS, rotation=st.floats(0, 180))
def test_the_objects_longer_side_is_within_the_scale(low: float, more: float, seed: int, rotation: float) -> None:
    side = 160
    how = Placing((low, low + more), rotation, 0.5, visible=1, feather=0)
    cutout = np.full((60, 100, 4), 255, np.uint8)
    pasted = paste(np.zeros((side, side, 3), np.uint8), cutout, how, generator(seed))
    points = np.argwhere(pasted.mask > 0)[:, ::-1].astype(np.float32)
    longer = max(cv2.minAreaRect(points)[1]) + 1
    # It is stretched by up to a tenth, and sheared by as much.
    if pasted.inside > 0.999:
        assert low * side * 0.85 - 2 <= longer <= (low + more) * side * 1.25 + 2


@settings(max_examples=25)
@given(recipe=RECIPES, seed=SEEDS, index=st.integers(0, 5))
def test_the_same_seed_gives_the_same_bits(material: Material, recipe: Recipe, seed: int, index: int) -> None:
    first, again = (cut_and_paste(material, recipe, index, generator(seed)) for _ in range(2))
    if first is None:
        assert again is None
        return
    assert first.pixels.tobytes() == again.pixels.tobytes() and first.mask.tobytes() == again.mask.tobytes()
    assert (first.parents, first.background) == (again.parents, again.background)


def speckled(seed: int, low: int, spread: int) -> np.ndarray:
    return generator(seed).integers(low, min(256, low + spread), (24, 24, 3), dtype=np.uint8)


def lightness(rgb: np.ndarray) -> float:
    return float(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[..., 0].mean())


@settings(max_examples=60)
@given(
    seed=SEEDS,
    own=st.integers(0, 250),
    there=st.integers(0, 250),
    spreads=st.tuples(st.integers(2, 120), st.integers(2, 120)),
)
def test_matching_light_moves_the_mean_one_way(seed: int, own: int, there: int, spreads: tuple[int, int]) -> None:
    cutout = np.dstack([speckled(seed, own, spreads[0]), np.full((24, 24), 255, np.uint8)])
    canvas = speckled(seed + 1, there, spreads[1])
    shares = [match_light(cutout, canvas, share)[..., :3].mean() for share in (0, 0.25, 0.5, 0.75, 1)]
    steps = np.diff(shares)
    assert (steps >= -0.5).all() or (steps <= 0.5).all()  # half a level is rounding


@pytest.mark.parametrize(("own", "there"), [(60, 150), (150, 60), (100, 110)])
def test_fully_matched_the_object_is_as_bright_as_its_background(own: int, there: int) -> None:
    cutout = np.dstack([speckled(1, own, 40), np.full((24, 24), 255, np.uint8)])
    canvas = speckled(2, there, 40)
    assert abs(lightness(match_light(cutout, canvas, 1)[..., :3]) - lightness(canvas)) < 1
    assert match_light(cutout, canvas, 0) is cutout


def test_matching_light_keeps_the_outline_and_reads_the_object_alone() -> None:
    cutout = np.dstack([speckled(1, 60, 40), np.zeros((24, 24), np.uint8)])
    cutout[6:18, 6:18, 3] = 255
    around = cutout.copy()
    around[cutout[..., 3] == 0, :3] = 255
    canvas = speckled(2, 150, 40)
    matched, other = match_light(cutout, canvas, 0.7), match_light(around, canvas, 0.7)
    assert np.array_equal(matched[..., 3], cutout[..., 3])
    assert np.array_equal(matched[6:18, 6:18], other[6:18, 6:18])


@settings(max_examples=20)
@given(seed=SEEDS)
def test_more_erosion_leaves_less_and_nothing_new(seed: int) -> None:
    photo = speckled(seed, 0, 256)
    mask = np.zeros((24, 24), np.uint8)
    cv2.circle(mask, (12, 12), 9, 255, -1)
    alphas = [cut_out(photo, mask, erode)[..., 3] > 0 for erode in (0, 1, 2, 4)]
    for less, more in pairwise(alphas):
        assert more.sum() < less.sum() and not (more & ~less).any()


def test_a_wider_feather_has_a_softer_rim() -> None:
    canvas = np.zeros((80, 80, 3), np.uint8)
    partial = []
    for feather in (0, 1, 3, 6):
        how = Placing((0.6, 0.6), 0, 0, 1, feather)
        pasted = paste(canvas, box_cut_out(40, 40), how, generator(1))
        partial.append(np.count_nonzero((pasted.pixels[..., 0] > 8) & (pasted.pixels[..., 0] < 190)))
    assert partial == sorted(partial) and len(set(partial)) == 4


def test_distractors_come_in_the_mean_asked_for_and_do_not_hide_the_object(material: Material) -> None:
    for mean in (0.5, 2.0):
        crowded, alone = (Recipe(side=64, distractors=number) for number in (mean, 0.0))
        pictures = [
            (composite(material, crowded, "01", generator(seed)), composite(material, alone, "01", generator(seed)))
            for seed in range(40)
        ]
        busy = sum(not np.array_equal(one.stage, one.background.pixels) for one, _ in pictures)
        assert busy == 40 if mean == 2 else 10 <= busy <= 30
        assert all(one.covered == 0 and one.mask.any() for one, _ in pictures)


def test_with_occlusion_something_always_hides_a_part_but_never_more_than_asked(material: Material) -> None:
    recipe = Recipe(side=96, occlusion=1.0, occlusion_share=0.3)
    drawn = [composite(material, recipe, "01", generator(seed)) for seed in range(30)]
    covered = [one.covered for one in drawn]
    assert max(covered) <= 0.3
    assert sum(share > 0 for share in covered) >= 28
