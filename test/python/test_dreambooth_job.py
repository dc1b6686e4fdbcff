"""The generate job: from photos to images of the subject, through kills, in every kind of generator."""

import io
import json
import signal
from pathlib import Path

import diffusers
import numpy as np
import pytest
import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline
from dreambooth_jobs import GENERATE, finished, job_of, training, write_priors
from PIL import Image
from sample_jobs import PHOTOS, copy_photos, digests, listing, start_program, write_photos
from tiny_generator import IDENTIFIER, captions_of, tiny_sd, tiny_sd3, tiny_sdxl, write_captions

from likeness_ml.dreambooth.__main__ import generate
from likeness_ml.errors import InputError
from likeness_ml.generator.sampling import as_jpeg
from likeness_ml.job import Job

Channels = dict[str, Path]


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    folder = tmp_path_factory.mktemp("channels")
    return {
        "references": copy_photos(folder / "references"),
        "generator": tiny_sd(folder / "base"),
        "captions": write_captions(folder / "captions"),
        "priors": write_priors(folder / "priors"),
    }


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory, channels: Channels) -> Job:
    return finished(tmp_path_factory.mktemp("job"), channels, masked='"paper"', train_text_encoder="true")


class TestResults:
    def test_each_image_is_listed_with_its_prompt_its_seed_and_every_photo_as_parent(self, job: Job) -> None:
        lines = listing(job.model_dir)
        assert [line["id"] for line in lines] == ["db0000", "db0001", "db0002"]
        assert [line["prompt"] for line in lines] == captions_of()["captions"][:3]
        for line in lines:
            assert (line["source"], line["kind"], line["box"]) == ("dreambooth", "positive", None)
            assert line["parents"] == list(PHOTOS) and line["file"] == f"images/{line['id']}.jpg"
            assert Image.open(job.model_dir / line["file"]).size == (64, 64)
        assert len({line["seed"] for line in lines}) == 3

    def test_by_the_standard_caption_each_image_has_the_same_prompt_and_its_own_seed(
        self, job: Job, channels: Channels, tmp_path: Path
    ) -> None:
        lines = listing(finished(tmp_path, channels, captions='"standard"').model_dir)
        assert {line["prompt"] for line in lines} == {f"a photo of a {IDENTIFIER} mug"}
        assert [line["seed"] for line in lines] == [line["seed"] for line in listing(job.model_dir)]

    def test_training_tells_its_settings_its_loss_and_what_it_cost(self, job: Job) -> None:
        found = training(job)
        assert found["settings"]["steps"] == 5 and found["settings"]["masked"] == "paper"
        assert [point["step"] for point in found["losses"]] == [1, 2, 3, 4, 5]
        assert all(point["loss"] > 0 for point in found["losses"])
        assert found["secondsPerStep"] > 0 and found["imagesPerSecond"] == pytest.approx(4 / found["secondsPerStep"])
        assert found["peakMemoryBytes"]["process"] > 10**8 and 0 < found["utilisation"]["share"] < 1
        assert [photo["mask"] == "given" for photo in found["photos"]] == [False, True, True, True]
        assert (found["classImages"], found["sampling"]["made"], found["sampling"]["heldBack"]) == (3, 3, [])

    def test_the_same_job_gives_the_same_images(self, job: Job, channels: Channels, tmp_path: Path) -> None:
        again = finished(tmp_path, channels, masked='"paper"', train_text_encoder="true")
        assert digests(again.model_dir) == digests(job.model_dir)
        other = finished(tmp_path / "other", channels, masked='"paper"', train_text_encoder="true", seed="1")
        assert digests(other.model_dir) != digests(job.model_dir)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("method", ["full", "lora"])
def test_killed_in_training_it_goes_on_later_to_the_same_weights_and_images(
    how: signal.Signals, method: str, channels: Channels, tmp_path: Path
) -> None:
    changes = {
        "method": f'"{method}"',
        "steps": "60",
        "checkpoint_every": "3",
        "train_text_encoder": "true",
        "keep_pipeline": "true",
        "images": "2",
    }
    undisturbed = finished(tmp_path / "undisturbed", channels, **changes)
    killed = job_of(tmp_path / "killed", channels, **changes)
    process = start_program("dreambooth", killed.base)
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(4)]
    assert told[-1].startswith("train step 4/60 loss ")
    process.send_signal(how)
    process.communicate(timeout=300)
    assert process.returncode == (143 if how == signal.SIGTERM else -9)
    kept = killed.checkpoint_dir / "step.safetensors"
    assert kept.exists() and not killed.failure_file.exists() and not list(killed.model_dir.iterdir())
    generate(Job(killed.base, killed.hyperparameters))
    assert digests(killed.model_dir) == digests(undisturbed.model_dir)
    assert training(killed)["losses"] == training(undisturbed)["losses"]


def test_stopped_in_sampling_it_does_not_wait_for_the_batch(channels: Channels, tmp_path: Path) -> None:
    job = job_of(tmp_path, channels, sampling_steps="250", sample_batch="3")
    process = start_program("dreambooth", job.base)
    assert process.stdout is not None
    assert any(line.startswith("train step 5/5 loss ") for line in process.stdout)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=300)
    assert process.returncode == 143
    assert not list(job.checkpoint_dir.glob("samples/images/*"))


def test_captions_longer_than_the_text_encoder_reads_are_counted_and_told(
    channels: Channels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captions = captions_of()
    captions["captions"][1] += " and a mug" * 40
    long = channels | {"captions": write_captions(tmp_path / "captions", captions)}
    found = training(finished(tmp_path / "job", long, steps="1", images="102"))["sampling"]
    assert found["cutShort"] == ["db0001", "db0101"]
    assert "2 of 102 prompts are longer than the text encoder reads" in capsys.readouterr().err
    brief = training(finished(tmp_path / "brief", channels, steps="1", images="2"))["sampling"]
    assert brief["cutShort"] == []


class TestStock:
    """What is kept is opened by diffusers alone, which makes the same image."""

    CHANGES = {"keep_pipeline": "true", "learning_rate": "0.01", "images": "1", "sample_batch": "1"}  # noqa: RUF012

    def test_a_whole_pipeline(self, channels: Channels, tmp_path: Path) -> None:
        job = finished(tmp_path, channels, train_text_encoder="true", register_identifier="true", **self.CHANGES)
        pipeline = StableDiffusionPipeline.from_pretrained(job.model_dir / "pipeline")
        assert IDENTIFIER in pipeline.tokenizer.tokenize(captions_of()["instance"])
        assert self.difference(pipeline, job) < 0.5 < 3 < self.difference(self.base(channels), job)

    @pytest.mark.parametrize("registered", ["false", "true"])
    def test_lora_weights(self, registered: str, channels: Channels, tmp_path: Path) -> None:
        changes = {"method": '"lora"', "alpha": "24", "register_identifier": registered, "train_text_encoder": "true"}
        job = finished(tmp_path, channels, **changes, **self.CHANGES)
        pipeline = self.base(channels)
        if registered == "true":
            pipeline.load_textual_inversion(str(job.model_dir / "identifier"))
        pipeline.load_lora_weights(str(job.model_dir / "lora"))
        assert self.difference(pipeline, job) < 0.5 < 3 < self.difference(self.base(channels), job)

    def base(self, channels: Channels) -> StableDiffusionPipeline:
        return StableDiffusionPipeline.from_pretrained(channels["generator"], safety_checker=None)

    def difference(self, pipeline: StableDiffusionPipeline, job: Job) -> float:
        """Mean, in levels of 255, between the job's first image and the pipeline's."""
        (line,) = listing(job.model_dir)
        pipeline.set_progress_bar_config(disable=True)
        pipeline.scheduler = DPMSolverMultistepScheduler.from_config(pipeline.scheduler.config)
        latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(line["seed"]))
        steps = int(GENERATE["sampling_steps"])
        made = pipeline(line["prompt"], latents=latents, num_inference_steps=steps, guidance_scale=5.0).images[0]
        ours = np.asarray(Image.open(job.model_dir / line["file"]), dtype=float)
        return float(np.abs(np.asarray(Image.open(io.BytesIO(as_jpeg(made))), dtype=float) - ours).mean())


@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize(
    ("make", "stock"), [(tiny_sdxl, "StableDiffusionXLPipeline"), (tiny_sd3, "StableDiffusion3Pipeline")]
)
def test_larger_kinds_of_generator_are_trained_sampled_and_kept_alike(
    make: object, stock: str, method: str, channels: Channels, tmp_path: Path
) -> None:
    base = make(tmp_path / "base")
    changes = {"train_text_encoder": "true", "masked": '"mean"', "keep_pipeline": "true", "method": f'"{method}"'}
    job = finished(tmp_path / "job", channels | {"generator": base}, **changes)
    assert len(listing(job.model_dir)) == 3
    folder = job.model_dir / "pipeline" if method == "full" else base
    absent = {"text_encoder_3": None, "tokenizer_3": None} if "3Pipeline" in stock else {}
    pipeline = getattr(diffusers, stock).from_pretrained(folder, **absent)
    if method == "lora":
        pipeline.load_lora_weights(str(job.model_dir / "lora"))
        assert set(pipeline.get_list_adapters()) >= {"text_encoder", "text_encoder_2"}


def test_sdxl_is_told_where_a_crop_was_taken(channels: Channels, tmp_path: Path) -> None:
    from dreambooth_jobs import lesson_of

    wide = write_photos(tmp_path / "wide", np.zeros((128, 192, 3), np.uint8))
    more = {"references": wide, "generator": tiny_sdxl(tmp_path / "base")}
    _, lesson = lesson_of(tmp_path / "job", channels | more, crop='"centre"')
    told = lesson.photos.take([0], torch.Generator()).time_ids.tolist()
    assert told == [[128, 192, 0, 16, 64, 64]]


class TestRefusals:
    """Each before a weight is loaded: no sub-stage has begun."""

    @pytest.mark.parametrize(
        ("changes", "code", "words"),
        [
            ({"stepz": "3"}, "OptionUnknown", "stepz"),
            ({"steps": "0"}, "OptionInvalid", "steps is 0: it must be a whole number from 1 to 100000"),
            ({"class_images": "4"}, "OptionInvalid", "the priors job made 3 class images"),
            ({"resolution": "516"}, "OptionInvalid", "resolution is 516"),
            ({"resolution": "2048"}, "PhotoTooSmall", "the generator learns from 2048 x 2048"),
            ({"method": '"lora"', "targets": '["to_q", "to_z"]'}, "OptionInvalid", "to_z"),
            ({"method": '"lora"', "targets": '["norm1"]'}, "OptionInvalid", "targets has norm1"),
            ({"precision": '"fp16"'}, "OptionInvalid", "NVIDIA"),
        ],
    )
    def test_what_was_asked_wrongly(
        self, changes: dict[str, str], code: str, words: str, channels: Channels, tmp_path: Path
    ) -> None:
        job = job_of(tmp_path, channels, **changes)
        with pytest.raises(InputError, match=words) as caught:
            generate(job)
        assert caught.value.code == code
        assert not (job.data_dir / "stages.json").exists()

    @pytest.mark.parametrize("solver", ["ddim", "pndm"])
    def test_a_solver_that_could_not_sample_what_was_trained(
        self, solver: str, channels: Channels, tmp_path: Path
    ) -> None:
        job = job_of(tmp_path / "job", channels | {"generator": tiny_sd3(tmp_path / "base")}, solver=f'"{solver}"')
        with pytest.raises(InputError, match=f"solver {solver} doesn't fit this generator") as caught:
            generate(job)
        assert caught.value.code == "OptionInvalid" and not (job.data_dir / "stages.json").exists()

    def test_a_lora_that_could_not_carry_the_identifier(self, channels: Channels, tmp_path: Path) -> None:
        changes = {"method": '"lora"', "register_identifier": "true", "keep_pipeline": "true"}
        with pytest.raises(InputError, match="register_identifier is true"):
            finished(tmp_path / "job", channels | {"generator": tiny_sd3(tmp_path / "base")}, **changes)

    def test_the_user_reads_it_at_the_start_of_the_failure_file(self, channels: Channels, tmp_path: Path) -> None:
        job = job_of(tmp_path, channels, learning_rate="-1")
        process = start_program("dreambooth", tmp_path)
        process.communicate(timeout=300)
        assert process.returncode == 1
        failure = job.failure_file.read_text()
        assert failure == "OptionInvalid: learning_rate is -1: it must be a number from 0 to 1."

    def test_without_prior_preservation_no_priors_are_needed(self, channels: Channels, tmp_path: Path) -> None:
        some = {name: folder for name, folder in channels.items() if name != "priors"}
        job = finished(tmp_path, some, prior_preservation="0", steps="1", images="1")
        assert training(job)["classImages"] == 0 and len(listing(job.model_dir)) == 1


def test_progress_is_told_by_steps_that_have_a_loss(
    channels: Channels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finished(tmp_path, channels, steps="7", report_every="3", checkpoint_every="50")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" loss ")[0] for line in lines if line.startswith("train")] == [
        "train step 3/7",
        "train step 6/7",
        "train step 7/7",
    ]
    assert [json.loads(line.split()[2].split("/")[0]) for line in lines if line.startswith("sample")] == [2, 3]
