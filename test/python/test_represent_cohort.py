"""The represent job of many subjects: each gets what a job of its own would give it, and fails for itself alone."""

import json
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from generated_images import write_images
from sample_jobs import BACKBONE, REPRESENT, SAMPLES, compose_in, copy_some, digests, job_in, start_program

from likeness_ml.curation.views import Views
from likeness_ml.errors import InputError, ServiceError
from likeness_ml.job import Job, Stopped
from likeness_ml.represent import shared as sharing
from likeness_ml.represent.__main__ import represent
from likeness_ml.represent.checks import Diverged
from likeness_ml.represent.cohort import cohort, failed
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.shared import Shared

SUBJECTS = ("blossom-teapot", "sunrise-mug", "tin-robot")
JUDGED = ("sunrise-mug",)  # the others are cross-validated


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory, bank: Path) -> Path:
    """A cohort channel: three sample subjects with the same other things and the same priors."""
    base = tmp_path_factory.mktemp("cohort")
    noise = [np.random.default_rng(n).integers(0, 255, (300, 300, 3)).astype(np.uint8) for n in range(2)]
    priors = write_images(base / "priors", [(f"pn{n:04d}", "generator", "negative") for n in range(2)], (), noise)
    others = copy_some(SAMPLES / "others", base / "others", 4)
    for name in SUBJECTS:
        folder = base / "subjects" / name
        references = copy_some(SAMPLES / name / "reference", folder / "references", 3)
        for mask in sorted((SAMPLES / name / "reference").glob("*.mask.png"))[:3]:
            shutil.copy(mask, references)
        made = compose_in(base / "compose" / name, references, bank, cut_and_paste="6", augmented="6", negatives="8")
        shutil.copytree(made, folder / "synthetic")
        shutil.copytree(priors, folder / "priors")
        shutil.copytree(others, folder / "others")
        if name in JUDGED:
            copy_some(SAMPLES / name / "held-out", folder / "held-out", 2)
    return base / "subjects"


def cohort_in(base: Path, subjects: Path, **changes: str) -> Job:
    return job_in(base, REPRESENT | changes, cohort=subjects, backbone=BACKBONE)


def results(job: Job, name: str) -> dict[str, str]:
    """Digests of all that the job wrote about the subject, but for how long it took."""
    return {file: digest for file, digest in told(job, name).items() if file != "data/stages.json"}


def told(job: Job, name: str) -> dict[str, str]:
    folders = {"model": job.model_dir / name, "data": job.data_dir / name}
    return {f"{kind}/{file}": digest for kind, folder in folders.items() for file, digest in digests(folder).items()}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, subjects: Path) -> Job:
    job = cohort_in(tmp_path_factory.mktemp("job") / "job", subjects)
    cohort(job)
    return job


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, subjects: Path) -> dict[str, Job]:
    """The three as jobs of their own."""
    jobs = {}
    for name in SUBJECTS:
        channels = {folder.name: folder for folder in (subjects / name).iterdir()}
        jobs[name] = job_in(tmp_path_factory.mktemp("alone") / name, REPRESENT, backbone=BACKBONE, **channels)
        represent(jobs[name])
    return jobs


@pytest.mark.parametrize("name", SUBJECTS)
def test_each_subject_gets_the_very_files_of_a_job_of_its_own(done: Job, alone: dict[str, Job], name: str) -> None:
    single = {f"model/{file}": digest for file, digest in digests(alone[name].model_dir).items()}
    single |= {f"data/{file}": digest for file, digest in digests(alone[name].data_dir).items()}
    assert {"model/adapter_model.safetensors", "data/evaluation.json", "data/vectors.safetensors"} <= single.keys()
    assert told(done, name).keys() == single.keys()
    assert results(done, name) == {file: digest for file, digest in single.items() if file != "data/stages.json"}


def test_subjects_do_not_get_each_others_adapters(done: Job) -> None:
    weights = [digests(done.model_dir / name)["adapter_model.safetensors"] for name in SUBJECTS]
    assert len(set(weights)) == len(SUBJECTS)


def test_a_channel_that_all_share_may_stand_beside_them(done: Job, subjects: Path, tmp_path: Path) -> None:
    fewer = tmp_path / "subjects"
    shutil.copytree(subjects / "tin-robot", fewer / "tin-robot")
    others = fewer / "tin-robot" / "others"
    shutil.move(others, tmp_path / "others")
    job = job_in(tmp_path / "job", REPRESENT, cohort=fewer, backbone=BACKBONE, others=tmp_path / "others")
    cohort(job)
    assert results(job, "tin-robot") == results(done, "tin-robot")


@pytest.fixture
def broken(tmp_path: Path, subjects: Path) -> Path:
    """The first subject has a photo that is none."""
    copied = tmp_path / "subjects"
    shutil.copytree(subjects, copied)
    (copied / "blossom-teapot" / "references" / "00.jpg").write_text("no picture")
    return copied


class TestFailures:
    def test_a_subject_that_fails_fails_alone_and_is_tried_again(
        self, broken: Path, subjects: Path, done: Job, tmp_path: Path
    ) -> None:
        job = cohort_in(tmp_path / "job", broken)
        with pytest.raises(InputError, match=r"1 of 3 subjects failed.* blossom-teapot: .*00\.jpg") as caught:
            cohort(job)
        assert caught.value.code == "PhotoNotAnImage"
        failure = (job.data_dir / "blossom-teapot" / "failure").read_text()
        assert failure.startswith("PhotoNotAnImage: ") and "00.jpg" in failure
        assert not (job.model_dir / "blossom-teapot").exists()
        for name in SUBJECTS[1:]:
            assert results(job, name) == results(done, name)

        shutil.copy(subjects / "blossom-teapot" / "references" / "00.jpg", broken / "blossom-teapot" / "references")
        cohort(Job(tmp_path / "job", REPRESENT))
        assert results(job, "blossom-teapot") == results(done, "blossom-teapot")

    def test_the_program_says_so_and_exits_as_failed(self, broken: Path, tmp_path: Path) -> None:
        (broken / "tin-robot" / "synthetic" / "images.jsonl").unlink()
        job = cohort_in(tmp_path / "job", broken, steps="1")
        process = start_program("represent.cohort", tmp_path / "job")
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 1
        assert "2 of 3 subjects failed" in job.failure_file.read_text()
        assert "Also failed: tin-robot" in job.failure_file.read_text()
        assert out.splitlines()[-1] == "cohort step 3/3 subject tin-robot failed 2"
        assert (job.model_dir / "sunrise-mug" / "adapter_model.safetensors").exists()
        assert (job.data_dir / "tin-robot" / "failure").read_text().startswith("ObjectNotFound: ")

    def test_training_that_diverges_is_told_as_the_subjects_failure(self) -> None:
        error = failed({"tin-robot": Diverged("the loss is", 3, 2, Settings())}, 2)
        assert error.code == "OptionInvalid" and "1 of 2 subjects failed" in str(error)
        assert "tin-robot: learning_rate is 0.0009" in str(error)

    def test_a_misspelt_setting_fails_the_job_before_any_subject(self, subjects: Path, tmp_path: Path) -> None:
        job = cohort_in(tmp_path, subjects, stepz="1")
        with pytest.raises(InputError, match="stepz"):
            cohort(job)
        assert not list(job.checkpoint_dir.iterdir()) and not list(job.data_dir.iterdir())

    @pytest.mark.parametrize("folder", [None, "my mug", "-mug"])
    def test_a_cohort_of_nobody_or_of_a_name_that_is_no_word_is_refused(
        self, tmp_path: Path, folder: str | None
    ) -> None:
        subjects = tmp_path / "subjects"
        (subjects / folder if folder else subjects).mkdir(parents=True)
        with pytest.raises(InputError, match="channel cohort") as caught:
            cohort(cohort_in(tmp_path / "job", subjects))
        assert caught.value.code == "DatasetInvalid"

    def test_without_the_channel_the_job_says_which_it_lacks(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceError, match="cohort"):
            cohort(job_in(tmp_path, REPRESENT, backbone=BACKBONE))


def test_told_to_stop_it_later_goes_on_without_doing_the_finished_again(
    done: Job, subjects: Path, tmp_path: Path
) -> None:
    job = cohort_in(tmp_path, subjects)
    process = start_program("represent.cohort", tmp_path)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("train step 2/") and "subject sunrise-mug" in line:
            break
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=300)
    assert process.returncode == 143 and not job.failure_file.exists()
    first = results(job, "blossom-teapot")
    assert first == results(done, "blossom-teapot") and not (job.model_dir / "tin-robot").exists()

    # What is not beside the checkpoints is lost with the machine.
    shutil.rmtree(job.model_dir)
    shutil.rmtree(job.data_dir)
    process = start_program("represent.cohort", tmp_path)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    steps = [line for line in out.splitlines() if line.startswith("train step ")]
    assert not [line for line in steps if "subject blossom-teapot" in line]
    assert steps[0].startswith("train step 3/")
    for name in SUBJECTS:
        assert results(job, name) == results(done, name)
    stages = json.loads((job.data_dir / "tin-robot" / "stages.json").read_text())
    assert [stage["name"] for stage in stages] == ["curate", "train", "evaluate"]


def test_a_stop_is_no_subjects_failure(subjects: Path, tmp_path: Path) -> None:
    job = cohort_in(tmp_path, subjects)
    job.stopping = True
    with pytest.raises(Stopped):
        cohort(job)
    assert not list(job.data_dir.rglob("failure"))


class TestSharing:
    @pytest.fixture
    def shared(self, subjects: Path) -> Shared:
        return Shared(BACKBONE, list(subjects.iterdir()))

    def test_pictures_that_several_subjects_have_are_read_once(self, shared: Shared, subjects: Path) -> None:
        read: list[Path] = []

        def reading(file: Path) -> np.ndarray:
            read.append(file)
            return np.zeros(1)

        for name in SUBJECTS:
            for file in sorted((subjects / name / "others").glob("*.jpg")):
                shared.once(file, "cropped", reading)
            shared.once(subjects / name / "references" / "00.jpg", "cropped", reading)
        assert [file.parent.name for file in read].count("others") == 4
        assert [file.parent.name for file in read].count("references") == len(SUBJECTS)

    def test_what_is_read_another_way_is_another_thing(self, shared: Shared, subjects: Path) -> None:
        file = next((subjects / "tin-robot" / "others").glob("*.jpg"))
        assert shared.once(file, "whole", lambda _: np.zeros(1)) != shared.once(file, "cropped", lambda _: np.ones(1))

    def test_base_features_of_shared_pictures_are_computed_once(
        self, subjects: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bytes] = []
        vectors, looked = sharing.embed, Views.whole_tokens

        def counting(model: torch.nn.Module, pictures: list[np.ndarray], feature: str) -> np.ndarray:
            seen.extend(picture.tobytes() for picture in pictures)
            return vectors(model, pictures, feature)

        def looking(self: Views, pixels: np.ndarray, shrunk: np.ndarray) -> torch.Tensor:
            looks.append(pixels.tobytes())
            return looked(self, pixels, shrunk)

        looks: list[bytes] = []
        monkeypatch.setattr(sharing, "embed", counting)
        monkeypatch.setattr(Views, "whole_tokens", looking)
        cohort(cohort_in(tmp_path, subjects, steps="1"))
        assert len(seen) == len(set(seen)) and len(looks) == len(set(looks))

    def test_a_job_of_one_subject_shares_nothing(self, subjects: Path) -> None:
        one = Shared(BACKBONE)
        file = next((subjects / "tin-robot" / "others").glob("*.jpg"))
        assert one.once(file, "whole", lambda _: np.zeros(1)) is not one.once(file, "whole", lambda _: np.zeros(1))
