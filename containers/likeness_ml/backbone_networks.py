"""The kinds of backbone there are: the stock class of each, what it is fed with, and how its tokens come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import PreTrainedConfig, PreTrainedModel
from transformers.models.clip.modeling_clip import CLIPVisionModel
from transformers.models.dinov2.modeling_dinov2 import Dinov2Model
from transformers.models.vit_mae.modeling_vit_mae import ViTMAEModel

from likeness_ml.backbone_files import FAMILIES, check_folder
from likeness_ml.images import IMAGENET, OPENAI_CLIP, Preprocessing


@dataclass(frozen=True)
class Family:
    """One kind of backbone. All three take pictures of other sizes than they were trained for: they interpolate their
    position embeddings (bicubic), DINOv2 unasked and the other two when told.
    """

    model_class: type[PreTrainedModel]
    tokens: Callable[[nn.Module, Tensor], Tensor]  # [n, 3, h, w] to [n, 1 + patches, d]
    preprocessing: Callable[[PreTrainedConfig], Preprocessing]
    recipe: str  # how a reader with stock transformers gets these tokens
    dropped: re.Pattern[str] | None = None  # weights in a whole checkpoint that are no part of the vision encoder
    changes: Mapping[str, float] = field(default_factory=dict)  # of the configuration, on loading


def _dinov2_tokens(model: nn.Module, pixel_values: Tensor) -> Tensor:
    return model(pixel_values=pixel_values).last_hidden_state


def _clip_tokens(model: nn.Module, pixel_values: Tensor) -> Tensor:
    """The stock last hidden state is the one before the final norm, which stock applies to the CLS token alone."""
    found = model(pixel_values=pixel_values, interpolate_pos_encoding=True)
    return model.post_layernorm(found.last_hidden_state)


def _mae_tokens(model: nn.Module, pixel_values: Tensor) -> Tensor:
    """MAE sorts patches by noise and hides the last ones: rising noise keeps their order, ratio 0 keeps them all."""
    if model.config.mask_ratio != 0:
        raise ValueError(f"this MAE hides {model.config.mask_ratio:.0%} of the patches: load it with mask_ratio 0")
    rows, columns = (side // model.config.patch_size for side in pixel_values.shape[-2:])
    noise = torch.arange(rows * columns, device=pixel_values.device).expand(len(pixel_values), -1)
    return model(pixel_values=pixel_values, noise=noise, interpolate_pos_encoding=True).last_hidden_state


NETWORKS = {
    "DINOv2": Family(Dinov2Model, _dinov2_tokens, lambda _: IMAGENET, "the last hidden state"),
    "CLIP": Family(
        CLIPVisionModel,
        _clip_tokens,
        # No margin: the whole shorter side is seen.
        lambda config: OPENAI_CLIP.at(config.image_size),
        "the last hidden state after the model's `post_layernorm` (its CLS token is the pooler output; no projection)",
        re.compile(r"text_model\..*|(text|visual)_projection\.weight|logit_scale|(.*\.)?embeddings\.position_ids"),
    ),
    "MAE": Family(
        ViTMAEModel,
        _mae_tokens,
        lambda config: IMAGENET.at(config.image_size),
        "the last hidden state, with `mask_ratio=0` at loading and `noise=torch.arange(patches)[None]` in each call, "
        "so that no patch is hidden or moved",
        re.compile(r"decoder\..*"),
        {"mask_ratio": 0.0},
    ),
}

# Of the public models that each have an architecture of their own: (class, width, layers, patch).
PUBLIC_NAMES = {
    (Dinov2Model, 192, 8, 16): "likeness/tiny-vit",
    (Dinov2Model, 384, 12, 14): "facebook/dinov2-small",
    (Dinov2Model, 768, 12, 14): "facebook/dinov2-base",
    (Dinov2Model, 1024, 24, 14): "facebook/dinov2-large",
    (CLIPVisionModel, 768, 12, 16): "openai/clip-vit-base-patch16",
    (CLIPVisionModel, 1024, 24, 14): "openai/clip-vit-large-patch14",
    (ViTMAEModel, 768, 12, 16): "facebook/vit-mae-base",
}


def family_of(model: nn.Module) -> Family:
    """Of a bare backbone or one with an adapter on."""
    return NETWORKS[FAMILIES[model.config.model_type]]


def public_name(model: nn.Module) -> str | None:
    """The public model of this architecture, None where there is none. Weights tell, not names: a digest goes along."""
    config = model.config
    shape = (config.hidden_size, config.num_hidden_layers, config.patch_size)
    return PUBLIC_NAMES.get((family_of(model).model_class, *shape))


def tokens(model: nn.Module, pixel_values: Tensor) -> Tensor:
    """[n, 3, h, w], normalised for this backbone, to [n, 1 + patches, d]: the last layer's tokens after the final norm,
    the CLS token first, then the patches row by row. Nothing is drawn at random in evaluation mode.
    """
    return family_of(model).tokens(model, pixel_values)


def preprocessing_of(backbone: nn.Module | Path) -> Preprocessing:
    """What a backbone, bare or with an adapter on, or that of a folder, is to be fed with (paper section 1.8, P-E8).

    Raises InputError as `load_backbone` does for a folder that is no backbone's.
    """
    if isinstance(backbone, nn.Module):
        return family_of(backbone).preprocessing(backbone.config)
    family = NETWORKS[check_folder(backbone)]
    return family.preprocessing(family.model_class.config_class.from_pretrained(str(backbone), local_files_only=True))
