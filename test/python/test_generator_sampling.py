"""Sampling: what an image depends on, what is kept of an attempt that was cut off, and what is refused."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sample_jobs import CONTAINERS, digests, listing
from tiny_generator import tiny_sd, tiny_sd3, tiny_sdxl

from likeness_ml.errors import InputError
from likeness_ml.generator.base import Pipeline, check_base, load_base
from likeness_ml.generator.memory import Portions, wanted_by
from likeness_ml.generator.sampling import Request, Sampled, Sampling, as_jpeg, image_seed, publish, sample
from likeness_ml.generator.solvers import solver_for

CPU = torch.device("cpu")
QUICK = Sampling(sampling_steps=2, batch=4, resolution=32)
MAKERS = {"sd": tiny_sd, "sdxl": tiny_sdxl, "sd3": tiny_sd3}
ROUNDING = 0.5  # of 255, mean: what another batch's kernels and then JPEG may make of a picture


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pipeline]:
    folder = tmp_path_factory.mktemp("bases")
    return {
        name: load_base(check_base(make(folder / name, resolution=32)), "fp32", CPU) for name, make in MAKERS.items()
    }


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """With a safety checker."""
    base = tiny_sd(tmp_path_factory.mktemp("checked") / "base", resolution=32, safety_checker=True)
    return load_base(check_base(base), "fp32", CPU)


def requests(count: int, prompts: tuple[str, ...] = ("a mug on a table", "a mug on a bed")) -> list[Request]:
    return [
        Request(f"cl{index:04d}", prompts[index % len(prompts)], image_seed(0, "class", index), "generator", "class")
        for index in range(count)
    ]


def silent(*_: object) -> None:
    return None


def made(pipeline: Pipeline, folder: Path, wanted: list[Request], settings: Sampling = QUICK) -> Sampled:
    return sample(pipeline, wanted, folder, settings, silent)


def pixels(folder: Path, identity: str) -> np.ndarray:
    return np.asarray(Image.open(folder / f"images/{identity}.jpg")).astype(int)


class TestImages:
    @pytest.mark.parametrize("kind", list(MAKERS))
    def test_each_kind_of_base_gives_a_listed_picture_for_each_request(
        self, pipelines: dict[str, Pipeline], kind: str, tmp_path: Path
    ) -> None:
        wanted = requests(5)
        sampled = made(pipelines[kind], tmp_path, wanted)
        assert sampled.lines == listing(tmp_path) == [request.line() for request in wanted]
        assert set(sampled.lines[0]) == {"id", "file", "source", "kind", "parents", "prompt", "seed", "box"}
        assert sampled.flagged == []
        for line in sampled.lines:
            with Image.open(tmp_path / line["file"]) as image:
                assert (image.size, image.mode, image.format) == ((32, 32), "RGB", "JPEG")
        assert len({pixels(tmp_path, request.identity).tobytes() for request in wanted}) == 5

    @pytest.mark.parametrize("kind", list(MAKERS))
    def test_they_are_the_stock_pipelines_own(self, pipelines: dict[str, Pipeline], kind: str, tmp_path: Path) -> None:
        pipeline, request = pipelines[kind], requests(1)[0]
        made(pipeline, tmp_path, [request], dataclasses.replace(QUICK, batch=1))
        stock = pipeline.scheduler
        pipeline.scheduler = solver_for(pipeline, "dpm-solver++")
        try:
            image = pipeline(
                request.prompt,
                generator=torch.Generator().manual_seed(request.seed),
                num_inference_steps=2,
                guidance_scale=7.5,
                height=32,
                width=32,
            ).images[0]
        finally:
            pipeline.scheduler = stock
        (tmp_path / "images/stock.jpg").write_bytes(as_jpeg(image))
        assert np.abs(pixels(tmp_path, "stock") - pixels(tmp_path, request.identity)).mean() <= ROUNDING

    @pytest.mark.parametrize("kind", list(MAKERS))
    @pytest.mark.parametrize("batch", [1, 2, 5])
    def test_the_images_beside_it_change_it_by_rounding_alone(
        self, pipelines: dict[str, Pipeline], kind: str, batch: int, tmp_path: Path
    ) -> None:
        wanted = requests(5)
        made(pipelines[kind], tmp_path / "one", wanted)
        made(pipelines[kind], tmp_path / "other", wanted[::-1], dataclasses.replace(QUICK, batch=batch))
        for request in wanted:
            one, other = (pixels(tmp_path / name, request.identity) for name in ("one", "other"))
            assert np.abs(one - other).mean() <= ROUNDING

    def test_the_same_seed_gives_the_same_bytes_and_another_another_picture(
        self, pipelines: dict[str, Pipeline], tmp_path: Path
    ) -> None:
        wanted = requests(4)
        made(pipelines["sd"], tmp_path / "one", wanted)
        made(pipelines["sd"], tmp_path / "again", wanted)
        assert digests(tmp_path / "one") == digests(tmp_path / "again")
        made(pipelines["sd"], tmp_path / "other", [dataclasses.replace(wanted[0], seed=1), *wanted[1:]])
        changed = digests(tmp_path / "other")
        same = {name for name, digest in digests(tmp_path / "one").items() if changed[name] == digest}
        assert same == {f"images/{request.identity}.jpg" for request in wanted[1:]}

    @pytest.mark.parametrize("change", [{"guidance": 0.0}, {"guidance": 4.0}, {"solver": "ddim"}, {"resolution": 48}])
    def test_each_setting_has_a_say(
        self, pipelines: dict[str, Pipeline], change: dict[str, object], tmp_path: Path
    ) -> None:
        made(pipelines["sd"], tmp_path / "one", requests(1))
        made(pipelines["sd"], tmp_path / "other", requests(1), dataclasses.replace(QUICK, **change))
        assert digests(tmp_path / "one")["images/cl0000.jpg"] != digests(tmp_path / "other")["images/cl0000.jpg"]

    @pytest.mark.parametrize("precision", ["bf16", "fp16"])
    def test_a_coarser_precision_starts_from_the_same_noise(
        self, pipelines: dict[str, Pipeline], precision: str, tmp_path: Path
    ) -> None:
        coarse = load_base(check_base(tiny_sd(tmp_path / "base", resolution=32)), precision, CPU)
        made(pipelines["sd"], tmp_path / "fp32", requests(2))
        made(coarse, tmp_path / precision, requests(2), dataclasses.replace(QUICK, precision=precision))
        one, other, another = (
            pixels(tmp_path / name, identity)
            for name, identity in (("fp32", "cl0000"), (precision, "cl0000"), (precision, "cl0001"))
        )
        assert np.abs(one - other).mean() < np.abs(one - another).mean() / 4

    @given(solver=st.sampled_from(["dpm-solver++", "ddim", "pndm"]), steps=st.integers(1, 6))
    def test_every_solver_gives_a_picture_in_any_number_of_steps(
        self, pipelines: dict[str, Pipeline], tmp_path_factory: pytest.TempPathFactory, solver: str, steps: int
    ) -> None:
        settings = Sampling(solver=solver, sampling_steps=steps, resolution=32, batch=1)
        sampled = made(pipelines["sd"], tmp_path_factory.mktemp("solver"), requests(1), settings)
        assert len(sampled.lines) == 1

    def test_a_prompt_is_encoded_once(
        self, pipelines: dict[str, Pipeline], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pipeline, seen = pipelines["sd"], []
        encode = pipeline.encode_prompt
        monkeypatch.setattr(
            pipeline,
            "encode_prompt",
            lambda prompt, *more, **options: (seen.append(prompt), encode(prompt, *more, **options))[1],
        )
        made(pipeline, tmp_path, requests(9))
        assert sorted(prompt for prompt in seen if prompt) == ["a mug on a bed", "a mug on a table"]

    def test_the_pipeline_is_afterwards_as_it_was(self, pipelines: dict[str, Pipeline], tmp_path: Path) -> None:
        pipeline = pipelines["sd"]
        before = pipeline.scheduler
        weights = {name: value.clone() for name, value in pipeline.unet.state_dict().items()}
        made(pipeline, tmp_path / "images", requests(1))
        assert pipeline.scheduler is before and not pipeline.vae.use_slicing
        assert all(torch.equal(value, weights[name]) for name, value in pipeline.unet.state_dict().items())
        assert all(value.is_contiguous() for value in pipeline.unet.state_dict().values())
        pipeline.save_pretrained(tmp_path / "saved")

    def test_what_is_no_picture_is_refused_rather_than_saved_black(
        self, pipelines: dict[str, Pipeline], tmp_path: Path
    ) -> None:
        base = check_base(tiny_sd(tmp_path / "base", resolution=32))
        broken = load_base(base, "fp32", CPU)
        with torch.no_grad():
            broken.vae.post_quant_conv.bias.fill_(float("nan"))
        for precision, code in (("fp32", "GeneratorInvalid"), ("fp16", "OptionInvalid")):
            with pytest.raises(InputError, match="no picture comes out") as raised:
                made(broken, tmp_path / precision, requests(1), dataclasses.replace(QUICK, precision=precision))
            assert raised.value.code == code
            assert not list((tmp_path / precision / "images").iterdir())


class TestResuming:
    @given(before=st.integers(0, 3), batch=st.integers(1, 4))
    def test_cut_off_after_any_batch_it_goes_on_to_the_same_bytes(
        self, pipelines: dict[str, Pipeline], tmp_path_factory: pytest.TempPathFactory, before: int, batch: int
    ) -> None:
        folder, settings = tmp_path_factory.mktemp("resume"), dataclasses.replace(QUICK, batch=batch)
        made(pipelines["sd"], folder / "undisturbed", requests(6), settings)
        left = before

        def stop(*_: object) -> None:
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1

        try:
            sample(pipelines["sd"], requests(6), folder / "cut-off", settings, stop)
        except KeyboardInterrupt:
            assert len(listing(folder / "cut-off")) == min(6, batch * (before + 1))
        made(pipelines["sd"], folder / "cut-off", requests(6), settings)
        assert digests(folder / "cut-off") == digests(folder / "undisturbed")

    def test_it_can_be_stopped_within_a_batch(self, pipelines: dict[str, Pipeline], tmp_path: Path) -> None:
        steps: list[int] = []

        def stop() -> None:
            steps.append(1)
            if len(steps) == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sample(pipelines["sd"], requests(4), tmp_path, dataclasses.replace(QUICK, sampling_steps=9), silent, stop)
        assert len(steps) == 2 and not (tmp_path / "images.jsonl").exists()

    @pytest.mark.parametrize("kept", [0, 1, 300])
    def test_a_torn_image_is_made_again_and_no_other(
        self, pipelines: dict[str, Pipeline], tmp_path: Path, kept: int
    ) -> None:
        made(pipelines["sd"], tmp_path, requests(6))
        whole = digests(tmp_path)
        torn, others = tmp_path / "images/cl0002.jpg", sorted((tmp_path / "images").iterdir())
        torn.write_bytes(torn.read_bytes()[:kept])
        others.remove(torn)
        times = {path: path.stat().st_ino for path in others}
        made(pipelines["sd"], tmp_path, requests(6))
        assert digests(tmp_path) == whole
        assert {path: path.stat().st_ino for path in others} == times

    def test_an_image_without_its_line_or_with_anothers_is_made_again(
        self, pipelines: dict[str, Pipeline], tmp_path: Path
    ) -> None:
        made(pipelines["sd"], tmp_path, requests(4))
        whole, lines = digests(tmp_path), listing(tmp_path)
        lines[1]["prompt"] = "another"
        (tmp_path / "images.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines[1:]))
        for identity in ("cl0000", "cl0001"):
            (tmp_path / f"images/{identity}.jpg").write_bytes(b"something else")
        made(pipelines["sd"], tmp_path, requests(4))
        assert digests(tmp_path) == whole

    def test_what_is_there_already_costs_nothing(self, pipelines: dict[str, Pipeline], tmp_path: Path) -> None:
        made(pipelines["sd"], tmp_path, requests(5))
        told: list[object] = []
        sampled = sample(pipelines["sd"], requests(5), tmp_path, QUICK, lambda *told_of: told.append(told_of))
        assert told == [] and len(sampled.lines) == 5

    def test_more_images_leave_those_of_whole_batches_as_they_are(
        self, pipelines: dict[str, Pipeline], tmp_path: Path
    ) -> None:
        made(pipelines["sd"], tmp_path / "few", requests(4))
        made(pipelines["sd"], tmp_path / "many", requests(7))
        few, many = digests(tmp_path / "few"), digests(tmp_path / "many")
        assert all(many[name] == few[name] for name in few if name.startswith("images/"))


class TestSafetyChecker:
    def hold_back(self, pipeline: Pipeline, threshold: float) -> None:
        """Every picture whose cosine with a concept exceeds the threshold."""
        with torch.no_grad():
            pipeline.safety_checker.concept_embeds_weights.fill_(threshold)

    def test_what_it_flags_is_left_out_counted_and_not_made_again(self, checked: Pipeline, tmp_path: Path) -> None:
        self.hold_back(checked, 1)
        assert made(checked, tmp_path / "all", requests(4)).flagged == []
        self.hold_back(checked, -1)
        sampled = made(checked, tmp_path / "none", requests(4))
        assert sampled.lines == [] and sampled.flagged == [f"cl{index:04d}" for index in range(4)]
        assert list((tmp_path / "none/images").iterdir()) == []
        told: list[object] = []
        again = sample(checked, requests(4), tmp_path / "none", QUICK, lambda *told_of: told.append(told_of))
        assert again == sampled and told == []

    def test_the_others_are_as_they_would_have_been(self, checked: Pipeline, tmp_path: Path) -> None:
        wanted = requests(8)
        self.hold_back(checked, 1)
        made(checked, tmp_path / "all", wanted)
        some: list[float] = [cosine / 1000 for cosine in range(-1000, 1000, 1)]
        low, high = 0, len(some) - 1
        while low < high:  # the threshold that lets at least one pass
            middle = (low + high) // 2
            self.hold_back(checked, some[middle])
            passed = made(checked, tmp_path / f"at{middle}", wanted).lines
            low, high = (low, middle) if passed else (middle + 1, high)
        self.hold_back(checked, some[low])
        sampled = made(checked, tmp_path / "some", wanted)
        assert sampled.lines and len(sampled.lines) + len(sampled.flagged) == 8
        publish(sampled, tmp_path / "some", tmp_path / "model")
        assert listing(tmp_path / "model") == sampled.lines
        whole = digests(tmp_path / "all")
        published = digests(tmp_path / "model")
        assert {name for name in published if name.startswith("images/")} == {line["file"] for line in sampled.lines}
        assert all(whole[line["file"]] == published[line["file"]] for line in sampled.lines)


class TestMemory:
    def test_it_halves_once_and_stays_there(self) -> None:
        sizes: list[int] = []

        def make(items: list[int]) -> list[int]:
            sizes.append(len(items))
            if len(items) > 2:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a ...")
            return [item * 10 for item in items]

        portions = Portions(4)
        assert portions.make([1, 2, 3, 4], make) == [10, 20, 30, 40]
        assert portions.make([5, 6, 7], make) == [50, 60, 70]
        assert sizes == [4, 2, 2, 2, 1]

    @pytest.mark.parametrize(
        ("size", "count", "attempts"), [(4, 4, [4, 2]), (1, 1, [1]), (3, 3, [3, 2]), (8, 3, [3, 2]), (8, 1, [1])]
    )
    def test_then_it_says_what_was_wanted(self, size: int, count: int, attempts: list[int]) -> None:
        sizes: list[int] = []

        def make(items: list[int]) -> list[int]:
            sizes.append(len(items))
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a ...")

        with pytest.raises(InputError, match=r"2\.5 GiB more were needed and .* are free") as raised:
            Portions(size).make(list(range(count)), make)
        assert raised.value.code == "OutOfMemory" and sizes == attempts

    def test_any_other_failure_is_left_alone(self) -> None:
        def make(_: list[int]) -> list[int]:
            raise RuntimeError("shapes don't match")

        with pytest.raises(RuntimeError, match="shapes"):
            Portions(4).make([1, 2], make)

    def test_the_allocators_own_refusal_is_understood(self) -> None:
        with pytest.raises(RuntimeError) as raised:
            torch.empty(2**46)
        assert wanted_by(raised.value) == "262144.0 GiB"

    def test_a_process_that_may_not_take_more_fails_in_words(self, tmp_path: Path) -> None:
        base = tiny_sd(tmp_path / "base")
        code = (
            "import sys, resource, torch, pathlib\n"
            "from likeness_ml.generator.base import *\n"
            "from likeness_ml.generator.sampling import *\n"
            "torch.set_num_threads(1)\n"
            "base, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])\n"
            "pipeline = load_base(check_base(base), 'fp32', torch.device('cpu'))\n"
            "def some(count):\n"
            "    return [Request(f'cl{n:04d}', 'a mug', n, 'generator', 'class') for n in range(count)]\n"
            "sample(pipeline, some(1), folder / 'few', Sampling(sampling_steps=1, batch=1), lambda *_: None)\n"
            "taken = int(pathlib.Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
            "resource.setrlimit(resource.RLIMIT_AS, (taken + 2**27, taken + 2**27))\n"
            "try:\n"
            "    settings = Sampling(sampling_steps=1, batch=32, resolution=1024)\n"
            "    sample(pipeline, some(32), folder / 'many', settings, lambda *_: None)\n"
            "except Exception as error:\n"
            "    print(getattr(error, 'code', type(error)), error)\n"
        )
        process = subprocess.run(
            [sys.executable, "-c", code, str(base), str(tmp_path)],
            env={"PYTHONPATH": str(CONTAINERS), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert process.stdout.startswith("OutOfMemory Memory ran out making 16 at a time: "), process
        assert "MiB are free" in process.stdout


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("guidance", -0.1, "from 0 to 30"),
            ("guidance", 30.5, "from 0 to 30"),
            ("guidance", "7", "a number"),
            ("guidance", float("nan"), "from 0 to 30"),
            ("sampling_steps", 0, "from 1 to 250"),
            ("sampling_steps", 251, "from 1 to 250"),
            ("sampling_steps", 2.5, "a whole number"),
            ("solver", "euler", "dpm-solver"),
            ("batch", 0, "from 1 to 256"),
            ("batch", True, "a whole number"),
            ("resolution", 8, "from 16 to 2048"),
            ("resolution", 100, "a multiple of 16"),
            ("precision", "fp8", "fp32"),
            ("safety_checker", 1, "true or false"),
        ],
    )
    def test_a_setting_out_of_range_is_refused_by_name(self, name: str, value: object, said: str) -> None:
        with pytest.raises(InputError, match=f"{name} is .*{said}") as raised:
            Sampling(**{name: value})
        assert raised.value.code == "OptionInvalid"

    def test_the_paper_takes_fifty_steps_and_the_default_solver_half_of_them(self) -> None:
        assert [Sampling(solver=name).steps for name in ("dpm-solver++", "ddim", "pndm")] == [25, 50, 50]
        assert Sampling(solver="pndm", sampling_steps=7).steps == 7

    @pytest.mark.parametrize(
        ("kind", "change", "solver"),
        [("sd3", {}, "ddim"), ("sd3", {}, "pndm"), ("sd", {"rescale_betas_zero_snr": True}, "pndm")],
    )
    def test_a_solver_that_does_not_fit_the_base_is_refused(
        self, pipelines: dict[str, Pipeline], kind: str, change: dict, solver: str, tmp_path: Path
    ) -> None:
        pipeline = pipelines[kind]
        stock = pipeline.scheduler
        pipeline.scheduler = type(stock).from_config(stock.config, **change)
        try:
            with pytest.raises(InputError, match="doesn't fit this generator") as raised:
                made(pipeline, tmp_path, requests(1), dataclasses.replace(QUICK, solver=solver))
        finally:
            pipeline.scheduler = stock
        assert raised.value.code == "OptionInvalid"

    @given(
        seed=st.integers(0, 2**53 - 1),
        kind=st.sampled_from(["class", "negative", "positive"]),
        index=st.integers(0, 9999),
    )
    def test_an_images_seed_is_a_whole_number_that_json_keeps(self, seed: int, kind: str, index: int) -> None:
        found = image_seed(seed, kind, index)
        assert found == image_seed(seed, kind, index) and 0 <= found < 2**53
        assert found not in (image_seed(seed, kind, index + 1), image_seed(seed, "background", index))
