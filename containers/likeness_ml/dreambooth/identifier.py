"""Registering the identifier as a token of its own, so that no other word shares its pieces."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Module

from likeness_ml.dreambooth.settings import Settings
from likeness_ml.errors import InputError
from likeness_ml.generator.base import Base, Pipeline

ENCODERS = {"tokenizer": "text_encoder", "tokenizer_2": "text_encoder_2", "tokenizer_3": "text_encoder_3"}


def check_identifier(base: Base, settings: Settings) -> None:
    """Raises InputError `OptionInvalid` where the token could not be kept: beside LoRA weights it is a file of its
    own, which stock diffusers loads into Stable Diffusion without more ado, and into no other.
    """
    if settings.register_identifier and settings.keep_pipeline and settings.method == "lora" and base.kind != "sd":
        raise InputError(
            "OptionInvalid",
            "register_identifier is true: LoRA weights of this generator can't be kept with it, choose method full or"
            " set register_identifier or keep_pipeline to false.",
        )


def register(pipeline: Pipeline, identifier: str, category: str) -> None:
    """Adds the token to each tokenizer; to begin with it means the category: the mean of its words' embeddings."""
    for tokenizer_name, encoder_name in ENCODERS.items():
        tokenizer, encoder = getattr(pipeline, tokenizer_name, None), getattr(pipeline, encoder_name, None)
        if tokenizer is None or encoder is None:
            continue
        words = tokenizer(category, add_special_tokens=False).input_ids
        tokenizer.add_tokens([identifier])
        if len(tokenizer) > encoder.get_input_embeddings().num_embeddings:
            encoder.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        pool_at_the_end(encoder, tokenizer.eos_token_id)
        weight = encoder.get_input_embeddings().weight
        with torch.no_grad():
            weight[tokenizer.convert_tokens_to_ids(identifier)] = weight[words].mean(dim=0)


def pool_at_the_end(encoder: Module, end: int) -> None:
    """Old CLIP configurations take the largest token for the text's end, which a new token now is."""
    for module in encoder.modules():
        if getattr(module, "eos_token_id", None) == 2:
            module.eos_token_id = end
            encoder.config.eos_token_id = end


def row_of(pipeline: Pipeline, identifier: str) -> Tensor:
    """The token's embedding in the first text encoder."""
    weight = pipeline.text_encoder.get_input_embeddings().weight
    return weight[pipeline.tokenizer.convert_tokens_to_ids(identifier)].detach().clone()
