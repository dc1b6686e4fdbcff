"""Where the object is in a picture, and what the backbone sees of pictures and objects."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_jobs import BACKBONE, PHOTOS, compose_in

from likeness_ml.curation.crops import CROP_SIDE, Box, box_of, cut, locate
from likeness_ml.curation.fidelity import score
from likeness_ml.curation.views import Views
from likeness_ml.images import IMAGENET
from likeness_ml.represent.pool import Candidate, read_candidates, read_masks, read_photos
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import Subject

SIDES = st.integers(1, 60)


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory, references: Path, bank: Path) -> Path:
    changes = {"side": "160", "cut_and_paste": "24", "augmented": "2", "negatives": "12"}
    return compose_in(tmp_path_factory.mktemp("larger"), references, bank, **changes)


@pytest.fixture(scope="module")
def candidates(larger: Path) -> list[Candidate]:
    return read_candidates(larger)


@pytest.fixture(scope="module")
def subject(references: Path) -> Subject:
    return Subject.read(references, BACKBONE, Settings())


@pytest.fixture
def views(subject: Subject, larger: Path) -> Views:
    return subject.views(larger)


def boxless(candidate: Candidate) -> Candidate:
    return Candidate(candidate.identity, "dreambooth", candidate.kind, candidate.parents, candidate.pixels)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(0, width) * max(0, height)
    return both / (one[2] * one[3] + other[2] * other[3] - both)


class TestCrops:
    @given(SIDES, SIDES, st.data())
    def test_a_crop_is_a_square_of_the_picture_that_holds_the_box_where_it_can(
        self, width: int, height: int, data: st.DataObject
    ) -> None:
        left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
        box = (left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)))
        pixels = np.zeros((height, width, 3), np.uint8)
        pixels[top : top + box[3], left : left + box[2]] = 255
        crop = cut(pixels, box)
        assert crop.shape == (CROP_SIDE, CROP_SIDE, 3) and crop.max() > 100

    def test_a_box_at_the_rim_is_cut_without_a_border(self) -> None:
        pixels = np.full((40, 60, 3), 200, np.uint8)
        assert (cut(pixels, (50, 0, 10, 20)) == 200).all()

    def test_the_largest_piece_above_the_level_is_the_object(self) -> None:
        cosines = np.zeros((10, 10))
        cosines[1:3, 1:2], cosines[4:8, 5:10] = 0.9, 0.8
        assert locate(cosines, (160, 320)) == (160, 64, 160, 64)

    @pytest.mark.parametrize("cosines", [np.zeros((4, 4)), np.eye(4)[:, :1] @ np.eye(4)[:1], np.eye(9) * 0.04])
    def test_where_nothing_stands_out_it_is_the_whole_picture(self, cosines: np.ndarray) -> None:
        assert locate(cosines, (64, 48)) == (0, 0, 48, 64)

    def test_an_empty_mask_bounds_the_whole_picture(self) -> None:
        assert box_of(np.zeros((5, 7), np.uint8)) == (0, 0, 7, 5)


class TestViews:
    def test_whole_pictures_have_the_bits_of_the_subjects_own_vectors(
        self, subject: Subject, views: Views, candidates: list[Candidate]
    ) -> None:
        some = candidates[::5]
        alone = subject.embed_pixels([candidate.pixels for candidate in some])
        assert views.whole(some).tobytes() == alone.tobytes()
        assert views.reference_vectors().tobytes() == subject.embed_pixels(subject.crops()).tobytes()

    def test_an_objects_vector_has_the_same_bits_whatever_else_was_asked_for(
        self, subject: Subject, larger: Path, candidates: list[Candidate]
    ) -> None:
        together = subject.views(larger).objects_in(candidates)
        other = subject.views(larger)
        for candidate, vector in list(zip(candidates, together, strict=True))[::7]:
            assert other.objects_in([candidate])[0].tobytes() == vector.tobytes()

    def test_no_picture_goes_through_the_backbone_twice(
        self, views: Views, candidates: list[Candidate], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = score(candidates, views)
        score(candidates, views, {"00"})
        monkeypatch.delattr(Views, "_forward")
        again = score(candidates, views)
        score(candidates[3:20], views, {"00"})
        assert first.fidelity.tobytes() == again.fidelity.tobytes()

    def test_the_object_is_found_where_it_was_pasted(self, views: Views, candidates: list[Candidate]) -> None:
        pasted = [candidate for candidate in candidates if candidate.box is not None]
        views.objects_in([boxless(candidate) for candidate in pasted])
        found = dict(views.cropped.keys())
        overlaps = [overlap(found[candidate.identity], candidate.box) for candidate in pasted]
        whole = [overlap((0, 0, 160, 160), candidate.box) for candidate in pasted]
        assert np.median(overlaps) > np.median(whole) + 0.15

    def test_pasted_images_are_more_faithful_than_negatives_even_where_the_object_must_be_found(
        self, views: Views, candidates: list[Candidate]
    ) -> None:
        found = score([boxless(candidate) for candidate in candidates if candidate.kind != "anchor"], views)
        pasted, others = (found.fidelity[found.of_kind(kind)] for kind in ("positive", "negative"))
        assert np.median(pasted) > 0.4 > 0.3 > np.median(others)

    def test_anchors_are_photos_and_not_measured(self, views: Views, candidates: list[Candidate]) -> None:
        found = score(candidates, views)
        assert (np.isnan(found.fidelity) == found.of_kind("anchor")).all()

    def test_a_photo_left_out_has_no_say(self, subject: Subject, larger: Path, candidates: list[Candidate]) -> None:
        scores = []
        for shown in (subject.photos["02"], np.full((224, 224, 3), (0, 128, 0), np.uint8)):
            photos = subject.photos | {"02": shown}
            views = Views(subject.base, "cls", photos, read_masks(larger, PHOTOS, IMAGENET))
            scores.append(score([boxless(candidate) for candidate in candidates], views, {"02"}))
        assert scores[0].fidelity.tobytes() == scores[1].fidelity.tobytes()
        assert scores[0].cosine.tobytes() == scores[1].cosine.tobytes()

    @pytest.mark.parametrize("count", [1, 2])
    def test_few_photos_suffice(
        self, references: Path, larger: Path, subject: Subject, candidates: list[Candidate], count: int
    ) -> None:
        photos = dict(list(read_photos(references, IMAGENET).items())[:count])
        views = Views(subject.base, "cls", photos, read_masks(larger, photos, IMAGENET))
        found = score(candidates[:4] + candidates[-4:], views)
        assert np.isfinite(found.fidelity[~found.of_kind("anchor")]).all()

    def test_larger_and_oblong_pictures_are_seen_at_the_size_that_serving_sees(self, views: Views) -> None:
        noise = np.random.default_rng(0).integers(0, 255, (512, 384, 3)).astype(np.uint8)
        one = Candidate("db0000", "dreambooth", "positive", frozenset(PHOTOS), noise)
        assert views.whole([one]).shape == (1, 192)
        assert views.seen["db0000"].cosines.shape == (4, 14, 10)
        assert np.linalg.norm(views.objects_in([one])) == pytest.approx(1, abs=1e-5)
