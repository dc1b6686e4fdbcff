"""Vectors with and without adapters, and adapters that must not be loaded."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from make_adapter import make_adapter, write_references
from peft import PeftModel
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import Dinov2Model

from likeness_ml.backbone import backbone_digest, features, load_adapter, load_backbone, normalise
from likeness_ml.embedding.embedder import Adapter, Embedder
from likeness_ml.errors import InputError
from likeness_ml.images import resize_and_crop

BACKBONE = Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit"
WEIGHTS = "adapter_model.safetensors"
Adapters = dict[str | None, Adapter | None]


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


@pytest.fixture(scope="module")
def adapters(embedder: Embedder, folders: Path) -> Adapters:
    return {None: None, **{name: embedder.read(folders / name) for name in ("one", "two", "stock")}}


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
    embedder: Embedder, adapters: Adapters, folders: Path, name: str | None, feature: str, size: int
) -> None:
    ours = embedder.embed([photo(1)], adapters[name])[0]
    stock = stock_vector(folders / name if name else None, photo(1), feature, size)
    assert ours.dtype == np.float32
    assert np.abs(ours - stock).max() < 1e-5


def test_an_image_has_the_same_bits_whatever_is_beside_it_and_whatever_came_before(
    embedder: Embedder, adapters: Adapters
) -> None:
    alone = {name: embedder.embed([photo(1)], adapter)[0] for name, adapter in adapters.items()}
    for name, adapter in reversed(adapters.items()):
        among = embedder.embed([photo(2), photo(1), photo(3)], adapter)
        assert among[1].tobytes() == alone[name].tobytes()


def test_the_backbone_alone_has_the_same_bits_before_an_adapter_was_read_and_after_it_answered(folders: Path) -> None:
    fresh = Embedder(BACKBONE)
    before = fresh.embed([photo(1)]).tobytes()
    adapter = fresh.read(folders / "one")
    adapted = fresh.embed([photo(1)], adapter).tobytes()
    assert fresh.embed([photo(1)]).tobytes() == before != adapted
    assert fresh.embed([photo(1)], adapter).tobytes() == adapted


def test_a_loaded_adapter_has_no_dropout(folders: Path) -> None:
    model = load_adapter(load_backbone(BACKBONE), folders / "one")
    pixels = normalise(resize_and_crop(photo(1))[None])
    with torch.no_grad():
        first, second = features(model, pixels), features(model, pixels)
    assert first.numpy().tobytes() == second.numpy().tobytes()


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


def strange_numbers() -> bytes:
    """One number of a kind that torch hasn't got."""
    head = b'{"a": {"dtype": "F8_E8M0", "shape": [1], "data_offsets": [0, 1]}}'
    return struct.pack("<Q", len(head)) + head + b"\0"


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
    "lora_alpha is 10{400}:": config("lora_alpha", 10**400),
    "no layer head": config("target_modules", ["head"]),
    "must be a list": config("target_modules", ".*"),
    "peft_type is IA3": config("peft_type", "IA3"),
    "unsupported in adapter_config.json: use_dora": config("use_dora", True),
    "unsupported in adapter_config.json: modules_to_save": config("modules_to_save", ["layernorm"]),
    "unsupported in adapter_config.json: init_lora_weights": config("init_lora_weights", "pissa"),
    "unsupported in adapter_config.json: bias": config("bias", "all"),
    "not JSON": lambda folder: (folder / "adapter_config.json").write_text("{"),
    "not JSON: maximum recursion": lambda folder: (folder / "adapter_config.json").write_text("[" * 100_000),
    "can't be read as safetensors: 'F8_E8M0'": lambda folder: (folder / WEIGHTS).write_bytes(strange_numbers()),
    "can't be read as safetensors: Error": lambda folder: (folder / WEIGHTS).write_bytes(b"\x80\x04pickle"),
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
    base = embedder.embed([photo(1)]).tobytes()
    with pytest.raises(InputError, match=reason) as raised:
        embedder.read(tmp_path / "bad")
    assert raised.value.code == "AdapterInvalid"
    assert embedder.embed([photo(1)]).tobytes() == base


def test_the_backbones_digest_is_that_of_its_weights(embedder: Embedder) -> None:
    assert embedder.backbone.digest == backbone_digest(BACKBONE)


def test_a_backbone_without_weights_is_a_matter_of_set_up(tmp_path: Path) -> None:
    shutil.copy(BACKBONE / "config.json", tmp_path)
    with pytest.raises(InputError, match=r"model\.safetensors"):
        load_backbone(tmp_path)


def references(vectors: torch.Tensor, **told: object):
    return lambda folder: write_references(folder, vectors, **told)


ROWS = torch.eye(192)[:3]
BAD_REFERENCES = {
    r"is \[\d, 100\], which is not what": references(torch.eye(100)[:3]),
    r"vectors in references.safetensors is \[0, 192\]": references(torch.zeros(0, 192)),
    "not float32 vectors of length 1": references(torch.zeros(3, 192)),
    "the side in references.safetensors is 100": references(ROWS, side=100),
    "the side in references.safetensors is 1600": references(ROWS, side=1600),
    "a number that is not finite": references(ROWS, threshold=float("nan")),
    "references.safetensors can't be read: could not convert": references(ROWS, threshold="high"),
    "references.safetensors can't be read: int": references(ROWS, side=[]),
    "references.safetensors can't be read: Error": lambda f: (f / "references.safetensors").write_bytes(b"no"),
}


@pytest.mark.parametrize("reason", BAD_REFERENCES)
def test_references_that_could_not_be_matched_with_are_refused(
    embedder: Embedder, folders: Path, tmp_path: Path, reason: str
) -> None:
    shutil.copytree(folders / "one", tmp_path / "bad")
    BAD_REFERENCES[reason](tmp_path / "bad")
    with pytest.raises(InputError, match=reason) as raised:
        embedder.read(tmp_path / "bad")
    assert raised.value.code == "AdapterInvalid"


def test_references_are_as_wide_as_the_adapters_feature(embedder: Embedder, folders: Path, tmp_path: Path) -> None:
    shutil.copytree(folders / "two", tmp_path / "two")
    vectors = torch.nn.functional.normalize(torch.ones(2, 384), dim=1)
    save_file({"vectors": vectors}, tmp_path / "two" / "references.safetensors", metadata={"likeness": '{"side": 112}'})
    read = embedder.read(tmp_path / "two").references
    assert read is not None and read.vectors.equal(vectors)
    assert (read.side, read.threshold, read.feature) == (112, None, None)


@pytest.mark.parametrize("folder", ["/a" * 3000, "/a\0b", "/etc/hostname"])
def test_a_place_that_is_no_folder_is_refused(embedder: Embedder, folder: str) -> None:
    with pytest.raises(InputError, match="no adapter folder"):
        embedder.read(Path(folder))
