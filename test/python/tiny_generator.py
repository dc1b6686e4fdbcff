"""Random-weight generators in diffusers' layout, small enough to make and to sample in seconds, and their captions."""

import json
import re
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    FlowMatchEulerDiscreteScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
)

IDENTIFIER = "<new1>"
WIDTH = 32  # of the text encoder
TOKENS = 64

PLACES = ("table", "beach", "shelf", "chair", "floor", "lawn", "desk", "bench", "stone", "bed")
LIGHTS = ("at noon", "at night", "in the rain", "by a lamp", "in snow", "in fog", "at dawn", "in spring", "", "indoors")


def captions_of(category: str = "mug") -> dict:
    """What the plan step writes: a hundred captions of places and lights."""
    settings = [f"on a {place} {light}".strip() for place in PLACES for light in LIGHTS]
    return {
        "version": 1,
        "category": category,
        "identifier": IDENTIFIER,
        "source": "grammar",
        "fallback": None,
        "instance": f"a photo of {IDENTIFIER} {category}",
        "class": f"a photo of a {category}",
        "standard": f"a photo of a {IDENTIFIER} {category}",
        "captions": [f"{IDENTIFIER} {category} {setting}" for setting in settings],
        "negatives": [f"a {category} {setting}" for setting in settings],
        "scenes": [f"a {place}" for place in PLACES],
    }


def write_captions(folder: Path, captions: dict | None = None) -> Path:
    """A `captions` channel."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "captions.json").write_text(json.dumps(captions or captions_of()))
    return folder


def tiny_sd(
    to: Path,
    *,
    resolution: int = 64,
    prediction_type: str = "v_prediction",
    safety_checker: bool = False,
    seed: int = 0,
) -> Path:
    """Stable Diffusion of `resolution` pixels (32 or 64), latents a quarter of that."""
    torch.manual_seed(seed)
    tokenizer = tokenizer_of_captions()
    pipeline = StableDiffusionPipeline(
        vae=autoencoder(),
        text_encoder=CLIPTextModel(text_config(tokenizer)),
        tokenizer=tokenizer,
        unet=unet(resolution, cross_attention_dim=WIDTH),
        scheduler=scheduler(prediction_type),
        safety_checker=checker() if safety_checker else None,
        feature_extractor=image_processor() if safety_checker else None,
        requires_safety_checker=safety_checker,
    )
    return saved(pipeline, to)


def tiny_sdxl(to: Path, *, resolution: int = 64, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    tokenizer = tokenizer_of_captions()
    pipeline = StableDiffusionXLPipeline(
        vae=autoencoder(),
        text_encoder=CLIPTextModel(text_config(tokenizer)),
        text_encoder_2=CLIPTextModelWithProjection(text_config(tokenizer)),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer_of_captions(),
        unet=unet(
            resolution,
            cross_attention_dim=2 * WIDTH,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=WIDTH + 6 * 8,
        ),
        scheduler=scheduler("epsilon"),
        add_watermarker=False,
    )
    return saved(pipeline, to)


def tiny_sd3(to: Path, *, resolution: int = 64, seed: int = 0) -> Path:
    """Stable Diffusion 3 without its third text encoder, as it may be run."""
    torch.manual_seed(seed)
    tokenizer = tokenizer_of_captions()
    pipeline = StableDiffusion3Pipeline(
        transformer=SD3Transformer2DModel(
            sample_size=resolution // 4,
            patch_size=2,
            in_channels=4,
            out_channels=4,
            num_layers=2,
            attention_head_dim=8,
            num_attention_heads=4,
            caption_projection_dim=32,
            joint_attention_dim=2 * WIDTH,
            pooled_projection_dim=2 * WIDTH,
            pos_embed_max_size=resolution // 4,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=autoencoder(shift_factor=0.06),
        text_encoder=CLIPTextModelWithProjection(text_config(tokenizer)),
        tokenizer=tokenizer,
        text_encoder_2=CLIPTextModelWithProjection(text_config(tokenizer)),
        tokenizer_2=tokenizer_of_captions(),
        text_encoder_3=None,
        tokenizer_3=None,
    )
    return saved(pipeline, to)


def tokenizer_of_captions() -> CLIPTokenizer:
    """A byte-pair encoding that has most of the captions' words whole and spells any other.

    Made by hand: the library's own training breaks ties otherwise in each process.
    """
    captions = captions_of()
    texts = [*captions["captions"], *captions["negatives"], *captions["scenes"], captions["instance"]]
    alphabet = sorted(ByteLevel.alphabet())
    pieces = [*alphabet, *(f"{letter}</w>" for letter in alphabet)]
    merges = []
    for word in sorted({word for text in texts for word in re.findall("[a-z]+", text)}):
        left, *rest = [*word[:-1], f"{word[-1]}</w>"]
        for right in rest:
            merges.append((left, right))
            left += right
            pieces.append(left)
    words = dict.fromkeys([*pieces, "<|startoftext|>", "<|endoftext|>"])
    vocabulary = {piece: number for number, piece in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=list(dict.fromkeys(merges)), model_max_length=TOKENS)


def text_config(tokenizer: CLIPTokenizer) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=TOKENS,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def autoencoder(**more: float) -> AutoencoderKL:
    """Four latent channels at a quarter of the size."""
    return AutoencoderKL(
        block_out_channels=(8, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=64,
        **more,
    )


def unet(resolution: int, cross_attention_dim: int, **more: object) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=resolution // 4,
        in_channels=4,
        out_channels=4,
        block_out_channels=(16, 32),
        layers_per_block=1,
        attention_head_dim=2,
        norm_num_groups=4,
        cross_attention_dim=cross_attention_dim,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **more,
    )


def scheduler(prediction_type: str) -> DDIMScheduler:
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type=prediction_type,
    )


def checker() -> StableDiffusionSafetyChecker:
    """Its thresholds are 1, which no cosine exceeds: it lets everything pass until a test lowers one."""
    config = CLIPConfig(
        vision_config={
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        projection_dim=8,
    )
    model = StableDiffusionSafetyChecker(config)
    with torch.no_grad():
        model.concept_embeds.copy_(torch.randn_like(model.concept_embeds))
        model.special_care_embeds.copy_(torch.randn_like(model.special_care_embeds))
    return model


def image_processor() -> CLIPImageProcessor:
    return CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})


def saved(pipeline: StableDiffusionPipeline | StableDiffusionXLPipeline | StableDiffusion3Pipeline, to: Path) -> Path:
    pipeline.save_pretrained(to, safe_serialization=True)
    return to
