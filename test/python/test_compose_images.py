"""Cut-outs, backgrounds and the recipes that put them together."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_jobs import PHOTOS, material_of

from likeness_ml.compose.backgrounds import Backgrounds, pattern, without_object
from likeness_ml.compose.cutouts import Placing, camera, cut_out, jitter_colour, paste, random_crop, turn_hue
from likeness_ml.compose.images import Draw, Material, Synthetic, augmented, cut_and_paste, negative
from likeness_ml.compose.objects import look_alike, made_up_object
from likeness_ml.compose.recipe import Recipe
from likeness_ml.errors import InputError

RECIPE = Recipe(side=64)
RED, GREEN, BLUE = (220, 30, 30), (30, 220, 30), (30, 30, 220)
SHARES = RECIPE.background_shares
SEEDS = st.integers(0, 2**32)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((64, 64, 3), colour, np.uint8)


def red_disc_on_blue(side: int = 120, radius: int = 30) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:side, 0:side] - side // 2
    mask = np.where(x**2 + y**2 <= radius**2, 255, 0).astype(np.uint8)
    return np.where(mask[..., None] > 0, RED, BLUE).astype(np.uint8), mask


@pytest.fixture(scope="module")
def material(references: Path, bank: Path) -> Material:
    return material_of(references, bank)


class TestCutOuts:
    def test_no_old_background_shows_at_the_rim(self) -> None:
        photo, mask = red_disc_on_blue()
        rgba = cut_out(photo, mask)
        assert np.array_equal(np.unique(rgba[rgba[..., 3] > 0][:, :3], axis=0), [RED])

    def test_it_is_cropped_to_the_object_and_no_larger_than_asked(self) -> None:
        photo, mask = red_disc_on_blue()
        assert cut_out(photo, mask).shape == (61, 61, 4)
        assert cut_out(photo, mask, longest=30).shape == (30, 30, 4)

    def test_a_thing_at_the_edge_of_its_photo_loses_its_rim_there_too(self) -> None:
        rgba = cut_out(np.full((20, 20, 3), 9, np.uint8), np.full((20, 20), 255, np.uint8))
        assert not rgba[0, :, 3].any() and rgba[1, 1:-1, 3].all()

    @settings(max_examples=40)
    @given(seed=SEEDS, rotation=st.floats(0, 90), flip=st.sampled_from([0.0, 0.5, 1.0]))
    def test_pasting_changes_the_canvas_under_the_mask_and_nowhere_far_from_it(
        self, seed: int, rotation: float, flip: float
    ) -> None:
        canvas = np.full((64, 64, 3), BLUE, np.uint8)
        cutout = cut_out(*red_disc_on_blue())
        pasted = paste(canvas, cutout, Placing((0.3, 0.6), rotation, flip), generator(seed))
        changed = (pasted.pixels != canvas).any(axis=2)
        assert pasted.mask.any() and changed[pasted.mask > 0].all()
        near = np.pad(pasted.mask > 0, 3)
        near = np.any([np.roll(near, (dy, dx), (0, 1)) for dy in range(-3, 4) for dx in range(-3, 4)], axis=0)
        assert not changed[~near[3:-3, 3:-3]].any()

    @settings(max_examples=40)
    @given(seed=SEEDS)
    def test_most_of_what_is_pasted_stays_in_the_picture(self, seed: int) -> None:
        whole = np.full((50, 50, 4), 255, np.uint8)
        pasted = paste(np.zeros((100, 100, 3), np.uint8), whole, Placing((0.5, 0.5), 0, 0), generator(seed))
        # 50 x 50 pixels, four fifths of them in sight each way, less what the stretch and the feather may take.
        assert (pasted.mask > 0).sum() >= 0.55 * 50 * 50

    @settings(max_examples=25)
    @given(seed=SEEDS)
    def test_changing_colours_leaves_the_outline_alone(self, seed: int) -> None:
        cutout = cut_out(*red_disc_on_blue())
        for change in (jitter_colour, look_alike):
            changed = change(cutout, generator(seed))
            assert changed.shape == cutout.shape and np.array_equal(changed[..., 3], cutout[..., 3])

    def test_a_hue_turned_by_a_third_makes_red_green(self) -> None:
        assert turn_hue(np.full((2, 2, 3), (200, 0, 0), np.uint8), 120)[0, 0].tolist() == [0, 200, 0]

    @settings(max_examples=60)
    @given(width=st.integers(1, 90), height=st.integers(1, 90), side=st.integers(16, 80), seed=SEEDS)
    def test_a_random_crop_has_the_size_asked_for_and_only_colours_of_its_photo(
        self, width: int, height: int, side: int, seed: int
    ) -> None:
        crop = random_crop(np.full((height, width, 3), RED, np.uint8), side, generator(seed), (0.4, 1.0))
        assert crop.shape == (side, side, 3)
        assert np.array_equal(np.unique(crop.reshape(-1, 3), axis=0), [RED])

    @given(seed=SEEDS)
    @settings(max_examples=25)
    def test_what_a_camera_adds_is_slight(self, seed: int) -> None:
        picture = np.full((32, 32, 3), 128, np.uint8)
        assert np.abs(camera(picture, generator(seed)).astype(int) - 128).mean() < 8


class TestObjects:
    @settings(max_examples=100)
    @given(seed=SEEDS)
    def test_a_made_up_object_can_be_pasted(self, seed: int) -> None:
        made = made_up_object(generator(seed))
        assert made.dtype == np.uint8 and made.shape[2] == 4 and min(made.shape[:2]) >= 1
        pasted = paste(np.zeros((64, 64, 3), np.uint8), made, Placing((0.2, 0.5), 30, 0.5), generator(seed))
        assert pasted.pixels.shape == (64, 64, 3)

    def test_look_alikes_differ_from_the_subject_and_from_each_other(self, material: Material) -> None:
        cutout = material.cutouts["01"]
        made = [look_alike(cutout, generator(seed)) for seed in range(6)]
        assert len({picture.tobytes() for picture in [cutout, *made]}) == 7


class TestBackgrounds:
    def test_the_object_is_painted_over_by_its_surroundings(self) -> None:
        photo, mask = red_disc_on_blue()
        assert np.abs(without_object(photo, mask).astype(int) - BLUE).max() < 20

    def test_a_photo_that_is_all_object_does_not_fail(self) -> None:
        assert without_object(np.full((5, 7, 3), RED, np.uint8), np.full((5, 7), 255, np.uint8)).shape[2] == 3

    @pytest.mark.parametrize("side", [20, 64, 161])
    def test_a_pattern_has_the_size_asked_for(self, side: int) -> None:
        assert pattern(side, generator(1)).shape == (side, side, 3)

    def test_with_nothing_to_draw_from_they_are_patterns_of_no_photo(self) -> None:
        drawn = Backgrounds({}, {}, {}, SHARES).draw(64, generator(0))
        assert drawn.pixels.shape == (64, 64, 3) and (drawn.name, drawn.parents) == ("pattern", [])

    def test_each_kind_comes_up_as_often_as_asked_and_only_surroundings_name_their_photo(self) -> None:
        backgrounds = Backgrounds(
            {"bg0003": plain(GREEN)}, {"07": plain(BLUE)}, {"01": plain(RED)}, (0.4, 0.3, 0.2, 0.1)
        )
        drawn = [backgrounds.draw(16, generator(seed)) for seed in range(1000)]
        counts = Counter((one.name, *one.parents) for one in drawn)
        expected = {("generated:bg0003",): 400, ("bank:07",): 300, ("surroundings:01", "01"): 200, ("pattern",): 100}
        assert counts.keys() == expected.keys()
        assert all(abs(counts[kind] - share) < 60 for kind, share in expected.items())
        brightest = {"generated:bg0003": 1, "bank:07": 2, "surroundings:01": 0}
        for one in drawn:
            if one.name != "pattern":
                assert one.pixels.mean(axis=(0, 1)).argmax() == brightest[one.name]

    def test_what_there_is_none_of_leaves_its_share_to_the_others(self) -> None:
        mixed = Backgrounds({}, {"07": plain(BLUE)}, {"01": plain(RED)}, SHARES)
        counts = Counter(mixed.draw(16, generator(seed)).name for seed in range(1000))
        expected = {"surroundings:01": 300, "bank:07": 450, "pattern": 250}
        assert counts.keys() == expected.keys()
        assert all(abs(counts[kind] - share) < 60 for kind, share in expected.items())

    def test_shares_of_what_is_not_there_alone_are_refused(self) -> None:
        with pytest.raises(InputError, match="generated") as raised:
            Backgrounds({}, {"07": plain(BLUE)}, {}, (1, 0, 0, 0))
        assert raised.value.code == "OptionInvalid"


class TestRecipes:
    def draws(self, material: Material, draw: Draw, count: int) -> list[Synthetic]:
        images = [draw(material, RECIPE, index, generator(index)) for index in range(count)]
        return [image for image in images if image is not None]

    def test_photos_take_turns(self, material: Material) -> None:
        for draw in (cut_and_paste, augmented):
            assert [image.parents[0] for image in self.draws(material, draw, 8)] == [*PHOTOS, *PHOTOS]

    def test_cut_and_paste_on_surroundings_of_another_photo_names_both(self, material: Material) -> None:
        parents = [image.parents for image in self.draws(material, cut_and_paste, 40)]
        assert any(len(names) == 2 for names in parents)
        assert all(len(set(names)) == len(names) for names in parents)

    def test_the_mask_says_where_the_subject_shows(self, material: Material) -> None:
        for image in self.draws(material, cut_and_paste, 8):
            assert image.mask is not None and image.mask.shape == (64, 64)
            assert set(np.unique(image.mask)) <= {0, 255}

    def test_what_stands_in_front_is_no_part_of_the_subject(self, material: Material) -> None:
        bare, hidden = (Recipe(side=64, occlusion=share, redraws=0) for share in (0.0, 1.0))
        smaller = 0
        for index in range(8):
            whole = cut_and_paste(material, bare, index, generator(index))
            rest = cut_and_paste(material, hidden, index, generator(index))
            assert not (rest.mask & ~whole.mask).any()
            smaller += np.count_nonzero(rest.mask) < np.count_nonzero(whole.mask)
        assert smaller > 0

    def test_an_image_says_what_it_is_on(self, material: Material) -> None:
        names = {image.background for image in self.draws(material, cut_and_paste, 60)}
        kinds = {name.split(":")[0] for name in names}
        assert kinds == {"bank", "surroundings", "pattern"}
        assert all(image.background for image in self.draws(material, negative, 20))
        assert all(image.background is None for image in self.draws(material, augmented, 4))

    def test_an_augmented_photo_descends_from_one_photo_and_has_no_mask(self, material: Material) -> None:
        for image in self.draws(material, augmented, 4):
            assert (image.source, image.kind, len(image.parents), image.mask) == ("augmented-real", "anchor", 1, None)

    def test_negatives_are_of_three_sources_and_look_alikes_name_their_photo(self, material: Material) -> None:
        images = self.draws(material, negative, 60)
        assert {image.source for image in images} == {"background", "look-alike", "other-object"}
        assert {image.kind for image in images} == {"negative"}
        for index, image in enumerate(images):
            if image.source == "look-alike":
                assert image.parents[0] == PHOTOS[index % len(PHOTOS)]

    def test_without_a_bank_there_are_still_positives_and_negatives(self) -> None:
        photo, mask = red_disc_on_blue()
        bare = Material({"00": photo}, {"00": mask}, {}, [])
        for draw in (cut_and_paste, augmented, negative):
            assert draw(bare, RECIPE, 0, generator(1)).pixels.shape == (64, 64, 3)
