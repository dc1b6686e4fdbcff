"""Prompts as a pipeline's text encoders see them; each is encoded once, however many images are made of it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from diffusers import StableDiffusion3Pipeline, StableDiffusionPipeline
from torch import Tensor

from likeness_ml.generator.base import Pipeline

# As `encode_prompt` gives them; Stable Diffusion's gives the first two.
NAMES = (
    "prompt_embeds",
    "negative_prompt_embeds",
    "pooled_prompt_embeds",
    "negative_pooled_prompt_embeds",
)


def cut_short(pipeline: Pipeline, prompts: Sequence[str]) -> list[str]:
    """The prompts of which some text encoder doesn't read the end, which `encode_prompt` leaves off in silence."""
    found = (getattr(pipeline, name, None) for name in ("tokenizer", "tokenizer_2"))  # SD3's third reads the longest
    tokenizers = [tokenizer for tokenizer in found if tokenizer is not None]
    return [
        prompt
        for prompt in dict.fromkeys(prompts)
        if any(len(tokenizer(prompt).input_ids) > tokenizer.model_max_length for tokenizer in tokenizers)
    ]


class PromptEncoder:
    """Keeps what it encoded in main memory, out of the accelerator's: with three encoders it is megabytes a prompt."""

    def __init__(self, pipeline: Pipeline, *, guided: bool) -> None:
        self.pipeline = pipeline
        self.guided = guided
        self.known: dict[str, dict[str, Tensor]] = {}

    def of(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """The pipeline call's arguments for these prompts, each tensor [n, ...] on the pipeline's device."""
        found = [self._known(prompt) for prompt in prompts]
        device = self.pipeline.device
        return {name: torch.cat([one[name] for one in found]).to(device) for name in found[0]}

    def _known(self, prompt: str) -> dict[str, Tensor]:
        """Encoded alone, so that its numbers don't depend on the prompts beside it."""
        if prompt not in self.known:
            self.known[prompt] = self._encode(prompt)
        return self.known[prompt]

    def _encode(self, prompt: str) -> dict[str, Tensor]:
        options: dict[str, object] = {
            "prompt": prompt,
            "device": self.pipeline.device,
            "num_images_per_prompt": 1,
            "do_classifier_free_guidance": self.guided,
        }
        if isinstance(self.pipeline, StableDiffusion3Pipeline):
            options |= {"prompt_2": None, "prompt_3": None}
        encoded = self.pipeline.encode_prompt(**options)
        names = NAMES[:2] if isinstance(self.pipeline, StableDiffusionPipeline) else NAMES
        return {name: value.cpu() for name, value in zip(names, encoded, strict=True) if value is not None}
