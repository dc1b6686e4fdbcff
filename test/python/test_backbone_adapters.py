"""Adapters on every kind of backbone: trained, saved, opened by stock peft, and refused where they don't belong."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from PIL import Image
from safetensors.torch import load_file
from tiny_backbones import SIDE, make_backbone
from transformers import CLIPVisionModel, Dinov2Model, ViTMAEModel

from likeness_ml.backbone import backbone_digest, load_backbone, preprocessing_of, public_name
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.errors import InputError
from likeness_ml.images import OPENAI_CLIP
from likeness_ml.represent.artifact import card_of, save_adapter
from likeness_ml.represent.draws import Images
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import embed, training_pixels
from likeness_ml.represent.train import train

KINDS = ("dinov2", "clip", "vit_mae")
SETTINGS = Settings(
    **{"steps": 3, "anchors": 2, "positives": 2, "negatives": 2, "side": 48, "feature": "cls+patch"},
    **{"learning_rate": 0.02, "rank": 4, "alpha": 4, "dropout": 0.3, "targets": ("q_proj", "k_proj", "v_proj")},
)


def picture(seed: int, side: int = 100) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)


def trained(backbone: Path, folder: Path, settings: Settings = SETTINGS) -> PeftModel:
    model = load_backbone(backbone)
    preprocessing = preprocessing_of(model)
    groups = [[picture(seed + start) for seed in range(3)] for start in (0, 10, 20)]
    images = Images(*(training_pixels(group, settings.side, preprocessing) for group in groups))
    adapted = train(model, images, settings, folder / "checkpoint", lambda *_: None)
    save_adapter(adapted, folder, settings, backbone_digest(backbone))
    return adapted


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backbone, its adapter, and the vector of picture 1 right after training, of every kind."""
    root = tmp_path_factory.mktemp("adapted")
    for kind in KINDS:
        backbone = make_backbone(root / kind, kind)
        adapted = trained(backbone, root / f"{kind}-adapter")
        vectors = embed(adapted, [preprocessing_of(adapted).cropped(Image.fromarray(picture(1)))], "cls+patch")
        np.save(root / f"{kind}.npy", vectors[0])
    return root


def stock_dinov2(backbone: Path, adapter: Path, pixels: torch.Tensor) -> torch.Tensor:
    model = PeftModel.from_pretrained(Dinov2Model.from_pretrained(backbone), adapter).eval()
    return model(pixel_values=pixels).last_hidden_state


def stock_clip(backbone: Path, adapter: Path, pixels: torch.Tensor) -> torch.Tensor:
    model = PeftModel.from_pretrained(CLIPVisionModel.from_pretrained(backbone), adapter).eval()
    return model.base_model.model.post_layernorm(model(pixel_values=pixels).last_hidden_state)


def stock_mae(backbone: Path, adapter: Path, pixels: torch.Tensor) -> torch.Tensor:
    model = PeftModel.from_pretrained(ViTMAEModel.from_pretrained(backbone, mask_ratio=0.0), adapter).eval()
    return model(pixel_values=pixels, noise=torch.arange((SIDE // 16) ** 2)[None]).last_hidden_state


STOCK: dict[str, Callable[[Path, Path, torch.Tensor], torch.Tensor]] = {
    "dinov2": stock_dinov2,
    "clip": stock_clip,
    "vit_mae": stock_mae,
}


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_a_saved_adapter_gives_the_vectors_of_training_in_serving_and_in_stock_peft(root: Path, kind: str) -> None:
    backbone, adapter, image = root / kind, root / f"{kind}-adapter", Image.fromarray(picture(1))
    expected = np.load(root / f"{kind}.npy")
    embedder = Embedder(backbone)
    one = embedder.read(adapter)
    served = embedder.embed([image], one)[0]
    seen = preprocessing_of(backbone)
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (seen.mean, seen.std))
    pixels = (torch.tensor(seen.cropped(image)).permute(2, 0, 1) / 255 - mean) / std
    found = STOCK[kind](backbone, adapter, pixels[None])[0]
    stock = torch.nn.functional.normalize(torch.cat([found[0], found[1:].mean(0)]), dim=0).numpy()
    assert np.abs(served - expected).max() < 1e-6
    assert np.abs(stock - expected).max() < 1e-5


@pytest.mark.parametrize("kind", KINDS)
def test_training_moves_the_vectors_and_dropout_is_off_after_it(root: Path, kind: str) -> None:
    embedder, image = Embedder(root / kind), Image.fromarray(picture(1))
    bare = embed(load_backbone(root / kind), [preprocessing_of(root / kind).cropped(image)], "cls+patch")[0]
    one = embedder.read(root / f"{kind}-adapter")
    adapted = embedder.embed([image], one)[0]
    assert np.abs(adapted - bare).max() > 1e-3
    assert embedder.embed([image], one)[0].tobytes() == adapted.tobytes()
    weights = load_file(root / f"{kind}-adapter" / "adapter_model.safetensors")
    assert len(weights) == 2 * 3 * 2  # A and B of three projections in two layers


@pytest.mark.parametrize(("kind", "other"), list(permutations(KINDS, 2)))
@pytest.mark.parametrize("stock", [False, True])
def test_an_adapter_of_another_kind_is_refused_by_its_digest_and_without_one_by_its_layers(
    root: Path, tmp_path: Path, kind: str, other: str, stock: bool
) -> None:
    adapter = root / f"{other}-adapter"
    for name in ("adapter_config.json", "adapter_model.safetensors", *(() if stock else ("likeness.json",))):
        (tmp_path / name).write_bytes((adapter / name).read_bytes())
    with pytest.raises(
        InputError, match="weights (lack|have a surplus)" if stock else "was made for backbone"
    ) as raised:
        Embedder(root / kind).read(tmp_path)
    assert raised.value.code == "AdapterInvalid"


@pytest.mark.parametrize("kind", KINDS)
def test_an_adapter_on_the_last_block_alone_is_saved_so_that_serving_and_stock_peft_leave_out_the_first(
    root: Path, tmp_path: Path, kind: str
) -> None:
    config = LoraConfig(r=2, target_modules=["q_proj"], exclude_modules=r".*\.0\..*|0\..*", init_lora_weights=False)
    model = get_peft_model(load_backbone(root / kind), config).eval()
    save_adapter(model, tmp_path, replace(SETTINGS, targets=("q_proj",)), backbone_digest(root / kind))
    image = Image.fromarray(picture(1))
    embedder = Embedder(root / kind)
    one = embedder.read(tmp_path)
    expected = embed(model, [preprocessing_of(model).cropped(image)], "cls+patch")[0]
    assert np.abs(embedder.embed([image], one)[0] - expected).max() < 1e-6
    reopened = PeftModel.from_pretrained(load_backbone(root / kind), str(tmp_path))
    adapted = {name.split(".lora_")[0] for name, _ in reopened.named_parameters() if "lora_" in name}
    assert len(adapted) == 1 and all(".1." in name for name in adapted)


def test_an_adapter_of_other_weights_of_the_same_kind_is_refused(root: Path, tmp_path: Path) -> None:
    other = make_backbone(tmp_path / "other", "clip", seed=1)
    with pytest.raises(InputError, match="was made for backbone") as raised:
        Embedder(other).read(root / "clip-adapter")
    assert raised.value.code == "AdapterInvalid"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("dinov2", ["Dinov2Model.from_pretrained", "to 256 pixels", "crop of 224"]),
        ("clip", ["CLIPVisionModel.from_pretrained", "post_layernorm", "no projection", str(OPENAI_CLIP.std)]),
        ("vit_mae", ["ViTMAEModel.from_pretrained", "mask_ratio=0", "noise"]),
    ],
)
def test_the_card_says_how_to_open_this_kind(root: Path, kind: str, said: list[str]) -> None:
    card = (root / f"{kind}-adapter" / "README.md").read_text()
    assert all(words in card for words in [*said, backbone_digest(root / kind), "cls+patch"])
    assert "tiny-vit" not in card and "base_model" not in card
    details = json.loads((root / f"{kind}-adapter" / "likeness.json").read_text())
    crop = preprocessing_of(root / kind).crop
    assert details == {"feature": "cls+patch", "imageSize": crop, "backboneDigest": backbone_digest(root / kind)}


@pytest.mark.parametrize(
    ("kind", "shape", "name"),
    [
        ("dinov2", (1024, 24, 14), "facebook/dinov2-large"),
        ("dinov2", (192, 8, 16), "likeness/tiny-vit"),
        ("clip", (768, 12, 16), "openai/clip-vit-base-patch16"),
        ("clip", (1024, 24, 14), "openai/clip-vit-large-patch14"),
        ("vit_mae", (768, 12, 16), "facebook/vit-mae-base"),
        ("vit_mae", (768, 12, 14), None),
    ],
)
def test_a_model_of_a_public_architecture_is_named_by_it(
    root: Path, kind: str, shape: tuple[int, int, int], name: str | None
) -> None:
    model = load_backbone(root / kind)
    model.config.hidden_size, model.config.num_hidden_layers, model.config.patch_size = shape
    assert public_name(model) == name
    assert (f"base_model: {name}\n" in card_of(model, "cls", "0")) == (name is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_adapter(root: Path, tmp_path: Path, kind: str) -> None:
    trained(root / kind, tmp_path / "again")
    trained(root / kind, tmp_path / "other", replace(SETTINGS, seed=1))
    name = "adapter_model.safetensors"
    first = (root / f"{kind}-adapter" / name).read_bytes()
    assert (tmp_path / "again" / name).read_bytes() == first != (tmp_path / "other" / name).read_bytes()
