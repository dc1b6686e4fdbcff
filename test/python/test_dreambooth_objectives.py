"""Targets, weights and masks, against diffusers' own schedulers and the paper's formula."""

import pytest
import torch
from diffusers import DDPMScheduler
from diffusers.training_utils import compute_snr
from hypothesis import given
from hypothesis import strategies as st
from tiny_generator import tiny_sd, tiny_sd3

from likeness_ml.dreambooth.objectives import (
    Diffusion,
    Flow,
    check_objective,
    loss_of,
    objective_of,
    pixel_weights,
)
from likeness_ml.errors import InputError
from likeness_ml.generator.base import Base, Pipeline, check_base, load_base

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def flow_base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return check_base(tiny_sd3(tmp_path_factory.mktemp("sd3") / "base"))


@pytest.fixture(scope="module")
def diffusion(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return load_base(check_base(tiny_sd(tmp_path_factory.mktemp("sd") / "base")), "fp32", CPU)


def some(count: int = 6) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    latents, noise = (torch.randn(count, 4, 8, 8, generator=generator) for _ in range(2))
    return latents, noise, torch.tensor([0, 1, 250, 500, 998, 999])[:count]


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_noise_and_targets_are_those_of_stock_diffusers(prediction: str, diffusion: Pipeline) -> None:
    stock = DDPMScheduler.from_config(diffusion.scheduler.config)
    ours = Diffusion(diffusion, prediction, 0, CPU)
    latents, noise, times = some()
    assert torch.allclose(ours.mix(latents, noise, times), stock.add_noise(latents, noise, times), atol=1e-6)
    expected = {"epsilon": noise, "v_prediction": stock.get_velocity(latents, noise, times), "sample": latents}
    assert torch.allclose(ours.target(latents, noise, times), expected[prediction], atol=1e-6)
    assert ours.weight(times) == 1.0 and torch.equal(ours.timesteps(times), times)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_min_snr_weights_are_those_of_its_paper(prediction: str, diffusion: Pipeline) -> None:
    stock = DDPMScheduler.from_config(diffusion.scheduler.config)
    times = torch.arange(1000)
    snr = compute_snr(stock, times)
    divisor = snr if prediction == "epsilon" else snr + 1
    ours = Diffusion(diffusion, prediction, 5.0, CPU).weight(times)
    assert isinstance(ours, torch.Tensor) and torch.allclose(ours, snr.clamp(max=5) / divisor, rtol=1e-4)


@given(st.integers(0, 2**31))
def test_diffusion_times_are_uniform_over_the_schedule(seed: int) -> None:
    ours = Diffusion.__new__(Diffusion)
    ours.signal = torch.zeros(1000)
    times = ours.draw_times(4000, torch.Generator().manual_seed(seed)).float()
    assert times.min() >= 0 and times.max() <= 999
    assert abs(times.mean() - 499.5) < 5 * 288.7 / 4000**0.5


def test_a_flow_is_straight_from_picture_to_noise(flow_base: Base) -> None:
    flow = objective_of(load_base(flow_base, "fp32", CPU), flow_base, 0, CPU)
    assert isinstance(flow, Flow)
    latents, noise, times = some()
    velocity = flow.target(latents, noise, times)
    mixed, sigma = flow.mix(latents, noise, times), flow.sigmas[times].view(-1, 1, 1, 1)
    assert torch.allclose(mixed - sigma * velocity, latents, atol=1e-5)
    assert torch.allclose(mixed + (1 - sigma) * velocity, noise, atol=1e-5)
    assert torch.allclose(flow.timesteps(times), flow.sigmas[times] * 1000)
    drawn = flow.draw_times(4000, torch.Generator().manual_seed(0)).float()
    assert drawn.min() >= 0 and drawn.max() <= 999 and 480 < drawn.mean() < 520
    assert drawn.std() < 220  # a uniform's is 289: the middle is drawn more often


def test_a_flow_has_no_weighting_by_signal_and_noise(flow_base: Base) -> None:
    with pytest.raises(InputError, match="set it to 0") as caught:
        check_objective(flow_base, 5)
    assert caught.value.code == "OptionInvalid"
    check_objective(flow_base, 0)


class TestMask:
    def test_the_papers_loss_multiplies_both_by_the_mask_and_takes_the_mean_over_all_pixels(self) -> None:
        latents, noise, _ = some(1)
        mask = torch.zeros(32, 32)
        mask[8:20, 4:28] = 1.0
        small = torch.nn.functional.interpolate(mask[None, None], size=(8, 8), mode="nearest")
        m = small + 0.01
        m = m / m.max()
        expected = torch.nn.functional.mse_loss(latents * m, noise * m)
        weights = pixel_weights(mask, 1.0, "paper", (8, 8))[None]
        assert loss_of(latents, noise, weights, torch.ones(1)).item() == pytest.approx(expected.item(), rel=1e-5)

    def test_the_object_counts_one_and_the_background_about_a_ten_thousandth(self) -> None:
        mask = torch.zeros(8, 8)
        mask[:4] = 1.0
        weights = pixel_weights(mask, 1.0, "paper", (8, 8))[0] * 64
        assert weights[0, 0].item() == pytest.approx(1.0)
        assert weights[7, 0].item() == pytest.approx(9.8e-5, rel=0.01)

    @given(st.integers(1, 64), st.floats(0.1, 10))
    def test_averaged_over_the_mask_the_objects_size_does_not_matter(self, pixels: int, error: float) -> None:
        mask = torch.zeros(64)
        mask[:pixels] = 1.0
        weights = pixel_weights(mask.view(8, 8), 1.0, "mean", (8, 8))[None]
        wrong = torch.full((1, 4, 8, 8), error)
        loss = loss_of(wrong, torch.zeros_like(wrong), weights, torch.ones(1))
        assert loss.item() == pytest.approx(error**2, rel=1e-4)

    def test_a_crop_beside_the_object_hardly_counts(self) -> None:
        for mode in ("paper", "mean"):
            assert pixel_weights(torch.zeros(8, 8), 1.0, mode, (8, 8)).sum() < 0.011

    def test_without_a_mask_it_is_the_plain_mean(self) -> None:
        latents, noise, _ = some(3)
        weights = pixel_weights(None, 1.0, "paper", (8, 8)).expand(3, 1, 8, 8)
        loss = loss_of(latents, noise, weights, torch.full((3,), 1 / 3))
        assert loss.item() == pytest.approx(torch.nn.functional.mse_loss(latents, noise).item(), rel=1e-5)
