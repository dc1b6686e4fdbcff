"""What the denoiser is asked to predict, and how far off it was.

Two families: diffusion (Stable Diffusion 1, 2 and XL: noise mixed in by a variance-preserving schedule) and flow
matching (Stable Diffusion 3: a straight path from picture to noise).
"""

from __future__ import annotations

from typing import Protocol

import torch
from diffusers import DDPMScheduler, FlowMatchEulerDiscreteScheduler
from torch import Tensor

from likeness_ml.errors import InputError
from likeness_ml.generator.base import Base, Pipeline

MASK_FLOOR = 0.01  # the paper's: the background counts its square, 1e-4 of the object
LEAST_SHARE = 0.01  # of a crop's pixels: where the object is all but outside, its background must not stand in for it
LEAST_SIGNAL = 1e-8  # of signal to noise, where a schedule ends in pure noise


class Objective(Protocol):
    """`times` [n] are whole numbers that it draws itself; latents, noise and predictions are [n, c, h, w]."""

    def draw_times(self, count: int, generator: torch.Generator) -> Tensor: ...

    def timesteps(self, times: Tensor) -> Tensor:
        """[n], as the denoiser is told them."""
        ...

    def mix(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor: ...

    def target(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor: ...

    def weight(self, times: Tensor) -> Tensor | float:
        """Of each picture's loss, [n] or one for all."""
        ...


def objective_of(pipeline: Pipeline, base: Base, min_snr_gamma: float, device: torch.device) -> Objective:
    if base.prediction == "flow":
        return Flow(pipeline, device)
    return Diffusion(pipeline, base.prediction, min_snr_gamma, device)


def check_objective(base: Base, min_snr_gamma: float) -> None:
    """Raises InputError `OptionInvalid` where the weighting has no meaning for the base."""
    if base.prediction == "flow" and min_snr_gamma:
        raise InputError(
            "OptionInvalid",
            f"min_snr_gamma is {min_snr_gamma}: this generator learns a flow, which has none, set it to 0.",
        )


class Diffusion:
    """Uniform timesteps. `min_snr_gamma` above 0 weighs them by min(SNR, gamma) (Hang et al. 2023)."""

    def __init__(self, pipeline: Pipeline, prediction: str, min_snr_gamma: float, device: torch.device) -> None:
        cumulative = DDPMScheduler.from_config(pipeline.scheduler.config).alphas_cumprod.to(device, torch.float32)
        self.signal, self.noise = cumulative.sqrt(), (1 - cumulative).sqrt()
        self.prediction = prediction
        self.weights = snr_weights(cumulative, prediction, min_snr_gamma) if min_snr_gamma else None

    def draw_times(self, count: int, generator: torch.Generator) -> Tensor:
        return torch.randint(len(self.signal), (count,), generator=generator)

    def timesteps(self, times: Tensor) -> Tensor:
        return times

    def mix(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        return spread(self.signal[times]) * latents + spread(self.noise[times]) * noise

    def target(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        if self.prediction == "epsilon":
            return noise
        if self.prediction == "sample":
            return latents
        return spread(self.signal[times]) * noise - spread(self.noise[times]) * latents

    def weight(self, times: Tensor) -> Tensor | float:
        return 1.0 if self.weights is None else self.weights[times]


class Flow:
    """Timesteps by the logit-normal density of Stable Diffusion 3's authors (Esser et al. 2024), velocity as target."""

    def __init__(self, pipeline: Pipeline, device: torch.device) -> None:
        scheduler = FlowMatchEulerDiscreteScheduler.from_config(pipeline.scheduler.config)
        self.steps = scheduler.timesteps.to(device, torch.float32)
        self.sigmas = scheduler.sigmas.to(device, torch.float32)

    def draw_times(self, count: int, generator: torch.Generator) -> Tensor:
        share = torch.randn(count, generator=generator).sigmoid()
        return (share * len(self.steps)).long().clamp(max=len(self.steps) - 1)

    def timesteps(self, times: Tensor) -> Tensor:
        return self.steps[times]

    def mix(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        sigma = spread(self.sigmas[times])
        return (1 - sigma) * latents + sigma * noise

    def target(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        return noise - latents

    def weight(self, times: Tensor) -> float:
        return 1.0


def snr_weights(cumulative: Tensor, prediction: str, gamma: float) -> Tensor:
    """Of each timestep. The clipped ratio is the weight of a loss on the picture; the other losses are that one times
    SNR (noise) or SNR + 1 (velocity).
    """
    signal = (cumulative / (1 - cumulative)).clamp(min=LEAST_SIGNAL)
    clipped = signal.clamp(max=gamma)
    if prediction == "epsilon":
        return clipped / signal
    return clipped / (signal + 1) if prediction == "v_prediction" else clipped


def loss_of(prediction: Tensor, target: Tensor, pixel_weights: Tensor, weights: Tensor) -> Tensor:
    """One number. `pixel_weights` [n, 1, h, w] and `weights` [n] say what each square and each picture count, so that
    the losses of a batch's parts add up to the batch's.
    """
    squares = (prediction.float() - target).square().mean(dim=1, keepdim=True)
    return ((squares * pixel_weights).sum(dim=(1, 2, 3)) * weights).sum()


def pixel_weights(mask: Tensor | None, largest: float, mode: str, size: tuple[int, int]) -> Tensor:
    """[1, h, w] of `size`, the latents': what each square of the difference counts.

    Without a mask all count alike and sum to 1. With one, [H, W] in 0 to 1 of the crop's pixels, a square counts m²
    with m = (mask + 0.01) / (largest + 0.01), `largest` being the whole photo's. "paper" takes the mean over all
    pixels, so that a small object gives a small loss; "mean" divides by the weights' own sum.
    """
    area = size[0] * size[1]
    if mask is None or mode == "none":
        return torch.full((1, *size), 1 / area)
    small = torch.nn.functional.interpolate(mask[None, None], size=size, mode="nearest")[0]
    squared = ((small + MASK_FLOOR) / (largest + MASK_FLOOR)).square()
    if mode == "paper":
        return squared / area
    return squared / squared.sum().clamp(min=LEAST_SHARE * area)


def spread(values: Tensor) -> Tensor:
    """[n] to [n, 1, 1, 1]."""
    return values.view(-1, 1, 1, 1)
