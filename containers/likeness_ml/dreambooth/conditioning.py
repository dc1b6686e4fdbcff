"""What the denoiser is told of each picture."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import StableDiffusion3Pipeline, StableDiffusionPipeline
from torch import Tensor

from likeness_ml.generator.base import Pipeline


class Conditioning:
    """The subject's prompt and, with prior preservation, the class's.

    Frozen text encoders see them once; ones that train see them anew each time, yet never twice for one forward.
    """

    def __init__(self, pipeline: Pipeline, prompts: list[str], device: torch.device, *, trains: bool) -> None:
        self.pipeline = pipeline
        self.device = device
        self.prompts = prompts
        self.known = None if trains else self._encode_frozen()

    def of(self, instances: int, classes: int, time_ids: Tensor) -> dict[str, Any]:
        """The denoiser's arguments for so many pictures of the subject, then so many of the class."""
        embeds, pooled = self.known or encode(self.pipeline, self.prompts, self.device)
        counts = (instances, classes)[: len(self.prompts)]
        told: dict[str, Any] = {"encoder_hidden_states": repeated(embeds, counts)}
        if isinstance(self.pipeline, StableDiffusion3Pipeline):
            told["pooled_projections"] = repeated(pooled, counts)
        elif pooled is not None:
            told["added_cond_kwargs"] = {"text_embeds": repeated(pooled, counts), "time_ids": time_ids}
        return told

    @torch.no_grad()
    def _encode_frozen(self) -> tuple[Tensor, Tensor | None]:
        return encode(self.pipeline, self.prompts, self.device)


def encode(pipeline: Pipeline, prompts: list[str], device: torch.device) -> tuple[Tensor, Tensor | None]:
    """[prompts, tokens, width] and, but for plain Stable Diffusion, a pooled [prompts, width]; as in sampling."""
    options: dict[str, Any] = {"prompt": prompts, "device": device, "num_images_per_prompt": 1}
    if isinstance(pipeline, StableDiffusion3Pipeline):
        options |= {"prompt_2": None, "prompt_3": None}
    encoded = pipeline.encode_prompt(**options, do_classifier_free_guidance=False)
    return encoded[0], None if isinstance(pipeline, StableDiffusionPipeline) else encoded[2]


def repeated(rows: Tensor, counts: tuple[int, ...]) -> Tensor:
    return torch.cat([row.expand(count, *row.shape) for row, count in zip(rows, counts, strict=True)])
