"""The plain way, as the paper's scripts go about it, on stock diffusers: one photo and one class image a step, opened,
encoded and told in words anew each time, fp32, AdamW as torch has it by default; then 50 steps of PNDM, one picture a
call.

Left out on purpose, since without them the plain way is the faster: its gradient checkpointing, and that the text
encoder trains too unless `text_encoder` is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, PNDMScheduler, StableDiffusionXLPipeline
from generation_shapes import Pipeline
from peft import LoraConfig
from PIL import Image
from torch import Tensor
from torch.nn import Module
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_


class PlainTraining:
    """`prompts` are the subject's and the class's; pictures come as one of each."""

    def __init__(
        self,
        pipeline: Pipeline,
        prompts: Sequence[str],
        *,
        learning_rate: float = 2e-6,
        lora: bool = False,
        text_encoder: bool = False,
    ) -> None:
        self.pipeline, self.prompts, self.text_encoder = pipeline, list(prompts), text_encoder
        self.noises = DDPMScheduler.from_config(pipeline.scheduler.config)
        for component in pipeline.components.values():
            if isinstance(component, Module):
                component.requires_grad_(False)
        if lora:
            targets = ["to_q", "to_k", "to_v", "to_out.0"]
            pipeline.unet.add_adapter(LoraConfig(r=8, lora_alpha=8, target_modules=targets))
        else:
            pipeline.unet.requires_grad_(True)
        pipeline.text_encoder.requires_grad_(text_encoder)
        pipeline.unet.train()
        trained = [pipeline.unet, pipeline.text_encoder]
        self.parameters = [one for module in trained for one in module.parameters() if one.requires_grad]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=learning_rate, weight_decay=1e-2, eps=1e-8)

    def step(self, pixels: Tensor, variation: Tensor, noise: Tensor, times: Tensor) -> float:
        """`pixels` [2, 3, h, w] in -1 to 1; `variation` and `noise` [2, 4, h, w] are normal draws, `times` [2]."""
        loss = self.loss(pixels, variation, noise, times)
        loss.backward()
        clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss.item()

    def loss(self, pixels: Tensor, variation: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        vae = self.pipeline.vae
        with torch.no_grad():
            seen = vae.encode(pixels).latent_dist
            latents = (seen.mean + seen.std * variation) * vae.config.scaling_factor
        noisy = self.noises.add_noise(latents, noise, times)
        with torch.set_grad_enabled(self.text_encoder):
            told = self.told(pixels.shape[-1])
        predicted = self.pipeline.unet(noisy, times, **told).sample
        if self.noises.config.prediction_type == "v_prediction":
            wanted = self.noises.get_velocity(latents, noise, times)
        else:
            wanted = noise
        return mse_loss(predicted[:1], wanted[:1]) + mse_loss(predicted[1:], wanted[1:])

    def told(self, side: int) -> dict[str, object]:
        encoded = self.pipeline.encode_prompt(
            self.prompts, device=self.pipeline.device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        if not isinstance(self.pipeline, StableDiffusionXLPipeline):
            return {"encoder_hidden_states": encoded[0]}
        time_ids = torch.tensor([[side, side, 0, 0, side, side]] * 2, device=self.pipeline.device)
        added = {"text_embeds": encoded[2], "time_ids": time_ids}
        return {"encoder_hidden_states": encoded[0], "added_cond_kwargs": added}

    def random_step(self, photo: Path, class_image: Path, side: int) -> float:
        device = self.pipeline.device
        pixels = torch.stack([pixels_of(file, side) for file in (photo, class_image)]).to(device)
        latent = side // self.pipeline.vae_scale_factor
        shape = (2, self.pipeline.unet.config.in_channels, latent, latent)
        variation, noise = (torch.randn(shape, device=device) for _ in range(2))
        times = torch.randint(self.noises.config.num_train_timesteps, (2,), device=device)
        return self.step(pixels, variation, noise, times)


def pixels_of(file: Path, side: int) -> Tensor:
    """[3, side, side] in -1 to 1: the shorter side made `side`, then any square of it."""
    image = Image.open(file).convert("RGB")
    scale = side / min(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BILINEAR)
    left, top = (int(torch.randint(extent - side + 1, ())) for extent in image.size)
    values = np.array(image.crop((left, top, left + side, top + side)), dtype=np.float32)
    return torch.from_numpy(values).permute(2, 0, 1) / 127.5 - 1


def plain_pictures(
    pipeline: Pipeline, prompts: Sequence[str], seeds: Sequence[int], folder: Path, *, steps: int, together: int = 1
) -> None:
    """A JPEG for each prompt and seed."""
    pipeline.scheduler = PNDMScheduler.from_config(pipeline.scheduler.config, skip_prk_steps=True)
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(prompts), together):
        generators = [torch.Generator().manual_seed(seed) for seed in seeds[start : start + together]]
        made = pipeline(
            list(prompts[start : start + together]), num_inference_steps=steps, guidance_scale=5.0, generator=generators
        )
        for number, image in enumerate(made.images, start):
            image.save(folder / f"{number:04d}.jpg", quality=92)
