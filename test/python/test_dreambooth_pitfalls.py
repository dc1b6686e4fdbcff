"""The reference code's pitfalls in personalising and sampling, by their numbers in our description of the paper."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from dreambooth_jobs import SIDE, finished, job_of, lesson_of, training, write_priors
from PIL import Image
from safetensors.torch import load_file, save_file
from sample_jobs import copy_photos, digests, listing
from tiny_generator import IDENTIFIER, captions_of, tiny_sd, write_captions

from likeness_ml.dreambooth.__main__ import Order, generate, requests_of
from likeness_ml.dreambooth.identifier import register
from likeness_ml.dreambooth.photos import read_photos
from likeness_ml.errors import InputError, ServiceError
from likeness_ml.generator.base import check_base, load_base

Channels = dict[str, Path]
BRIEF = {"steps": "1", "images": "1"}


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
def plain(tmp_path_factory: pytest.TempPathFactory, channels: Channels) -> dict[str, str]:
    """The results of a brief job, which others are compared to."""
    return digests(finished(tmp_path_factory.mktemp("plain"), channels, **BRIEF).model_dir)


class TestIdentifier:
    """P-G2: it must be spelled identically in training, captions and generation."""

    def test_a_caption_that_spells_it_otherwise_stops_the_job_before_it_trains(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        captions = captions_of()
        captions["captions"][7] = captions["captions"][7].replace(IDENTIFIER, "<new 1>")
        wrong = write_captions(tmp_path / "captions", captions)
        job = job_of(tmp_path / "job", channels | {"captions": wrong}, **BRIEF)
        with pytest.raises(ServiceError, match="<new1> once"):
            generate(job)
        assert not (job.data_dir / "stages.json").exists()

    def test_the_prompt_that_trains_and_those_that_sample_have_it_once(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels)
        own, of_class = lesson.conditioning.prompts
        assert own.count(IDENTIFIER) == 1 and IDENTIFIER not in of_class
        assert all(request.prompt.count(IDENTIFIER) == 1 for request in requests_of(order))

    def test_registered_it_is_one_token_that_means_the_category_otherwise_it_is_pieces(
        self, channels: Channels
    ) -> None:
        pipeline = load_base(check_base(channels["generator"]), "fp32", torch.device("cpu"))
        pieces, size = pipeline.tokenizer.tokenize(captions_of()["instance"]), len(pipeline.tokenizer)
        assert IDENTIFIER not in pieces
        register(pipeline, IDENTIFIER, "mug")
        assert pipeline.tokenizer.tokenize(captions_of()["instance"]).count(IDENTIFIER) == 1
        assert len(pipeline.tokenizer) == size + 1
        rows = pipeline.text_encoder.get_input_embeddings().weight
        words = pipeline.tokenizer("mug", add_special_tokens=False).input_ids
        token = pipeline.tokenizer.convert_tokens_to_ids(IDENTIFIER)
        assert token not in words and torch.allclose(rows[token], rows[words].mean(dim=0))


class TestMasks:
    """P-G3: the mask was squashed to a square while the image was cropped, and only the first mask was used.
    P-G8: images and masks came from two unsorted listings.
    """

    @pytest.fixture
    def references(self, tmp_path: Path) -> Path:
        """White squares on black, each somewhere else in a photo of another shape, written in a wild order."""
        folder = tmp_path / "references"
        folder.mkdir()
        shapes = {"10": (100, 160, 20), "02": (160, 100, 90), "01": (96, 96, 40), "11": (100, 150, 110)}
        for name, (height, width, place) in shapes.items():
            mask = np.zeros((height, width), np.uint8)
            across = (slice(30, 70), slice(place, place + 32))
            mask[across if width >= height else across[::-1]] = 255
            Image.fromarray(mask).save(folder / f"{name}.mask.png")
            Image.fromarray(np.stack([mask] * 3, axis=2)).save(folder / f"{name}.jpg", quality=95)
        return folder

    def test_every_photo_of_a_batch_is_weighed_by_its_own_mask_where_the_object_is_in_its_crop(
        self, references: Path, channels: Channels, tmp_path: Path
    ) -> None:
        for caching in ("true", "false"):
            changes = {"masked": '"paper"', "batch": "4", "cache_latents": caching, "prior_preservation": "0"}
            order, lesson = lesson_of(tmp_path / caching, channels | {"references": references}, **changes)
            taken = lesson.photos.take([0, 1, 2, 3], torch.Generator().manual_seed(1))
            for photo, weights, ids in zip(order.photos, taken.pixel_weights, taken.time_ids, strict=True):
                top, left = int(ids[2]), int(ids[3])
                seen = photo.pixels((left, top, left + SIDE, top + SIDE)).mean(dim=0)
                latent = torch.nn.functional.interpolate(seen[None, None], size=weights.shape[-2:], mode="nearest")
                object_there, counted = latent[0, 0] > 0, weights[0] * weights.numel() > 0.5
                assert (object_there == counted).float().mean() > 0.97

    def test_photos_are_in_order_and_each_has_the_mask_of_its_name(self, references: Path) -> None:
        photos = read_photos(references, SIDE, masked=True)
        assert [photo.name for photo in photos] == ["01", "02", "10", "11"]
        for photo in photos:
            picture, mask = np.asarray(photo.image.convert("L")), np.asarray(photo.mask)
            assert ((picture > 127) == (mask > 127)).mean() > 0.99

    def test_a_mask_of_another_photos_size_is_refused(self, references: Path) -> None:
        (references / "01.mask.png").write_bytes((references / "10.mask.png").read_bytes())
        with pytest.raises(InputError, match="The mask of photo 01 is 160 x 100 and the photo 96 x 96"):
            read_photos(references, SIDE, masked=True)


class TestClassImages:
    """P-G4: the second category silently reused the first one's. P-G5: any stray file counted as one."""

    def test_they_are_the_channels_own_and_nothing_is_left_there_for_the_next_job(
        self, channels: Channels, plain: dict[str, str], tmp_path: Path
    ) -> None:
        before = digests(channels["priors"])
        others = write_priors(tmp_path / "priors", 5)
        for index in range(3):  # other pictures under the very names
            (others / f"images/cl{index:04d}.jpg").write_bytes((others / f"images/cl{4 - index:04d}.jpg").read_bytes())
        other = finished(tmp_path / "other", channels | {"priors": others}, learning_rate="0.05", **BRIEF)
        same = finished(tmp_path / "same", channels, learning_rate="0.05", **BRIEF)
        assert training(other)["losses"] != training(same)["losses"]
        assert digests(channels["priors"]) == before
        assert digests(finished(tmp_path / "again", channels, **BRIEF).model_dir) == plain

    def test_a_file_that_is_not_listed_is_none_of_them(
        self, channels: Channels, plain: dict[str, str], tmp_path: Path
    ) -> None:
        with_stray = write_priors(tmp_path / "priors", stray=True)
        found = digests(finished(tmp_path / "job", channels | {"priors": with_stray}, **BRIEF).model_dir)
        assert found == plain
        with pytest.raises(InputError, match="made 3 class images"):
            finished(tmp_path / "four", channels | {"priors": with_stray}, class_images="4", **BRIEF)

    def test_one_that_is_listed_and_missing_is_named(self, channels: Channels, tmp_path: Path) -> None:
        priors = write_priors(tmp_path / "priors")
        (priors / "images" / "cl0001.jpg").unlink()
        with pytest.raises(ServiceError, match="cl0001"):
            finished(tmp_path / "job", channels | {"priors": priors}, **BRIEF)


@pytest.mark.parametrize("count", [1, 99, 100, 101, 450])
def test_exactly_as_many_images_as_asked_for_over_all_captions(count: int, channels: Channels, tmp_path: Path) -> None:
    """P-G6: rounding made 500 of 450, a restart's indices started at 0 again, and captions were in file names."""
    requests = requests_of(Order.read(job_of(tmp_path, channels, images=str(count))))
    assert len(requests) == count == len({request.identity for request in requests})
    assert len({request.seed for request in requests}) == count
    times = Counter(request.prompt for request in requests)
    assert max(times.values()) - min(times.values()) <= 1 and len(times) == min(count, 100)
    assert all(request.line()["file"] == f"images/{request.identity}.jpg" for request in requests)


def test_every_image_has_its_seed_and_comes_again_from_the_jobs(
    channels: Channels, plain: dict[str, str], tmp_path: Path
) -> None:
    """P-G7: nothing was seeded. More images leave the first ones as they are."""
    more = finished(tmp_path, channels, steps="1", images="3", sample_batch="1")
    assert plain["images/db0000.jpg"] == digests(more.model_dir)["images/db0000.jpg"]
    assert all(isinstance(line["seed"], int) for line in listing(more.model_dir))


def test_fewer_images_than_asked_for_are_told(channels: Channels, tmp_path: Path) -> None:
    """P-G8: generating could end short without an error."""
    base = tiny_sd(tmp_path / "base", safety_checker=True)
    file = base / "safety_checker" / "model.safetensors"
    weights = load_file(file)
    weights["concept_embeds_weights"].fill_(-2.0)  # below every cosine: all is held back
    save_file(weights, file, metadata={"format": "pt"})
    job = finished(tmp_path / "job", channels | {"generator": base}, steps="1", images="2")
    found = training(job)["sampling"]
    assert (found["asked"], found["made"], found["heldBack"]) == (2, 0, ["db0000", "db0001"])
    assert listing(job.model_dir) == []


class TestWeights:
    """P-G10: gigabytes of pipeline were saved for each subject and stayed."""

    def test_nothing_of_the_personal_generator_is_left(
        self, plain: dict[str, str], channels: Channels, tmp_path: Path
    ) -> None:
        job = finished(tmp_path, channels, **BRIEF)
        assert [path for path in job.base.rglob("*.safetensors") if "input" not in path.parts] == []
        assert set(plain) == {"images/db0000.jpg", "images.jsonl"}
        assert not (job.checkpoint_dir / "samples").exists()

    def test_kept_weights_are_in_the_precision_that_they_were_sampled_in(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        job = finished(tmp_path, channels, keep_pipeline="true", precision='"bf16"', **BRIEF)
        weights = load_file(job.model_dir / "pipeline" / "unet" / "diffusion_pytorch_model.safetensors")
        assert {value.dtype for value in weights.values()} == {torch.bfloat16}

    def test_weights_that_train_exactly_are_sampled_and_kept_more_coarsely_where_that_is_asked(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        changes = {"keep_pipeline": "true", "sample_precision": '"bf16"', "images": "1", "steps": "2"}
        job, exact = finished(tmp_path / "job", channels, **changes), finished(tmp_path / "exact", channels, steps="2")
        weights = load_file(job.model_dir / "pipeline" / "unet" / "diffusion_pytorch_model.safetensors")
        assert {value.dtype for value in weights.values()} == {torch.bfloat16}
        assert training(job)["losses"] == training(exact)["losses"]

    def test_kept_lora_is_small_and_tells_nothing_of_this_machine(self, channels: Channels, tmp_path: Path) -> None:
        job = finished(tmp_path, channels, keep_pipeline="true", method='"lora"', **BRIEF)
        (kept,) = (path for path in job.model_dir.rglob("*.safetensors"))
        whole = channels["generator"] / "unet" / "diffusion_pytorch_model.safetensors"
        assert kept.stat().st_size < whole.stat().st_size / 4
        full = finished(tmp_path / "full", channels, keep_pipeline="true", **BRIEF)
        for file in [kept, *full.model_dir.rglob("*.json")]:
            assert str(tmp_path).encode() not in file.read_bytes()
            assert file.suffix != ".json" or json.loads(file.read_text())
