"""Tokens, features and pixels of every kind of backbone, against stock transformers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tiny_backbones import KINDS, PATCH, SIDE, WIDTH, make_backbone
from transformers import CLIPVisionModel, Dinov2Model, ViTModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from likeness_ml.backbone import features, load_backbone, normalise, preprocessing_of, tokens
from likeness_ml.curation.views import Views
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.evaluation.similarity import patch_tokens
from likeness_ml.images import IMAGENET, OPENAI_CLIP, Preprocessing, resize_and_crop
from likeness_ml.represent.subject import embed, training_pixels

EXPECTED = {
    "dinov2": IMAGENET,
    "clip": Preprocessing(SIDE, SIDE, OPENAI_CLIP.mean, OPENAI_CLIP.std),
    "clip_vision_model": Preprocessing(SIDE, SIDE, OPENAI_CLIP.mean, OPENAI_CLIP.std),
    "vit_mae": Preprocessing(73, SIDE, IMAGENET.mean, IMAGENET.std),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("backbones")
    return {kind: make_backbone(root / kind, kind) for kind in KINDS}


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def picture(height: int = 90, width: int = 70, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def stock_tokens(folder: Path, pixels: torch.Tensor) -> torch.Tensor:
    """By stock transformers. MAE by its sibling ViT, which has no masking to turn off."""
    if folder.name == "dinov2":
        return Dinov2Model.from_pretrained(folder).eval()(pixels).last_hidden_state
    if folder.name == "vit_mae":
        model = ViTModel.from_pretrained(folder, add_pooling_layer=False).eval()
        return model(pixels, interpolate_pos_encoding=True).last_hidden_state
    model = CLIPVisionModel.from_pretrained(folder).eval()
    return model.post_layernorm(model(pixels, interpolate_pos_encoding=True).last_hidden_state)


@pytest.mark.parametrize("shape", [(SIDE, SIDE), (96, 96), (48, 80), (70, 50)])
@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_tokens_are_those_of_stock_transformers_in_their_order(
    folders: dict[str, Path], kind: str, shape: tuple[int, int]
) -> None:
    pixels = noise(2, 3, *shape)
    ours = tokens(load_backbone(folders[kind]), pixels)
    assert ours.shape == (2, 1 + (shape[0] // PATCH) * (shape[1] // PATCH), WIDTH)
    assert (ours - stock_tokens(folders[kind], pixels)).abs().max() < 1e-5


@torch.no_grad()
def test_clips_class_token_is_its_pooler_output_not_the_projection(folders: dict[str, Path]) -> None:
    pixels = noise(2, 3, SIDE, SIDE)
    ours = features(load_backbone(folders["clip"]), pixels, "cls")
    assert ours.shape == (2, WIDTH)
    assert torch.equal(ours, CLIPVisionModel.from_pretrained(folders["clip"]).eval()(pixels).pooler_output)


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_the_joined_feature_is_the_class_token_and_the_mean_of_the_patches(folders: dict[str, Path], kind: str) -> None:
    model, pixels = load_backbone(folders[kind]), noise(2, 3, SIDE, SIDE)
    found = tokens(model, pixels)
    assert torch.equal(features(model, pixels, "cls+patch"), torch.cat([found[:, 0], found[:, 1:].mean(1)], 1))


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_two_evaluation_forwards_give_the_same_bits_and_leave_the_random_state(
    folders: dict[str, Path], kind: str
) -> None:
    model, pixels = load_backbone(folders[kind]), noise(1, 3, SIDE, SIDE)
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = tokens(model, pixels)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert torch.equal(tokens(load_backbone(folders[kind]), pixels), first)


@given(row=st.integers(0, 3), column=st.integers(0, 3), seed=st.integers(0, 9))
@torch.no_grad()
def test_a_patch_moves_its_own_token_most(tmp_path_factory, row: int, column: int, seed: int) -> None:
    """Of a model whose attention is nearly even, so that a token is above all its own patch."""
    folder = tmp_path_factory.getbasetemp() / "even"
    model = load_backbone(folder if folder.exists() else make_backbone(folder, "vit_mae"))
    pixels = noise(1, 3, SIDE, SIDE, seed=seed)
    other = pixels.clone()
    other[..., row * PATCH : (row + 1) * PATCH, column * PATCH : (column + 1) * PATCH] += 2
    moved = (tokens(model, other) - tokens(model, pixels))[0, 1:].norm(dim=-1)
    assert moved.argmax().item() == row * 4 + column


def test_a_mae_that_hides_patches_is_refused(folders: dict[str, Path]) -> None:
    model = load_backbone(folders["vit_mae"])
    model.config.mask_ratio = 0.75
    with pytest.raises(ValueError, match="hides 75%"):
        tokens(model, noise(1, 3, SIDE, SIDE))


class TestPreprocessing:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_folder_and_its_model_are_fed_alike(self, folders: dict[str, Path], kind: str) -> None:
        found = preprocessing_of(folders[kind])
        assert found == preprocessing_of(load_backbone(folders[kind]))
        assert found == EXPECTED[kind]

    @given(width=st.integers(30, 400), height=st.integers(30, 400), seed=st.integers(0, 9))
    def test_clips_pixels_are_those_of_the_stock_processor(self, width: int, height: int, seed: int) -> None:
        image = Image.fromarray(picture(height, width, seed))
        ours = normalise(OPENAI_CLIP.cropped(image)[None], OPENAI_CLIP)
        stock = CLIPImageProcessorPil()(image, return_tensors="pt")["pixel_values"]
        assert float((ours - stock).abs().max()) * min(OPENAI_CLIP.std) <= 1 / 255 + 1e-6

    @pytest.mark.parametrize("kind", KINDS)
    @torch.no_grad()
    def test_serving_judging_curation_maps_and_training_feed_a_backbone_alike(
        self, folders: dict[str, Path], kind: str
    ) -> None:
        model, expected = load_backbone(folders[kind]), EXPECTED[kind]
        image = Image.fromarray(picture(300, 260))
        crop = resize_and_crop(image, expected.crop, expected.resize)
        mean, std = (torch.tensor(values).view(3, 1, 1) for values in (expected.mean, expected.std))
        pixels = (torch.tensor(crop).permute(2, 0, 1) / 255 - mean) / std
        found = torch.nn.functional.normalize(tokens(model, pixels[None])[0], dim=-1)
        mask = np.full(crop.shape[:2], 255, np.uint8)
        views = Views(model, "cls", {"one": crop}, {"one": mask})
        for vector in (
            Embedder(folders[kind]).embed([image], None)[0],
            embed(model, [crop], "cls")[0],
            views.vectors["one"],
        ):
            assert np.abs(vector - found[0].numpy()).max() < 1e-5
        assert (patch_tokens(model, [crop])[0].flatten(0, 1) - found[1:]).abs().max() < 1e-5
        assert (training_pixels([crop], expected.crop, preprocessing_of(model))[0] - pixels).abs().max() < 1e-5
