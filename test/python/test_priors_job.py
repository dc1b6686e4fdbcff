"""The priors job: a category's class images, negatives and backgrounds, the same after any kill."""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from sample_jobs import digests, job_in, listing, start_program
from tiny_generator import captions_of, tiny_sd, tiny_sd3, write_captions

from likeness_ml.errors import InputError
from likeness_ml.generator.base import base_digest
from likeness_ml.generator.sampling import Sampling, image_seed
from likeness_ml.job import Job
from likeness_ml.priors.__main__ import priors
from likeness_ml.priors.settings import Settings

PRIORS = {
    "threads": "1",
    "class_images": "5",
    "negatives": "6",
    "backgrounds": "3",
    "sampling_steps": "2",
    "batch": "2",
    "resolution": "32",
}
MADE = {"cl": 5, "pn": 6, "bg": 3}

Channels = dict[str, Path]


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    folder = tmp_path_factory.mktemp("channels")
    return {"generator": tiny_sd(folder / "base", resolution=32), "captions": write_captions(folder / "captions")}


def finished(base: Path, channels: Channels, **changes: str) -> Job:
    job = job_in(base, PRIORS | changes, **channels)
    priors(job)
    return job


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, channels: Channels) -> Job:
    return finished(tmp_path_factory.mktemp("priors"), channels)


def test_every_image_is_listed_once_with_what_made_it(made: Job) -> None:
    lines, captions = listing(made.model_dir), captions_of()
    assert Counter(line["id"][:2] for line in lines) == MADE
    assert [line["file"] for line in lines] == [f"images/{line['id']}.jpg" for line in lines]
    assert {path.name for path in (made.model_dir / "images").iterdir()} == {f"{line['id']}.jpg" for line in lines}
    prompts = {"class": [captions["class"]], "negative": captions["negatives"], "background": captions["scenes"]}
    for line in lines:
        index = int(line["id"][2:])
        assert line["prompt"] == prompts[line["kind"]][index % len(prompts[line["kind"]])]
        assert line["seed"] == image_seed(0, line["kind"], index)
        assert (line["source"], line["parents"], line["box"]) == ("generator", [], None)
        with Image.open(made.model_dir / line["file"]) as image:
            assert (image.size, image.mode) == ((32, 32), "RGB")


def test_prompts_are_used_in_turn_up_to_the_count(channels: Channels, tmp_path: Path) -> None:
    job = finished(tmp_path, channels, class_images="0", negatives="0", backgrounds="23", sampling_steps="1")
    lines = listing(job.model_dir)
    assert len(lines) == 23 and lines[20]["prompt"] == lines[0]["prompt"] != lines[1]["prompt"]
    assert lines[20]["seed"] != lines[0]["seed"]


def test_it_says_from_which_generator_how_many_came_and_how_long_each_kind_took(made: Job, channels: Channels) -> None:
    report = json.loads((made.data_dir / "priors.json").read_text())
    assert report == {
        "generatorDigest": base_digest(channels["generator"]),
        "images": {"class": 5, "negative": 6, "background": 3},
        "flagged": [],
        "cutShort": [],
    }
    stages = json.loads((made.data_dir / "stages.json").read_text())
    assert [stage["name"] for stage in stages] == ["load", "class-images", "negatives", "backgrounds"]


def test_an_image_depends_on_the_seed_its_kind_and_its_index_alone(
    made: Job, channels: Channels, tmp_path: Path
) -> None:
    fewer = finished(tmp_path / "fewer", channels, class_images="0", negatives="4", backgrounds="2")
    before, after = digests(made.model_dir / "images"), digests(fewer.model_dir / "images")
    assert after == {name: before[name] for name in after} and len(after) == 6
    other = digests(finished(tmp_path / "other", channels, seed="1").model_dir / "images")
    assert not set(other.values()) & set(before.values())


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("after", ["class-images step 2/5", "negatives step 4/6"])
def test_killed_and_started_again_it_gives_the_same_bytes(
    made: Job, channels: Channels, tmp_path: Path, stop: signal.Signals, after: str
) -> None:
    job = job_in(tmp_path, PRIORS, **channels)
    process = start_program("priors", tmp_path)
    assert process.stdout is not None
    line = next(line for line in process.stdout if line.startswith(after))
    process.send_signal(stop)
    _, problems = process.communicate(timeout=300)
    assert line and problems == ""
    assert process.returncode == (143 if stop == signal.SIGTERM else -signal.SIGKILL)
    assert not (job.model_dir / "images.jsonl").exists() and not job.failure_file.exists()
    kept = {path: path.stat().st_ino for path in job.checkpoint_dir.glob("*/images/cl*.jpg")}
    assert len(kept) >= 2
    priors(Job(tmp_path, PRIORS))
    assert digests(job.model_dir) == digests(made.model_dir)
    assert {path: path.stat().st_ino for path in kept} == kept


def test_a_base_that_holds_pickles_is_refused_in_the_users_words(channels: Channels, tmp_path: Path) -> None:
    base = tiny_sd(tmp_path / "base", resolution=32)
    (base / "unet/diffusion_pytorch_model.bin").write_bytes(b"")
    job = job_in(tmp_path / "job", PRIORS, **channels | {"generator": base})
    process = start_program("priors", job.base)
    process.communicate(timeout=300)
    assert process.returncode == 1
    assert job.failure_file.read_text().startswith("GeneratorInvalid: ")


def test_a_solver_that_does_not_fit_is_refused_before_anything_is_loaded(channels: Channels, tmp_path: Path) -> None:
    job = job_in(tmp_path / "job", PRIORS | {"solver": '"ddim"'}, **channels | {"generator": tiny_sd3(tmp_path / "b")})
    with pytest.raises(InputError, match="solver ddim doesn't fit"):
        priors(job)
    assert not (job.data_dir / "stages.json").exists()


def test_prompts_longer_than_the_text_encoder_reads_are_counted(channels: Channels, tmp_path: Path) -> None:
    captions = captions_of()
    captions["negatives"][1] += " and a mug" * 40
    long = channels | {"captions": write_captions(tmp_path / "captions", captions)}
    job = finished(tmp_path / "job", long, class_images="1", negatives="2", backgrounds="0", sampling_steps="1")
    assert json.loads((job.data_dir / "priors.json").read_text())["cutShort"] == ["pn0001"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"guidence": "5"}, "OptionUnknown"),
        ({"sampling": "{}"}, "OptionUnknown"),
        ({"guidance": "31"}, "OptionInvalid"),
        ({"class_images": "-1"}, "OptionInvalid"),
        ({"negatives": "10000"}, "OptionInvalid"),
        ({"threads": "0"}, "OptionInvalid"),
        ({"seed": "0.5"}, "OptionInvalid"),
        ({"solver": "pndm"}, "OptionInvalid"),
    ],
)
def test_a_misspelt_setting_or_one_out_of_range_is_refused_by_name(settings: dict[str, str], code: str) -> None:
    with pytest.raises(InputError, match=next(iter(settings))) as raised:
        Settings.read(settings)
    assert raised.value.code == code


def test_settings_come_as_json_and_default_to_the_papers_numbers() -> None:
    read = Settings.read({"solver": '"pndm"', "guidance": "5", "safety_checker": "false", "negatives": "10"})
    assert read == Settings(negatives=10, sampling=Sampling(solver="pndm", guidance=5, safety_checker=False))
    assert (Settings().class_images, Settings().negatives, Settings().sampling.guidance) == (200, 450, 7.5)
