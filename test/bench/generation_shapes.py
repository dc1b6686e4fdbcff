"""Generators with random weights, in diffusers' layout: what a step costs follows from shapes, not from weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

CROSS_DOWN, CROSS_UP = "CrossAttnDownBlock2D", "CrossAttnUpBlock2D"


@dataclass(frozen=True)
class Shape:
    """The configurations of a generator's parts."""

    unet: dict[str, Any]
    vae: dict[str, Any]
    texts: tuple[dict[str, Any], ...]  # one text encoder, or SDXL's two
    prediction: str = "epsilon"
    tokens: int = 77
    dtype: torch.dtype = field(default=torch.float16)  # on disk


# The small generator that ships, for where it doesn't lie in assets/ yet.
SMALL = Shape(
    unet={
        "sample_size": 32,
        "block_out_channels": (64, 128, 240),
        "layers_per_block": 1,
        "attention_head_dim": 4,
        "norm_num_groups": 16,
        "cross_attention_dim": 192,
        "down_block_types": ("DownBlock2D", CROSS_DOWN, CROSS_DOWN),
        "up_block_types": (CROSS_UP, CROSS_UP, "UpBlock2D"),
    },
    vae={
        "sample_size": 128,
        "block_out_channels": (32, 64, 128),
        "layers_per_block": 1,
        "norm_num_groups": 16,
        "mid_block_add_attention": False,
    },
    texts=({"hidden_size": 192, "intermediate_size": 768, "num_hidden_layers": 4, "num_attention_heads": 6},),
    prediction="v_prediction",
    tokens=64,
    dtype=torch.float32,
)
CLIP_L = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12}
CLIP_G = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20}
FULL_VAE = {"block_out_channels": (128, 256, 512, 512), "layers_per_block": 2}
SD15 = Shape(
    unet={"sample_size": 64, "attention_head_dim": 8, "cross_attention_dim": 768},
    vae={**FULL_VAE, "sample_size": 512},
    texts=(CLIP_L,),
)
SDXL = Shape(
    unet={
        "sample_size": 128,
        "block_out_channels": (320, 640, 1280),
        "down_block_types": ("DownBlock2D", CROSS_DOWN, CROSS_DOWN),
        "up_block_types": (CROSS_UP, CROSS_UP, "UpBlock2D"),
        "transformer_layers_per_block": (1, 2, 10),
        "attention_head_dim": (5, 10, 20),
        "cross_attention_dim": 2048,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    },
    vae={**FULL_VAE, "sample_size": 1024, "scaling_factor": 0.13025},
    texts=(CLIP_L, CLIP_G | {"hidden_act": "gelu"}),
)
SHAPES = {"small": SMALL, "sd15": SD15, "sdxl": SDXL}

Pipeline = StableDiffusionPipeline | StableDiffusionXLPipeline


def build(shape: Shape) -> Pipeline:
    """The pipeline, on the device of the surrounding `with torch.device(...)`."""
    torch.manual_seed(0)
    tokenizer = spelling_tokenizer(shape.tokens)
    parts: dict[str, Any] = {
        "vae": autoencoder(shape),
        "tokenizer": tokenizer,
        "text_encoder": CLIPTextModel(text_config(shape.texts[0], tokenizer)),
        "unet": UNet2DConditionModel(**shape.unet),
        "scheduler": schedule(shape.prediction),
    }
    if len(shape.texts) == 1:
        none = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
        return StableDiffusionPipeline(**parts, **none)
    second = CLIPTextModelWithProjection(text_config(shape.texts[1], tokenizer))
    return StableDiffusionXLPipeline(
        **parts, text_encoder_2=second, tokenizer_2=spelling_tokenizer(shape.tokens), add_watermarker=False
    )


def write(shape: Shape, to: Path) -> Path:
    build(shape).to(dtype=shape.dtype).save_pretrained(to, safe_serialization=True)
    return to


def autoencoder(shape: Shape) -> AutoencoderKL:
    levels = len(shape.vae["block_out_channels"])
    blocks = {
        "down_block_types": ("DownEncoderBlock2D",) * levels,
        "up_block_types": ("UpDecoderBlock2D",) * levels,
    }
    return AutoencoderKL(latent_channels=4, **blocks, **shape.vae)


def schedule(prediction: str) -> PNDMScheduler:
    """Stable Diffusion 1.5's."""
    return PNDMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        skip_prk_steps=True,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type=prediction,
    )


def spelling_tokenizer(tokens: int) -> CLIPTokenizer:
    """Letter by letter: texts are filled up to `tokens` anyway, so an encoder works as much as with whole words."""
    alphabet = sorted(ByteLevel.alphabet())
    pieces = [*alphabet, *(f"{letter}</w>" for letter in alphabet), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=tokens)


def text_config(sizes: dict[str, Any], tokenizer: CLIPTokenizer) -> CLIPTextConfig:
    return CLIPTextConfig(
        **sizes,
        vocab_size=49408 if sizes["hidden_size"] > 192 else len(tokenizer),
        projection_dim=sizes["hidden_size"],
        max_position_embeddings=tokenizer.model_max_length,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
