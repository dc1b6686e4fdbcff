"""The loop: what a step draws, what trains, and what happens when memory runs out."""

from collections import Counter
from pathlib import Path

import pytest
import torch
from dreambooth_jobs import job_of, lesson_of, write_priors
from hypothesis import given
from hypothesis import strategies as st
from sample_jobs import copy_photos
from tiny_generator import tiny_sd, tiny_sdxl, write_captions

from likeness_ml.dreambooth.__main__ import Order, idle_of, load, prepare
from likeness_ml.dreambooth.checkpoint import Checkpoint, Progress
from likeness_ml.dreambooth.examples import at_once
from likeness_ml.dreambooth.measure import told_of_memory, utilisation
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.train import Lesson, draw, in_turn, loss_in, train
from likeness_ml.errors import InputError

CPU = torch.device("cpu")
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


def trained(order: Order, lesson: Lesson, folder: Path) -> Progress:
    return train(lesson, order.settings, Checkpoint(folder), lambda: False, lambda *_: None)


def refuse_more_than(lesson: Lesson, images: int) -> None:
    """Memory for so many images at once, and a real refusal of the allocator's beyond."""

    def allocate(_: torch.nn.Module, arguments: tuple[torch.Tensor, ...]) -> None:
        if len(arguments[0]) > images:
            torch.empty(2**60, dtype=torch.uint8)

    lesson.trained.denoiser.register_forward_pre_hook(allocate)


def refuse_pictures(vae: torch.nn.Module, images: int) -> list[int]:
    """Likewise in the autoencoder; gives how many pictures it is asked for each time."""
    asked: list[int] = []

    def allocate(_: torch.nn.Module, arguments: tuple[torch.Tensor, ...]) -> None:
        asked.append(len(arguments[0]))
        if len(arguments[0]) > images:
            torch.empty(2**60, dtype=torch.uint8)

    vae.encoder.register_forward_pre_hook(allocate)
    return asked


class TestDraws:
    @given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 2**31 - 1))
    def test_every_picture_is_seen_as_often_as_any_other(self, available: int, batch: int, seed: int) -> None:
        settings = Settings(seed=seed, batch=batch)
        seen = Counter(number for step in range(available) for number in in_turn(available, step, settings, "photos"))
        assert seen == Counter(dict.fromkeys(range(available), batch))

    def test_a_step_is_a_function_of_the_seed_and_its_number(self, channels: Channels, tmp_path: Path) -> None:
        order, lesson = lesson_of(tmp_path / "a", channels)
        first, again, next_one = (draw(lesson, order.settings, step, CPU) for step in (3, 3, 4))
        for name in ("latents", "noise", "times", "weights"):
            assert torch.equal(getattr(first, name), getattr(again, name))
        assert not torch.equal(first.noise, next_one.noise)
        other, _ = lesson_of(tmp_path / "b", channels, seed="1")
        assert not torch.equal(first.noise, draw(lesson, other.settings, 3, CPU).noise)

    def test_the_latents_noise_stays_although_photos_are_encoded_once(self, channels: Channels, tmp_path: Path) -> None:
        order, lesson = lesson_of(tmp_path, channels, crop='"centre"', batch="4", prior_preservation="0")
        one, two = (draw(lesson, order.settings, step, CPU) for step in (0, 1))
        assert not torch.equal(one.latents.sum((1, 2, 3)).sort()[0], two.latents.sum((1, 2, 3)).sort()[0])

    def test_a_batch_holds_as_many_of_the_class_whose_weights_are_the_prior_preservations(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels, prior_preservation="0.5")
        batch = draw(lesson, order.settings, 0, CPU)
        assert (batch.instances, len(batch.times)) == (2, 4)
        assert batch.weights.tolist() == [0.5, 0.5, 0.25, 0.25]


class TestLoss:
    @pytest.mark.parametrize("changes", [{}, {"batch": "1"}, {"batch": "3", "train_text_encoder": "true"}])
    def test_parts_of_a_batch_add_up_to_its_loss_and_its_gradients(
        self, changes: dict[str, str], channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels, masked='"paper"', **changes)
        batch = draw(lesson, order.settings, 0, CPU)
        sums, gradients = [], []
        for count in (1, 2):
            losses = [loss_in(lesson, lesson.trained.denoiser, part, order.settings) for part in batch.parts(count)]
            assert len(losses) == count
            for loss in losses:
                loss.backward()
            sums.append(sum(loss.item() for loss in losses))
            gradients.append([p.grad.clone() for p in lesson.trained.parameters() if p.grad is not None])
            for parameter in lesson.trained.parameters():
                parameter.grad = None
        assert sums[0] == pytest.approx(sums[1], rel=1e-5)
        assert all(torch.allclose(whole, part, atol=1e-6) for whole, part in zip(*gradients, strict=True))

    def test_gradient_checkpointing_changes_no_loss(self, channels: Channels, tmp_path: Path) -> None:
        losses = []
        for name in ("false", "true"):
            order, lesson = lesson_of(
                tmp_path / name, channels, gradient_checkpointing=name, train_text_encoder="true", steps="3"
            )
            losses.append(trained(order, lesson, tmp_path / name).losses)
        assert torch.allclose(*losses, rtol=1e-4)

    def test_a_loss_that_is_no_number_stops_training_with_the_learning_rate(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels)
        with torch.no_grad():
            lesson.trained.denoiser.conv_in.weight.fill_(torch.nan)
        with pytest.raises(InputError, match=r"learning_rate is 0.001: by step 1") as caught:
            trained(order, lesson, tmp_path)
        assert caught.value.code == "OptionInvalid"


def test_told_to_stop_while_it_waits_for_the_device_it_keeps_that_step(channels: Channels, tmp_path: Path) -> None:
    order, lesson = lesson_of(tmp_path, channels, report_every="1", checkpoint_every="50")
    told = iter([False, True])

    def tell(*_: object) -> None:
        assert (tmp_path / "step.safetensors").exists()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        train(lesson, order.settings, Checkpoint(tmp_path), lambda: next(told), tell)


class TestTextEncoder:
    @pytest.mark.parametrize(("trains", "calls"), [("false", 0), ("true", 3)])
    def test_it_is_asked_at_most_once_a_step_and_never_again_where_it_is_frozen(
        self, trains: str, calls: int, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels, train_text_encoder=trains, steps="3")
        asked: list[int] = []
        encoder = lesson.conditioning.pipeline.text_encoder
        encoder.register_forward_pre_hook(lambda _, arguments: asked.append(len(arguments[0])))
        trained(order, lesson, tmp_path)
        assert asked == [2] * calls

    def test_it_trains_at_its_own_rate(self, channels: Channels, tmp_path: Path) -> None:
        changes = {"train_text_encoder": "true", "text_encoder_learning_rate": "1e-5", "steps": "1"}
        order, lesson = lesson_of(tmp_path, channels, weight_decay="0", **changes)
        before = {name: value.clone() for name, value in lesson.trained.tensors().items()}
        trained(order, lesson, tmp_path)
        moved = {name: (value - before[name]).abs().max().item() for name, value in lesson.trained.tensors().items()}
        text = max(moved[name] for name in moved if name.startswith("text_encoder."))
        assert text == pytest.approx(1e-5, rel=0.05)  # Adam's first step is the learning rate
        assert max(moved[name] for name in moved if name.startswith("unet.")) == pytest.approx(1e-3, rel=0.05)

    def test_both_of_sdxls_train(self, channels: Channels, tmp_path: Path) -> None:
        base = tiny_sdxl(tmp_path / "base")
        _, lesson = lesson_of(tmp_path / "job", channels | {"generator": base}, train_text_encoder="true")
        assert set(lesson.trained.modules) == {"unet", "text_encoder", "text_encoder_2"}


class TestWeights:
    @pytest.mark.parametrize("precision", ["fp32", "bf16"])
    def test_of_lora_only_the_adapters_train_in_fp32(self, precision: str, channels: Channels, tmp_path: Path) -> None:
        order, lesson = lesson_of(tmp_path, channels, method='"lora"', precision=f'"{precision}"')
        unet = lesson.trained.denoiser
        before = {name: value.clone() for name, value in unet.state_dict().items()}
        trained(order, lesson, tmp_path)
        changed = {name for name, value in unet.state_dict().items() if not torch.equal(value, before[name])}
        assert changed and all(".lora_" in name for name in changed)
        assert {name for name, _ in lesson.trained.named_parameters()} == {
            f"unet.{name}" for name in before if ".lora_" in name
        }
        assert all(parameter.dtype == torch.float32 for parameter in lesson.trained.parameters())

    def test_the_frozen_autoencoder_is_never_rounded_before_it_encodes(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        exact, coarse = (
            lesson_of(tmp_path / precision, channels, method='"lora"', precision=f'"{precision}"', views="1")[1]
            for precision in ("fp32", "bf16")
        )
        assert torch.equal(exact.photos.examples.means, coarse.photos.examples.means)

    def test_in_bf16_the_weights_that_train_stay_fp32(self, channels: Channels, tmp_path: Path) -> None:
        order, lesson = lesson_of(tmp_path, channels, precision='"bf16"', steps="2")
        kept = [trained(order, lesson, tmp_path).losses]
        assert all(parameter.dtype == torch.float32 for parameter in lesson.trained.parameters())
        order, lesson = lesson_of(tmp_path / "exact", channels, steps="2")
        kept.append(trained(order, lesson, tmp_path / "exact").losses)
        assert torch.allclose(*kept, rtol=0.02) and not torch.equal(*kept)


class TestMemory:
    def test_where_it_runs_out_once_the_batch_goes_in_halves_to_the_same_losses(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path / "a", channels)
        refuse_more_than(lesson, 2)
        halved = trained(order, lesson, tmp_path / "a")
        order, lesson = lesson_of(tmp_path / "b", channels)
        whole = trained(order, lesson, tmp_path / "b")
        assert (halved.parts, whole.parts) == (2, 1)
        assert torch.allclose(halved.losses, whole.losses, rtol=1e-3)

    def test_where_half_does_not_fit_either_it_says_how_much_was_wanted(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order, lesson = lesson_of(tmp_path, channels)
        refuse_more_than(lesson, 1)
        with (
            pytest.raises(InputError, match=r"GiB more were needed and .* are free") as caught,
            told_of_memory(order.settings),
        ):
            trained(order, lesson, tmp_path)
        assert caught.value.code == "OutOfMemory"

    def test_whatever_training_does_not_ask_leaves_the_accelerator(self, channels: Channels, tmp_path: Path) -> None:
        checked = channels | {"generator": tiny_sd(tmp_path / "base", safety_checker=True)}
        for trains, idle in (("false", ["text_encoder", "vae", "safety_checker"]), ("true", ["vae", "safety_checker"])):
            order, lesson = lesson_of(tmp_path / trains, checked, train_text_encoder=trains)
            pipeline = lesson.conditioning.pipeline
            found = {id(component) for component in idle_of(pipeline, lesson, order.settings)}
            assert found == {id(getattr(pipeline, name)) for name in idle}

    def test_fewer_pictures_are_encoded_at_once_the_larger_they_are(self) -> None:
        assert [at_once(side) for side in (64, 512, 768, 1024, 2048)] == [8, 8, 3, 2, 1]

    def test_where_it_runs_out_encoding_half_as_many_are_encoded_at_once(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order = Order.read(job_of(tmp_path, channels, crop='"centre"'))
        pipeline = load(order)
        whole = prepare(pipeline, order).photos.examples
        asked = refuse_pictures(pipeline.vae, 2)
        halved = prepare(pipeline, order).photos.examples
        assert torch.allclose(whole.means, halved.means, atol=1e-4) and asked == [4, 2, 2, 3, 2, 1]

    def test_where_half_of_them_does_not_fit_either_it_says_how_much_was_wanted(
        self, channels: Channels, tmp_path: Path
    ) -> None:
        order = Order.read(job_of(tmp_path, channels))
        pipeline = load(order)
        refuse_pictures(pipeline.vae, 0)
        with pytest.raises(InputError, match=r"GiB more were needed") as caught, told_of_memory(order.settings):
            prepare(pipeline, order)
        assert caught.value.code == "OutOfMemory"

    def test_any_other_error_is_left_as_it_is(self) -> None:
        with pytest.raises(RuntimeError, match="shapes"), told_of_memory(Settings()):
            raise RuntimeError("shapes differ")


def test_utilisation_is_a_share_of_what_a_matrix_product_reaches(channels: Channels, tmp_path: Path) -> None:
    order, lesson = lesson_of(tmp_path, channels)
    found = utilisation(lesson, order.settings, trained(order, lesson, tmp_path).timing)
    assert found["flopsPerStep"] > 0 and 0 < found["share"] < 1
    assert found["share"] == pytest.approx(found["flopsPerSecond"] / found["matrixFlopsPerSecond"])
    _, told_anew = lesson_of(tmp_path / "text", channels, train_text_encoder="true")
    counted = utilisation(told_anew, order.settings, Progress(torch.zeros(1)).timing)
    assert counted["flopsPerStep"] == found["flopsPerStep"]  # what text encoders do is left out
    one, _ = lesson_of(tmp_path / "one", channels, batch="1")
    assert found["flopsPerStep"] == pytest.approx(
        2 * utilisation(lesson, one.settings, Progress(torch.zeros(1)).timing)["flopsPerStep"]
    )
