"""The denoiser: a UNet over 32 x 32 x 4 latents, told by text; it learns velocities (Salimans and Ho 2022)."""

from __future__ import annotations

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch import Tensor

from diffusion.texts import WIDTH

STEPS = 1000
SIGNAL_LIMIT = 5.0  # Hang et al. 2023: weights of timesteps with little noise are cut off here


def build() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=32,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(64, 128, 240),
        layers_per_block=1,
        attention_head_dim=4,  # in this class of diffusers: the number of heads
        cross_attention_dim=WIDTH,
        norm_num_groups=16,
    )


def schedule() -> DDPMScheduler:
    """Stable Diffusion's noise, with velocity as the target."""
    return DDPMScheduler(
        num_train_timesteps=STEPS,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        steps_offset=1,
        prediction_type="v_prediction",
    )


def loss_of(
    unet: UNet2DConditionModel, noises: DDPMScheduler, latents: Tensor, context: Tensor, random: torch.Generator
) -> Tensor:
    """Of latents [n, 4, 32, 32] of unit deviation and the text's states [n, length, WIDTH]."""
    noise = torch.randn(latents.shape, generator=random)
    timesteps = torch.randint(STEPS, (len(latents),), generator=random)
    noisy, target = noises.add_noise(latents, noise, timesteps), noises.get_velocity(latents, noise, timesteps)
    predicted = unet(noisy, timesteps, context).sample.float()
    signal = noises.alphas_cumprod[timesteps] / (1 - noises.alphas_cumprod[timesteps])
    weight = signal.clamp(max=SIGNAL_LIMIT) / (signal + 1)
    return (weight * (predicted - target).square().mean(dim=(1, 2, 3))).mean()
