"""The KL autoencoder: 128 x 128 x 3 to latents of 32 x 32 x 4, trained on crops: without attention, any size fits."""

from __future__ import annotations

import torch
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn.functional import l1_loss

CROP = 64
KL_WEIGHT = 5e-4
EDGE_WEIGHT = 1.0


def build() -> AutoencoderKL:
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        block_out_channels=(32, 64, 128),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=16,
        sample_size=128,
        mid_block_add_attention=False,
    )


def loss_of(model: AutoencoderKL, pictures: Tensor, noise: torch.Generator) -> Tensor:
    """Of pictures [n, 3, h, w] in -1..1: absolute error of pixels and of their edges, with a little KL. Without the
    edges' term fine texture comes out flat.
    """
    posterior = model.encode(pictures).latent_dist
    drawn = posterior.mean + posterior.std * torch.randn(posterior.mean.shape, generator=noise)
    made = model.decode(drawn).sample.float()
    error = l1_loss(made, pictures)
    edges = sum(l1_loss(made.diff(dim=d), pictures.diff(dim=d)) for d in (2, 3))
    return error + EDGE_WEIGHT * edges + KL_WEIGHT * posterior.kl().mean() / posterior.mean[0].numel()


@torch.inference_mode()
def encode(model: AutoencoderKL, pictures: Tensor) -> Tensor:
    """The posterior's means of uint8 [n, h, w, 3]: [n, 4, h/4, w/4] float16."""
    with torch.autocast("cpu", torch.bfloat16):
        return model.encode(scaled(pictures)).latent_dist.mean.half()


def scaled(pictures: Tensor) -> Tensor:
    """uint8 [n, h, w, 3] to [n, 3, h, w] in -1..1."""
    return (pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)
