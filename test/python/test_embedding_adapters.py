"""Vectors with and without adapters, and adapters that must not be loaded."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from make_adapter import make_adapter
from peft import PeftModel
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import Dinov2Model

from likeness_ml.backbone import backbone_digest, features, load_adapter, load_backbone, normalise
from likeness_ml.embedding.embedder import AdapterNameTaken, AdapterUnknown, Embedder
from likeness_ml.errors import InputError
from likeness_ml.images import resize_and_crop

BACKBONE = Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit"
WEIGHTS = "adapter_model.safetensors"


def photo(seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (300, 260, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adapters")
    make_adapter(BACKBONE, root / "one", seed=1)
    make_adapter(BACKBONE, root / "two", seed=2, settings={"feature": "cls+patch", "imageSize": 112})
    make_adapter(BACKBONE, root / "stock", seed=3, rank=8, settings={})
    return root


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(BACKBONE)


@pytest.fixture
def loaded(embedder: Embedder, folders: Path):
    for name in ("one", "two", "stock"):
        embedder.load(f"{name}@1.0", folders / name)
    yield embedder
    for adapter in embedder.adapters():
        embedder.unload(adapter.name)


def stock_vector(folder: Path | None, image: Image.Image, feature: str = "cls", size: int = 224) -> np.ndarray:
    """By stock transformers and peft, as an adopter would."""
    model: torch.nn.Module = Dinov2Model.from_pretrained(str(BACKBONE), dtype=torch.float32)
    if folder:
        model = PeftModel.from_pretrained(model, str(folder))
    model.eval()
    pixels = normalise(resize_and_crop(image, size, size * 256 // 224)[None])
    with torch.no_grad():
        tokens = model(pixel_values=pixels).last_hidden_state[0]
    vector = tokens[0] if feature == "cls" else torch.cat([tokens[0], tokens[1:].mean(0)])
    return (vector / vector.norm()).numpy()


@pytest.mark.parametrize(
    ("name", "feature", "size"),
    [(None, "cls", 224), ("one", "cls", 224), ("two", "cls+patch", 112), ("stock", "cls", 224)],
)
def test_vectors_are_those_of_stock_peft(
    loaded: Embedder, folders: Path, name: str | None, feature: str, size: int
) -> None:
    ours = loaded.embed([photo(1)], name and f"{name}@1.0")[0]
    stock = stock_vector(folders / name if name else None, photo(1), feature, size)
    assert ours.dtype == np.float32
    assert np.abs(ours - stock).max() < 1e-5


def test_an_image_has_the_same_bits_whatever_is_beside_it_and_whatever_came_before(loaded: Embedder) -> None:
    names = (None, "one@1.0", "two@1.0", "stock@1.0")
    alone = {name: loaded.embed([photo(1)], name)[0] for name in names}
    for name in reversed(names):
        among = loaded.embed([photo(2), photo(1), photo(3)], name)
        assert among[1].tobytes() == alone[name].tobytes()


def test_the_backbone_alone_has_the_same_bits_with_adapters_on_and_after_they_are_off(folders: Path) -> None:
    embedder = Embedder(BACKBONE)
    before = embedder.embed([photo(1)], None).tobytes()
    embedder.load("a", folders / "one")
    embedder.load("b", folders / "two")
    adapted = embedder.embed([photo(1)], "a").tobytes()
    assert embedder.embed([photo(1)], None).tobytes() == before != adapted
    embedder.unload("b")
    assert embedder.embed([photo(1)], "a").tobytes() == adapted
    embedder.unload("a")
    assert embedder.embed([photo(1)], None).tobytes() == before
    embedder.load("a", folders / "one")
    assert embedder.embed([photo(1)], "a").tobytes() == adapted


def test_a_loaded_adapter_has_no_dropout(folders: Path) -> None:
    model = load_adapter(load_backbone(BACKBONE), folders / "one")
    pixels = normalise(resize_and_crop(photo(1))[None])
    with torch.no_grad():
        first, second = features(model, pixels), features(model, pixels)
    assert first.numpy().tobytes() == second.numpy().tobytes()


def test_an_adapter_that_was_taken_off_does_not_answer(embedder: Embedder, folders: Path) -> None:
    gone = embedder.load("gone", folders / "one")
    embedder.unload("gone")
    with pytest.raises(AdapterUnknown):
        embedder.embed([photo(1)], "gone")
    embedder.load("gone", folders / "stock")
    with pytest.raises(AdapterUnknown):
        embedder.vectors([photo(1)], gone)
    embedder.unload("gone")
    with pytest.raises(AdapterUnknown):
        embedder.unload("gone")


def test_a_name_stays_with_its_weights(loaded: Embedder, folders: Path) -> None:
    assert loaded.load("one@1.0", folders / "one") is loaded.adapter("one@1.0")
    with pytest.raises(AdapterNameTaken):
        loaded.load("one@1.0", folders / "stock")


def weights(change):
    def damage(folder: Path) -> None:
        tensors = load_file(folder / WEIGHTS)
        name = sorted(tensors)[0]
        change(tensors, name)
        save_file(tensors, folder / WEIGHTS)

    return damage


def config(name: str, value: object):
    def damage(folder: Path) -> None:
        file = folder / "adapter_config.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))

    return damage


def put_nan(tensors: dict[str, torch.Tensor], name: str) -> None:
    tensors[name][0, 0] = float("nan")


BAD = {
    "not finite": weights(put_nan),
    "not floating-point": weights(lambda tensors, name: tensors.update({name: tensors[name].to(torch.int32)})),
    "lack": weights(lambda tensors, name: tensors.pop(name)),
    "surplus": weights(lambda tensors, name: tensors.update({f"{name}.more": tensors[name].clone()})),
    "but rank and backbone": config("r", 5),
    "rank r is 0": config("r", 0),
    "lora_alpha is nan": config("lora_alpha", float("nan")),
    "no layer head": config("target_modules", ["head"]),
    "must be a list": config("target_modules", ".*"),
    "peft_type is IA3": config("peft_type", "IA3"),
    "unsupported in adapter_config.json: use_dora": config("use_dora", True),
    "unsupported in adapter_config.json: modules_to_save": config("modules_to_save", ["layernorm"]),
    "unsupported in adapter_config.json: init_lora_weights": config("init_lora_weights", "pissa"),
    "unsupported in adapter_config.json: bias": config("bias", "all"),
    "not JSON": lambda folder: (folder / "adapter_config.json").write_text("{"),
    "can't be read as safetensors": lambda folder: (folder / WEIGHTS).write_bytes(b"\x80\x04pickle"),
    "no adapter_model.safetensors": lambda folder: (folder / WEIGHTS).unlink(),
    "never pickles": lambda folder: (folder / "adapter_model.bin").write_bytes(b""),
    "made for backbone 0000": lambda folder: (folder / "likeness.json").write_text('{"backboneDigest": "0000"}'),
    "feature is pooled": lambda folder: (folder / "likeness.json").write_text('{"feature": "pooled"}'),
    "imageSize is 100": lambda folder: (folder / "likeness.json").write_text('{"imageSize": 100}'),
    "no adapter folder": lambda folder: shutil.rmtree(folder),
    "no vector comes out": weights(lambda tensors, _: [tensor.mul_(1e30) for tensor in tensors.values()]),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_adapter_is_refused_with_the_reason(
    embedder: Embedder, folders: Path, tmp_path: Path, reason: str
) -> None:
    shutil.copytree(folders / "one", tmp_path / "bad")
    BAD[reason](tmp_path / "bad")
    base = embedder.embed([photo(1)], None).tobytes()
    with pytest.raises(InputError, match=reason) as raised:
        embedder.load("bad", tmp_path / "bad")
    assert raised.value.code == "AdapterInvalid"
    assert embedder.adapters() == []
    assert embedder.embed([photo(1)], None).tobytes() == base


def test_the_backbones_digest_is_that_of_its_weights(embedder: Embedder) -> None:
    assert embedder.backbone.digest == backbone_digest(BACKBONE)


def test_a_backbone_without_weights_is_a_matter_of_set_up(tmp_path: Path) -> None:
    shutil.copy(BACKBONE / "config.json", tmp_path)
    with pytest.raises(InputError, match=r"model\.safetensors"):
        load_backbone(tmp_path)
