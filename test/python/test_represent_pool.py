"""What a fold may see, and the views and vectors that training and evaluation start from."""

from pathlib import Path

import numpy as np
import pytest
from generated_images import write_images
from hypothesis import given
from hypothesis import strategies as st
from peft.utils import get_peft_model_state_dict
from sample_jobs import BACKBONE, PHOTOS, listing

from likeness_ml.curation.curate import curate_without
from likeness_ml.curation.rule import Rule
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.errors import InputError, ServiceError
from likeness_ml.images import IMAGENET, open_image
from likeness_ml.represent.judge import FOLDS, folds_of
from likeness_ml.represent.lesson import learn
from likeness_ml.represent.pool import Candidate, read_candidates, read_masks, read_photos, read_pool, without
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import KINDS, Subject, embed

SETTINGS = Settings(steps=2, anchors=2, positives=2, negatives=3, side=32, rank=4)
NAMES = st.lists(st.integers(0, 99).map("{:02}".format), unique=True, min_size=1, max_size=20)


@pytest.fixture(scope="module")
def subject(references: Path) -> Subject:
    return Subject.read(references, BACKBONE, SETTINGS)


@pytest.fixture(scope="module")
def candidates(composed: Path) -> list[Candidate]:
    return read_candidates(composed)


class TestFolds:
    @given(NAMES)
    def test_every_photo_is_left_out_exactly_once(self, photos: list[str]) -> None:
        folds = folds_of(photos)
        assert len(folds) == min(FOLDS, len(photos)) and all(folds)
        assert sorted(name for fold in folds for name in fold) == sorted(photos)

    @given(st.integers(3, 20))
    def test_folds_are_as_even_as_can_be_and_leave_photos_to_train_on(self, count: int) -> None:
        sizes = [len(fold) for fold in folds_of([str(n) for n in range(count)])]
        assert max(sizes) - min(sizes) <= 1 and max(sizes) < count

    @given(st.sets(st.sampled_from(PHOTOS), min_size=1, max_size=3))
    def test_nothing_that_descends_from_a_left_out_photo_trains(
        self, composed: Path, candidates: list[Candidate], left_out: set[str]
    ) -> None:
        parents = {line["id"]: set(line["parents"]) for line in listing(composed)}
        kept = [candidate.identity for candidate in without(candidates, left_out)]
        assert kept == [name for name, found in parents.items() if not found & left_out]

    def test_each_fold_keeps_every_kind(self, candidates: list[Candidate]) -> None:
        for left_out in folds_of(list(PHOTOS)):
            assert {candidate.kind for candidate in without(candidates, left_out)} == set(KINDS)

    @pytest.mark.parametrize("rule", [Rule(), Rule("coverage", budget=4, fidelity_floor=0)])
    def test_a_fold_of_the_sample_photos_is_the_same_whatever_its_left_out_photo_shows(
        self, subject: Subject, composed: Path, candidates: list[Candidate], tmp_path: Path, rule: Rule
    ) -> None:
        adapters = []
        for version in ("before", "after"):
            photos = dict(subject.photos)
            if version == "after":
                photos["02"] = np.full((224, 224, 3), (0, 128, 0), np.uint8)
            one = Subject(photos, BACKBONE, SETTINGS)
            kept = curate_without(candidates, one.views(composed), rule, 0, {"02"})
            model, _ = learn(one, kept, {"02"}, tmp_path / version, lambda *_: None)
            adapters.append([tensor.numpy().tobytes() for tensor in get_peft_model_state_dict(model).values()])
        assert adapters[0] == adapters[1]


class TestPool:
    def test_candidates_are_the_listed_images_in_their_order(self, composed: Path, candidates: list[Candidate]) -> None:
        lines = listing(composed)
        assert [candidate.identity for candidate in candidates] == [line["id"] for line in lines]
        assert [(c.source, c.kind) for c in candidates] == [(line["source"], line["kind"]) for line in lines]
        assert {candidate.pixels.shape for candidate in candidates} == {(64, 64, 3)}

    def test_a_candidate_knows_what_its_line_says(self, composed: Path, candidates: list[Candidate]) -> None:
        for line, candidate in zip(listing(composed), candidates, strict=True):
            assert (candidate.parents, candidate.prompt) == (frozenset(line["parents"]), line["prompt"])
            assert candidate.box == (None if line["box"] is None else tuple(line["box"]))
        assert any(candidate.box for candidate in candidates)

    def test_the_pool_has_all_the_generators_images_and_of_the_priors_the_negatives(
        self, composed: Path, candidates: list[Candidate], tmp_path: Path
    ) -> None:
        generated = write_images(tmp_path / "generated", [("db0000", "dreambooth", "positive")])
        lines = [("cl0000", "class"), ("pn0000", "negative"), ("bg0000", "background"), ("pn0001", "negative")]
        priors = write_images(tmp_path / "priors", [(name, "generator", kind) for name, kind in lines])
        pool = read_pool(composed, generated, priors)
        names = [candidate.identity for candidate in pool]
        assert names == [candidate.identity for candidate in candidates] + ["db0000", "pn0000", "pn0001"]
        assert [candidate.identity for candidate in read_pool(composed, None, None)] == names[:-3]

    def test_two_images_of_one_id_are_refused(self, composed: Path) -> None:
        with pytest.raises(ServiceError, match="same id"):
            read_pool(composed, composed, None)

    def test_masks_are_cropped_as_their_photos_are(self, composed: Path) -> None:
        masks = read_masks(composed, PHOTOS[1:], IMAGENET)
        assert list(masks) == list(PHOTOS[1:])
        assert {mask.shape for mask in masks.values()} == {(224, 224)}

    def test_a_folder_without_a_list_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceError, match=r"images\.jsonl") as raised:
            read_candidates(tmp_path)
        assert raised.value.code == "ObjectNotFound"

    def test_photos_are_named_and_masks_are_no_photos(self, references: Path) -> None:
        assert list(read_photos(references, IMAGENET)) == list(PHOTOS)

    @pytest.mark.parametrize("kind", KINDS)
    def test_training_without_one_of_the_kinds_is_refused(
        self, subject: Subject, candidates: list[Candidate], tmp_path: Path, kind: str
    ) -> None:
        others = [candidate for candidate in candidates if candidate.kind != kind]
        with pytest.raises(InputError, match=kind) as raised:
            learn(subject, others, frozenset(), tmp_path, lambda *_: None)
        assert raised.value.code == "OptionInvalid"


class TestSubject:
    @pytest.mark.parametrize("feature", ["cls", "cls+patch"])
    def test_a_vector_has_length_one_and_the_same_bits_whatever_is_beside_it(
        self, subject: Subject, feature: str
    ) -> None:
        crops = subject.crops()
        together = embed(subject.base, crops, feature)
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
        for crop, vector in zip(crops, together, strict=True):
            assert embed(subject.base, [crop], feature)[0].tobytes() == vector.tobytes()

    def test_the_bare_backbones_vectors_are_those_that_the_embedding_server_gives(
        self, subject: Subject, references: Path
    ) -> None:
        photos = [open_image(path) for path in sorted(references.glob("??.jpg"))]
        served = Embedder(BACKBONE).embed(photos, None)
        assert np.abs(served - subject.embed_pixels(subject.crops())).max() < 1e-5
