"""The student: a transformer of DINOv2's shape, how it starts, what it sees, and how it is written to disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import Dinov2Config, Dinov2Model

from likeness_ml.backbone import WEIGHTS
from likeness_ml.images import IMAGENET
from likeness_ml.progress import write_json_atomic

WIDTH, HEADS, PATCH, SIDE = 192, 3, 16, 224  # SIDE: pixels; positions are learned for this and interpolated for others
MEAN, DEVIATION = (torch.tensor(values).view(3, 1, 1) for values in (IMAGENET.mean, IMAGENET.std))


def build(layers: int, seed: int, patches: Tensor | None = None) -> Dinov2Model:
    """A fresh student in float32, fitted to `patches` [n, 3 * 16 * 16] where given (see `fit_patch_embedding_`).

    LayerScale is an identity here, which trains faster; `plain` puts its ones back.
    """
    torch.manual_seed(seed)
    model = Dinov2Model(
        Dinov2Config(
            hidden_size=WIDTH,
            num_hidden_layers=layers,
            num_attention_heads=HEADS,
            mlp_ratio=4,
            patch_size=PATCH,
            image_size=SIDE,
            layerscale_value=1.0,
            attn_implementation="eager",
        )
    )
    positions = model.embeddings.position_embeddings.data
    positions[0, 0] = 0
    positions[0, 1:] = 0.3 * waves(SIDE // PATCH, WIDTH)
    generator = torch.Generator().manual_seed(seed)
    for layer in model.encoder.layer:
        layer.layer_scale1 = layer.layer_scale2 = nn.Identity()
        begin_attention_(layer.attention, generator)
    if patches is not None:
        fit_patch_embedding_(model, patches)
    return model


def waves(side: int, width: int) -> Tensor:
    """Sines and cosines of each cell's column and row, [side * side, width]: positions start out telling where."""
    y, x = np.mgrid[0:side, 0:side].reshape(2, -1)
    frequencies = 1 / 100 ** (np.arange(width // 4) / (width // 4))
    table = [wave(axis[:, None] * frequencies) for axis in (x, y) for wave in (np.sin, np.cos)]
    return torch.tensor(np.concatenate(table, axis=1), dtype=torch.float32)


def begin_attention_(attention: nn.Module, generator: torch.Generator) -> None:
    """Start near "each token looks at itself" (mimetic initialisation, Trockman and Kolter 2023): data is scarce.

    Query times key is about +0.7 of the identity in each head, value times output about -0.4 of it, both with noise;
    each product is split between its two factors by its singular values.
    """
    query, key, value, out = attention.q_proj, attention.k_proj, attention.v_proj, attention.o_proj
    width = query.weight.shape[0]

    def factors(noise: float, identity: float) -> tuple[Tensor, Tensor]:
        product = noise * torch.randn(width, width, generator=generator) / width**0.5 + identity * torch.eye(width)
        u, s, v = torch.linalg.svd(product)
        return u * s.sqrt(), v.T * s.sqrt()

    share = width // HEADS
    for start in range(0, width, share):
        left, right = factors(0.7, 0.7)
        query.weight.data[start : start + share] = left[:, :share].T
        key.weight.data[start : start + share] = right[:, :share].T
    left, right = factors(0.4, -0.4)
    value.weight.data.copy_(right.T)
    out.weight.data.copy_(left)
    for projection in (query, key, value, out):
        projection.bias.data.zero_()


def cut_patches(pixels: Tensor) -> Tensor:
    """Images [n, 3, s, s] to their patches [n * (s / 16) ** 2, 3 * 16 * 16]."""
    cells = pixels.unfold(2, PATCH, PATCH).unfold(3, PATCH, PATCH)
    return cells.permute(0, 2, 3, 1, 4, 5).reshape(-1, 3 * PATCH * PATCH)


def fit_patch_embedding_(model: Dinov2Model, patches: Tensor) -> None:
    """Start the patch embedding at the leading principal components of `patches`, their scales nearly equal."""
    values, axes = torch.linalg.eigh(torch.cov(patches.T))
    values, axes = values.flip(0)[:WIDTH], axes.flip(1)[:, :WIDTH]
    filters = (0.5 * axes / (values + 0.1 * values.mean()).sqrt()).T
    model.embeddings.patch_embeddings.projection.weight.data.copy_(filters.reshape(WIDTH, 3, PATCH, PATCH))


def student_input(views: Tensor, side: int) -> Tensor:
    """Views [n, 3, h, w] in [0, 1] to what the student sees: bfloat16 [n, 3, side, side], ImageNet statistics."""
    if views.shape[-1] != side:
        views = functional.interpolate(views, (side, side), mode="bilinear", antialias=True, align_corners=False)
    return ((views - MEAN) / DEVIATION).bfloat16()


def plain(model: Dinov2Model) -> Dinov2Model:
    """A copy that stock transformers would make: LayerScale's ones are back, float32, evaluation mode."""
    copy = Dinov2Model(model.config)
    weights = copy.state_dict() | model.state_dict()
    copy.load_state_dict({name: torch.ones_like(w) if "lambda1" in name else w for name, w in weights.items()})
    return copy.eval()


def export(model: Dinov2Model, folder: Path) -> None:
    """Write model.safetensors (float16), config.json and preprocessor_config.json.

    The configuration says float32, so that transformers computes in it: processors are slow in float16.
    """
    model = plain(model)
    model.save_pretrained(folder, state_dict={name: value.half() for name, value in model.state_dict().items()})
    (folder / WEIGHTS).chmod(0o644)  # safetensors makes it the owner's alone, but it is to be shipped
    write_json_atomic(folder / "preprocessor_config.json", preprocessor_config())


def preprocessor_config() -> dict[str, object]:
    """What `AutoImageProcessor` reads: the arithmetic of likeness_ml.images, in transformers' words."""
    return {
        "image_processor_type": "BitImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"shortest_edge": IMAGENET.resize},
        "resample": 3,  # bicubic
        "do_center_crop": True,
        "crop_size": {"height": IMAGENET.crop, "width": IMAGENET.crop},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": list(IMAGENET.mean),
        "image_std": list(IMAGENET.std),
    }
