"""The generation benchmark compares like with like: both sides learn the same from the same, and paint the same."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tiny_generator import tiny_sd, tiny_sdxl
from torch.nn.utils import clip_grad_norm_

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "bench"))

from generation_cases import Case, Cost, job_of, measure, ours, unfused  # noqa: E402
from generation_inputs import CLASS, INSTANCE, Inputs, write_inputs  # noqa: E402
from generation_ladder import Recipe, ladder, rungs_of  # noqa: E402
from generation_measure import cases_of, order_of  # noqa: E402
from generation_plain import PlainTraining, pixels_of, plain_pictures  # noqa: E402
from generation_shapes import SHAPES, build  # noqa: E402

from likeness_ml.dreambooth.__main__ import Order, load, prepare  # noqa: E402
from likeness_ml.dreambooth.train import Lesson, draw, in_turn, loss_in, optimizer_of, seeded  # noqa: E402
from likeness_ml.generator.base import check_base, load_base  # noqa: E402
from likeness_ml.generator.sampling import Request, Sampling, sample  # noqa: E402

CPU = torch.device("cpu")
SIDE = 64
RECIPE = Recipe("full", "bf16", 2, 4, 12)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("bench")
    return write_inputs(folder, tiny_sd(folder / "base"), SIDE, square=True)


def lesson_of(inputs: Inputs, folder: Path) -> tuple[Order, Lesson]:
    order = Order.read(job_of(inputs, folder, ours(Case("ours", "train", 3), 5) | {"threads": 1}))
    return order, prepare(load(order), order)


def plain_draws(order: Order, lesson: Lesson, inputs: Inputs, step: int) -> list[torch.Tensor]:
    """What our step draws, as the plain one takes it: pictures instead of latents, and the latents' noise apart."""
    settings, generator = order.settings, seeded(order.settings.seed, "step", step)
    files = []
    for source, known, what in ((lesson.photos, inputs.photos, "photos"), (lesson.classes, inputs.classes, "classes")):
        numbers = in_turn(len(source), step, settings, what)
        source.take(numbers, generator)  # which draws among a picture's crops
        files += [known[number] for number in numbers]
    batch = draw(lesson, settings, step, CPU)
    variation = torch.randn(batch.latents.shape, generator=generator)
    return [torch.stack([pixels_of(file, SIDE) for file in files]), variation, batch.noise, batch.times]


@pytest.mark.parametrize("base", [tiny_sd, tiny_sdxl])
def test_a_plain_step_has_the_loss_and_the_gradients_of_ours(base, inputs: Inputs, tmp_path: Path) -> None:
    own = Inputs(base(tmp_path / "base"), inputs.references, inputs.priors, inputs.captions)
    order, lesson = lesson_of(own, tmp_path)
    plain = PlainTraining(load_base(order.base, "fp32", CPU), (INSTANCE, CLASS))
    mine = dict(lesson.trained.denoiser.named_parameters())
    for step in range(3):
        loss = loss_in(lesson, lesson.trained.denoiser, draw(lesson, order.settings, step, CPU), order.settings)
        other = plain.loss(*plain_draws(order, lesson, own, step))
        assert other.item() == pytest.approx(loss.item(), rel=1e-4)
        loss.backward()
        other.backward()
    for name, parameter in plain.pipeline.unet.named_parameters():
        if parameter.grad is not None:
            assert torch.allclose(parameter.grad, mine[name].grad, rtol=1e-2, atol=1e-4), name


@pytest.mark.parametrize("optimizer", [optimizer_of, unfused])
def test_both_sides_learn_the_same_weights(optimizer, inputs: Inputs, tmp_path: Path) -> None:
    order, lesson = lesson_of(inputs, tmp_path)
    rate = order.settings.learning_rate
    plain = PlainTraining(load_base(order.base, "fp32", CPU), (INSTANCE, CLASS), learning_rate=rate)
    before = {name: value.clone() for name, value in lesson.trained.denoiser.state_dict().items()}
    moves = optimizer(lesson.trained, order.settings)
    for step in range(4):
        draws = plain_draws(order, lesson, inputs, step)
        loss_in(lesson, lesson.trained.denoiser, draw(lesson, order.settings, step, CPU), order.settings).backward()
        clip_grad_norm_(lesson.trained.parameters(), order.settings.gradient_clip)
        moves.step()
        moves.zero_grad()
        plain.step(*draws)
    mine, other = lesson.trained.denoiser.state_dict(), plain.pipeline.unet.state_dict()
    ways = [torch.cat([(state[name] - before[name]).flatten() for name in before]) for state in (mine, other)]
    assert ways[0].abs().max() > rate
    # Where a gradient is all but zero Adam's step has its full size and the sign that rounding gave it.
    assert (ways[0] - ways[1]).abs().mean() < 0.05 * ways[0].abs().mean()


def test_both_sides_make_the_same_picture_of_a_prompt_and_seed(inputs: Inputs, tmp_path: Path) -> None:
    pipeline = load_base(check_base(inputs.generator), "fp32", CPU)
    settings = Sampling(guidance=5.0, solver="pndm", sampling_steps=3, batch=1)
    request = Request("db0000", INSTANCE, 7, "dreambooth", "positive")
    sample(pipeline, [request], tmp_path, settings, lambda *_: None)
    plain_pictures(pipeline, [INSTANCE], [7], tmp_path / "plain", steps=3)
    pictures = [np.asarray(Image.open(file), dtype=int) for file in tmp_path.rglob("*.jpg")]
    assert len(pictures) == 2 and np.abs(pictures[0] - pictures[1]).max() <= 3


@pytest.mark.parametrize(
    "case",
    [
        Case("plain", "train", 1, method="lora", threads=1),
        Case("ours", "train", 1, precision="bf16", batch=2, threads=1),
        Case("plain", "sample", 2, batch=2, steps=2, threads=1),
        Case("ours", "sample", 2, batch=2, solver="dpm-solver++", steps=2, threads=1),
    ],
    ids=lambda case: f"{case.side}-{case.what}",
)
def test_each_side_is_timed(case: Case, inputs: Inputs) -> None:
    cost = measure(case, inputs)
    assert cost.seconds > 0 and cost.peak_bytes > 2**20
    assert (cost.encode_seconds is not None) == (case.side == "ours" and case.what == "train")


@pytest.mark.parametrize(
    ("name", "unet", "texts"),
    [("sd15", 859_520_964, [123_060_480]), ("sdxl", 2_567_463_684, [123_060_480, 694_659_840])],
)
def test_the_full_size_shapes_are_the_published_ones(name: str, unet: int, texts: list[int]) -> None:
    with torch.device("meta"):
        pipeline = build(SHAPES[name])
    encoders = [part for part in (pipeline.text_encoder, getattr(pipeline, "text_encoder_2", None)) if part]
    assert parameters(pipeline.unet) == unet
    assert [parameters(encoder) for encoder in encoders] == texts
    assert parameters(pipeline.vae) == 83_653_863


@pytest.mark.parametrize("cuda", [False, True])
@pytest.mark.parametrize("method", ["full", "lora"])
def test_every_rung_is_measured_and_nothing_twice_a_round(method: str, cuda: bool) -> None:
    cases, rungs = cases_of(Recipe(method, "bf16", 2, 16, 25), cuda=cuda, threads=1)
    assert {case for rung in rungs for case in (rung.train, rung.sample)} <= set(cases)
    assert len(cases) == len(set(cases))
    assert {case.precision for case in cases if case.side == "ours"} == {"fp32", "bf16"} | ({"fp16"} if cuda else set())
    order = list(order_of([("small", case) for case in cases], 2))
    assert order == order[::-1]


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@given(st.data())
def test_the_changes_factors_multiply_to_the_wholes(data: st.DataObject) -> None:
    rungs = rungs_of(RECIPE, "fp32")
    cases = dict.fromkeys(case for rung in rungs for case in (rung.train, rung.sample))
    seconds = st.floats(0.01, 100)
    costs = {case: [Cost(data.draw(seconds), 0) for _ in range(2)] for case in cases}
    *told, whole = ladder(rungs, costs)
    for part in ("train", "image", "whole"):
        factors = [rung["factors"][part]["factor"] for rung in told]
        assert np.prod(factors) == pytest.approx(whole["factors"][part]["factor"])
    json.dumps(told, allow_nan=False)


def test_there_is_no_ladder_where_a_rung_ran_out_of_memory() -> None:
    rungs = rungs_of(RECIPE, "fp32")
    costs = {case: [Cost(None, 0)] for rung in rungs for case in (rung.train, rung.sample)}
    assert ladder(rungs, costs) is None
