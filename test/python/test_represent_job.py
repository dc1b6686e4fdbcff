"""The represent job: from photos and synthetic images to an adapter and what it is worth."""

import json
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from generated_images import write_images
from peft import PeftModel
from peft.utils import set_peft_model_state_dict
from PIL import Image
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_tensors
from sample_jobs import (
    BACKBONE,
    PHOTOS,
    REPRESENT,
    SAMPLES,
    SUBJECT,
    compose_in,
    copy_photos,
    copy_some,
    digests,
    job_in,
    listing,
    start_program,
)
from transformers import Dinov2Model

from likeness_ml.backbone import ADAPTER_WEIGHTS, adapter_digest, backbone_digest, load_backbone, normalise
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.errors import InputError
from likeness_ml.evaluation.compare import Fold, compare
from likeness_ml.evaluation.metrics import Vectors, average_precision_one, ones
from likeness_ml.images import IMAGENET, open_image, resize_and_crop
from likeness_ml.job import Job
from likeness_ml.represent.__main__ import represent
from likeness_ml.represent.artifact import save_adapter
from likeness_ml.represent.judge import folds_of
from likeness_ml.represent.lora import with_adapter
from likeness_ml.represent.pool import read_photos
from likeness_ml.represent.settings import Settings

Channels = dict[str, Path]


@pytest.fixture(scope="module")
def channels(references: Path, composed: Path) -> Channels:
    return {"references": references, "synthetic": composed, "backbone": BACKBONE}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_some(SAMPLES / "others", tmp_path_factory.mktemp("others") / "others", 6)


def finished(base: Path, channels: Channels, **changes: str) -> Job:
    job = job_in(base, REPRESENT | changes, **channels)
    represent(job)
    return job


def evaluation(job: Job) -> dict:
    return json.loads((job.data_dir / "evaluation.json").read_text())


@pytest.fixture(scope="module")
def cross_validated(tmp_path_factory: pytest.TempPathFactory, channels: Channels, others: Path) -> Job:
    return finished(tmp_path_factory.mktemp("cross-validated"), {**channels, "others": others})


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory, channels: Channels, others: Path) -> Job:
    """Two of the three photos have masks."""
    photos = copy_some(SAMPLES / SUBJECT / "held-out", tmp_path_factory.mktemp("held-out") / "photos", 3)
    for name in ("00", "02"):
        shutil.copy(SAMPLES / SUBJECT / "held-out" / f"{name}.mask.png", photos)
    more = {**channels, "others": others, "held_out": photos}
    return finished(tmp_path_factory.mktemp("judged"), more, feature='"cls+patch"', learning_rate="0.01")


def stock_vector(job: Job, picture: torch.Tensor) -> np.ndarray:
    """By stock transformers and peft, as the adapter's card says."""
    model = PeftModel.from_pretrained(Dinov2Model.from_pretrained(str(BACKBONE)), str(job.model_dir)).eval()
    with torch.no_grad():
        tokens = model(pixel_values=picture).last_hidden_state[0]
    joined = torch.cat([tokens[0], tokens[1:].mean(0)])
    vector = joined if evaluation(job)["feature"] == "cls+patch" else tokens[0]
    return (vector / vector.norm()).numpy()


class TestVerdict:
    def test_without_other_things_it_is_not_judged(self, channels: Channels, tmp_path: Path) -> None:
        job = finished(tmp_path, channels, steps="1")
        found = evaluation(job)
        assert (found["protocol"], found["metrics"], found["curves"], found["ranks"]) == (None, None, [], [])
        assert (found["references"], found["heldOut"], found["distractors"]) == (4, 0, 0)
        assert found["adapterDigest"] == adapter_digest(job.model_dir)
        assert not (job.data_dir / "vectors.safetensors").exists()
        assert {path.stem for path in (job.data_dir / "similarity").iterdir()} >= set(PHOTOS)

    def test_two_photos_are_too_few_to_leave_one_out(self, channels: Channels, others: Path, tmp_path: Path) -> None:
        two = copy_photos(tmp_path / "two", PHOTOS[:2])
        found = evaluation(finished(tmp_path / "job", {**channels, "references": two, "others": others}, steps="1"))
        assert (found["protocol"], found["distractors"]) == (None, 6)

    def test_with_other_things_alone_each_photo_is_judged_by_a_model_that_never_saw_it(
        self, cross_validated: Job
    ) -> None:
        found = evaluation(cross_validated)
        assert (found["protocol"], found["heldOut"], found["distractors"]) == ("cross-validation", 4, 6)
        assert "dense" not in found  # its photos' masks are of the jobs' own making
        assert sorted(rank["photo"] for rank in found["ranks"]) == list(PHOTOS)
        folds = {f"fold-{number}" for number, _ in enumerate(folds_of(list(PHOTOS)), start=1)}
        kept = {path.name for path in cross_validated.checkpoint_dir.iterdir() if path.is_dir()}
        assert kept == {"final", *folds} and len(found["curves"]) == len(folds)

    def test_with_held_out_photos_they_are_the_judges(self, held_out: Job) -> None:
        found = evaluation(held_out)
        assert (found["protocol"], found["heldOut"], found["distractors"]) == ("held-out", 3, 6)
        assert [rank["photo"] for rank in found["ranks"]] == list(read_photos(held_out.channel("held-out"), IMAGENET))
        dense = found["dense"]
        assert {task: compared["photos"] for task, compared in dense.items()} == {"segmentation": 2, "detection": 2}
        assert all(compared["base"] > 0.2 for compared in dense.values())
        assert {path.name for path in held_out.checkpoint_dir.iterdir() if path.is_dir()} == {"final"}

    def test_the_numbers_follow_from_the_vectors_that_are_kept(self, cross_validated: Job, held_out: Job) -> None:
        for job in (cross_validated, held_out):
            raw, found = load_file(job.data_dir / "vectors.safetensors"), evaluation(job)
            prefixes = ["fold0.", "fold1.", "fold2."] if found["protocol"] == "cross-validation" else [""]
            names = iter(rank["photo"] for rank in found["ranks"])
            folds = []
            for prefix in prefixes:
                base, personalized = (
                    Vectors(*(raw[f"{prefix}{space}.{group}"] for group in ("references", "held_out", "distractors")))
                    for space in ("base", "personalized")
                )
                folds.append(Fold(base, personalized, [next(names) for _ in base.held_out]))
            again = compare(folds)
            assert {name: found[name] for name in again} == again


class TestAdapter:
    @pytest.mark.parametrize("name", ["cross_validated", "held_out"])
    def test_stock_peft_and_the_embedding_server_give_the_vectors_that_were_judged(
        self, name: str, request: pytest.FixtureRequest
    ) -> None:
        job = request.getfixturevalue(name)
        embedder = Embedder(BACKBONE)
        mug = embedder.read(job.model_dir)
        for photo in opened(job.channel("references"))[:2]:
            served = embedder.embed([photo], mug)[0]
            assert np.abs(served - stock_vector(job, pixels_of(photo))).max() < 1e-5
        if name == "held_out":
            raw = load_file(job.data_dir / "vectors.safetensors")
            judged = raw["personalized.held_out"]
            assert np.abs(judged - raw["base.held_out"]).max() > 1e-3
            assert np.abs(embedder.embed(opened(job.channel("held-out")), mug) - judged).max() < 1e-5

    def test_saved_twice_it_has_the_same_bytes(self, cross_validated: Job, tmp_path: Path) -> None:
        settings = Settings.read(REPRESENT)
        model = with_adapter(load_backbone(BACKBONE), settings)
        set_peft_model_state_dict(model, load_tensors(cross_validated.model_dir / ADAPTER_WEIGHTS))
        saved = [save_adapter(model, tmp_path / name, settings, backbone_digest(BACKBONE)) for name in ("a", "b")]
        assert saved == [adapter_digest(cross_validated.model_dir)] * 2
        kept = digests(cross_validated.model_dir)
        assert kept.pop("references.safetensors")
        assert digests(tmp_path / "a") == digests(tmp_path / "b") == kept

    def test_it_says_what_it_was_made_for(self, held_out: Job) -> None:
        details = json.loads((held_out.model_dir / "likeness.json").read_text())
        assert details == {"feature": "cls+patch", "imageSize": 224, "backboneDigest": backbone_digest(BACKBONE)}
        assert backbone_digest(BACKBONE) in (held_out.model_dir / "README.md").read_text()
        assert not [path for path in held_out.model_dir.iterdir() if path.suffix in {".bin", ".pt", ".pkl"}]


def opened(folder: Path) -> list[Image.Image]:
    return [open_image(path) for path in sorted(folder.glob("*.jpg"))]


def pixels_of(photo: Image.Image) -> torch.Tensor:
    return normalise(resize_and_crop(photo)[None])


def test_every_synthetic_image_has_a_verdict_in_the_report(cross_validated: Job, composed: Path) -> None:
    report = json.loads((cross_validated.data_dir / "curation.json").read_text())
    assert [image["id"] for image in report["images"]] == [line["id"] for line in listing(composed)]
    assert report["summary"]["kept"] + report["summary"]["dropped"] == len(report["images"])
    assert all(image["kept"] for image in report["images"] if image["source"] == "look-alike")


def test_told_to_stop_in_training_it_goes_on_later_to_the_same_adapter(
    cross_validated: Job, channels: Channels, others: Path, tmp_path: Path
) -> None:
    job = job_in(tmp_path, REPRESENT, **channels, others=others)
    process = start_program("represent", tmp_path)
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(3)]
    assert told[-1].startswith("train step 2/24 ")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=300)
    assert process.returncode == 143
    assert (job.checkpoint_dir / "final/step.safetensors").exists() and not job.failure_file.exists()
    assert not (job.data_dir / "evaluation.json").exists()
    represent(Job(tmp_path, REPRESENT))
    assert adapter_digest(job.model_dir) == adapter_digest(cross_validated.model_dir)
    assert evaluation(job) == evaluation(cross_validated)


@pytest.fixture(scope="module")
def with_generator(tmp_path_factory: pytest.TempPathFactory, channels: Channels) -> Channels:
    """A generator that made two photos of the subject again and four pictures of nothing, of two prompts; its
    negatives are another picture of nothing and, by bad luck, the subject.
    """
    folder = tmp_path_factory.mktemp("generator")
    photos = list(read_photos(channels["references"], IMAGENET).values())
    noise = [np.random.default_rng(n).integers(0, 255, (64, 64, 3)).astype(np.uint8) for n in range(5)]
    made = [(f"db{n:04d}", "dreambooth", "positive") for n in range(6)]
    others = [("pn0000", "generator", "negative"), ("pn0001", "generator", "negative")]
    return {
        **channels,
        "generated": write_images(folder / "generated", made, PHOTOS, [photos[0], photos[2], *noise[:4]]),
        "priors": write_images(folder / "priors", others, (), [noise[4], photos[2]]),
    }


class TestGenerator:
    def test_its_images_are_chosen_among_all_and_its_negatives_checked(
        self, with_generator: Channels, others: Path, tmp_path: Path, capsys: pytest.CaptureFixture
    ) -> None:
        rule = {"curation": '"coverage"', "budget": "6", "fidelity_floor": "0.5", "steps": "1"}
        job = finished(tmp_path, {**with_generator, "others": others}, **rule)
        report = json.loads((job.data_dir / "curation.json").read_text())
        reasons = {image["id"]: image["reason"] for image in report["images"]}
        assert reasons["db0000"] == reasons["db0001"] == reasons["pn0000"] == ""
        assert {reasons[f"db{n:04d}"] for n in range(2, 6)} == {"low fidelity: too little like the photos"}
        assert reasons["pn0001"] == "shows the subject itself, so is no negative"
        assert report["sources"]["generator"]["dropped"] == {reasons["pn0001"]: 1}
        assert [(line["prompt"], line["candidates"], line["kept"]) for line in report["prompts"]] == [
            ("a photo of 0", 3, 1),
            ("a photo of 1", 3, 1),
        ]
        shortfall = {"source": "dreambooth", "reason": "2 of the 3 images wanted are faithful"}
        assert shortfall in report["shortfalls"]
        assert "curate: dreambooth: 2 of the 3 images wanted are faithful\n" in capsys.readouterr().out
        found = evaluation(job)
        assert (found["protocol"], found["generator"]) == ("cross-validation", "left out of the folds")

    def test_held_out_photos_it_never_saw(self, with_generator: Channels, others: Path, tmp_path: Path) -> None:
        photos = copy_some(SAMPLES / SUBJECT / "held-out", tmp_path / "photos", 2)
        more = {**with_generator, "others": others, "held_out": photos}
        assert evaluation(finished(tmp_path / "job", more, steps="1"))["generator"] == "saw no held-out photo"

    def test_each_source_is_weighed_by_an_adapter_trained_without_it(
        self, with_generator: Channels, others: Path, tmp_path: Path
    ) -> None:
        photos = copy_some(SAMPLES / SUBJECT / "held-out", tmp_path / "photos", 2)
        more = {**with_generator, "others": others, "held_out": photos}
        rule = {"curation": '"coverage"', "budget": "6", "fidelity_floor": "0.5", "steps": "2"}
        job = finished(tmp_path / "job", more, **rule)
        found = evaluation(job)
        assert [effect["source"] for effect in found["effects"]] == ["cut-and-paste", "dreambooth"]
        raw = load_file(job.data_dir / "vectors.safetensors")
        for effect in found["effects"]:
            vectors = [
                raw[f"without-{effect['source']}.{group}"] for group in ("references", "held_out", "distractors")
            ]
            without = average_precision_one(Vectors(*vectors), ones(Vectors(*vectors)))[0]
            assert effect["without"]["averagePrecisionOneReference"] == pytest.approx(without, abs=1e-6)
            whole = found["metrics"]["averagePrecisionOneReference"]["personalized"]
            assert effect["difference"] == pytest.approx(whole - without, abs=2e-6)

    def test_where_one_source_makes_all_positives_there_is_nothing_to_weigh(self, held_out: Job) -> None:
        assert evaluation(held_out)["effects"] == []

    def test_one_that_made_nothing_is_told_of_and_the_rest_trains(
        self, channels: Channels, tmp_path: Path, capsys: pytest.CaptureFixture
    ) -> None:
        generated = write_images(tmp_path / "generated", [])
        job = finished(tmp_path / "job", {**channels, "generated": generated}, steps="1")
        report = json.loads((job.data_dir / "curation.json").read_text())
        assert report["shortfalls"] == [{"source": "dreambooth", "reason": "no image was made"}]
        assert "curate: dreambooth: no image was made\n" in capsys.readouterr().out
        assert evaluation(job)["generator"] is None

    def test_where_it_alone_makes_the_positives_no_photo_can_be_left_out_and_nothing_is_judged(
        self, with_generator: Channels, references: Path, bank: Path, others: Path, tmp_path: Path
    ) -> None:
        composed = compose_in(tmp_path / "compose", references, bank, cut_and_paste="0")
        more = {**with_generator, "synthetic": composed, "others": others}
        found = evaluation(finished(tmp_path / "job", more, steps="1"))
        assert (found["protocol"], found["generator"]) == (None, None)

    def test_without_one_nothing_is_said_of_it(self, cross_validated: Job, held_out: Job) -> None:
        assert evaluation(cross_validated)["generator"] is evaluation(held_out)["generator"] is None


def test_a_misspelt_setting_of_curation_is_refused(channels: Channels, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fidelity_flor"):
        finished(tmp_path, channels, fidelity_flor="0.5")
