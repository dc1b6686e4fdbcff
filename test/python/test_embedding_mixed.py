"""Rows of many adapters through one model at once give what stock peft gives each alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from make_adapter import make_adapter
from peft import PeftModel
from tiny_backbones import SIDE, make_backbone
from transformers import CLIPVisionModel, Dinov2Model, ViTMAEModel

from likeness_ml.backbone import normalise, preprocessing_of
from likeness_ml.embedding.embedder import Adapter, Embedder
from likeness_ml.embedding.mixed import SHARED_FROM

KINDS = ("dinov2", "clip", "vit_mae")
OUT = {"dinov2": "o_proj", "clip": "out_proj", "vit_mae": "o_proj"}


def adapters_of(kind: str) -> dict[str, dict]:
    """Ranks below, at and above the ones that are filled up; every set of layers; both ways to scale."""
    attention = ("q_proj", "k_proj", "v_proj", OUT[kind])
    return {
        "qv4": {"rank": 4, "targets": ("q_proj", "v_proj"), "lora_alpha": 12},
        "qv4-other": {"rank": 4, "targets": ("q_proj", "v_proj"), "lora_alpha": 12},
        "qv5-rslora": {"rank": 5, "targets": ("q_proj", "v_proj"), "use_rslora": True, "lora_alpha": 6},
        "attention8": {"rank": 8, "targets": attention, "lora_alpha": 12},
        "mlp9": {"rank": 9, "targets": ("fc1", "fc2")},
        "all16": {"rank": 16, "targets": (*attention, "fc1", "fc2"), "lora_alpha": 8},
    }


def stock_tokens(kind: str, backbone: Path, adapter: Path | None, pixels: torch.Tensor) -> torch.Tensor:
    def on(model: torch.nn.Module) -> torch.nn.Module:
        return (PeftModel.from_pretrained(model, str(adapter)) if adapter else model).eval()

    if kind == "dinov2":
        return on(Dinov2Model.from_pretrained(backbone))(pixel_values=pixels).last_hidden_state
    if kind == "clip":
        model = on(CLIPVisionModel.from_pretrained(backbone))
        bare = model.base_model.model if adapter else model
        return bare.post_layernorm(model(pixel_values=pixels).last_hidden_state)
    noise = torch.arange((SIDE // 16) ** 2).expand(len(pixels), -1)
    return on(ViTMAEModel.from_pretrained(backbone, mask_ratio=0.0))(pixel_values=pixels, noise=noise).last_hidden_state


@dataclass(frozen=True)
class Bench:
    """Pictures, uint8 [n, side, side, 3], and by adapter (None: the bare backbone) stock peft's tokens of each."""

    embedder: Embedder
    halved: Embedder
    adapters: dict[str | None, Adapter | None]
    halved_adapters: dict[str | None, Adapter | None]
    pictures: np.ndarray
    stock: dict[str | None, torch.Tensor]

    def found(self, rows: Sequence[tuple[str | None, int]], halved: bool = False) -> torch.Tensor:
        embedder, adapters = (self.halved, self.halved_adapters) if halved else (self.embedder, self.adapters)
        return embedder.tokens(self.pictures[[picture for _, picture in rows]], [adapters[name] for name, _ in rows])

    def expected(self, rows: Sequence[tuple[str | None, int]]) -> torch.Tensor:
        return torch.stack([self.stock[name][picture] for name, picture in rows])


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bench]:
    root = tmp_path_factory.mktemp("mixed")
    return {kind: bench(root, kind) for kind in KINDS}


@torch.no_grad()
def bench(root: Path, kind: str) -> Bench:
    backbone = make_backbone(root / kind, kind)
    embedder, halved = Embedder(backbone), Embedder(backbone, "bf16")
    pictures = np.random.default_rng(0).integers(0, 256, (6, SIDE, SIDE, 3), dtype=np.uint8)
    pixels = normalise(pictures, preprocessing_of(backbone))
    folders: dict[str | None, Path | None] = {None: None}
    for seed, (name, made) in enumerate(adapters_of(kind).items()):
        make_adapter(backbone, root / f"{kind}-{name}", seed, settings={}, **made)
        folders[name] = root / f"{kind}-{name}"
    stock = {name: stock_tokens(kind, backbone, folder, pixels) for name, folder in folders.items()}
    read, halves = ({name: folder and by.read(folder) for name, folder in folders.items()} for by in (embedder, halved))
    return Bench(embedder, halved, read, halves, pictures, stock)


NAMES = (None, *adapters_of("dinov2"))
ROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 5)), min_size=1, max_size=14)


def cosines(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Of each token: every layer's part is in every token, so a wrong one can't hide."""
    return torch.nn.functional.cosine_similarity(one, other, dim=-1)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(rows=ROWS)
def test_any_mix_of_adapters_gives_stock_pefts_vectors(benches: dict[str, Bench], kind: str, rows: list) -> None:
    bench = benches[kind]
    found, expected = bench.found(rows), bench.expected(rows)
    assert cosines(found, expected).min() >= 0.9999
    assert (found - expected).abs().max() < 1e-4


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(rows=ROWS)
def test_in_bfloat16_a_mix_stays_within_a_thousandth(benches: dict[str, Bench], kind: str, rows: list) -> None:
    bench = benches[kind]
    found, expected = bench.found(rows, halved=True), bench.expected(rows)
    assert cosines(found[:, 0], expected[:, 0]).min() >= 0.999


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20)
@given(rows=ROWS)
def test_rows_of_the_backbone_alone_have_the_bits_that_they_have_in_a_batch_without_adapters(
    benches: dict[str, Bench], kind: str, rows: list
) -> None:
    """They go first in a batch, in their order; whose rows come after them makes no difference to the last bit."""
    bare = [row for row in rows if row[0] is None] or [(None, 0)]
    rows = [*bare, *(row for row in rows if row[0] is not None)]
    mixed = benches[kind].found(rows)[: len(bare)]
    alone = benches[kind].found([(None, picture) for _, picture in rows])[: len(bare)]
    assert mixed.numpy().tobytes() == alone.numpy().tobytes()


@pytest.mark.parametrize("count", [1, SHARED_FROM - 1, SHARED_FROM, 2 * SHARED_FROM])
def test_repeats_of_one_adapter_agree_however_many_there_are(benches: dict[str, Bench], count: int) -> None:
    bench = benches["dinov2"]
    rows = [("all16", 1)] * count + [("qv4", 2)] * count + [(None, 3)]
    assert (bench.found(rows) - bench.expected(rows)).abs().max() < 1e-5


def test_every_adapter_of_the_bench_moves_the_vectors(benches: dict[str, Bench]) -> None:
    for bench in benches.values():
        for name in NAMES[1:]:
            assert cosines(bench.stock[name][:, 0], bench.stock[None][:, 0]).mean() < 0.999


def test_after_a_failure_the_next_batch_has_nothing_of_the_last(benches: dict[str, Bench]) -> None:
    bench = benches["dinov2"]
    before = bench.found([(None, 0)])
    with pytest.raises(ValueError, match="channel"):
        bench.embedder._model.tokens(torch.zeros(1, 4, SIDE, SIDE), [bench.adapters["all16"].factors])
    assert bench.found([(None, 0)]).equal(before)


def test_the_padding_beside_a_picture_is_zeros_for_its_row_alone(benches: dict[str, Bench]) -> None:
    bench = benches["dinov2"]
    pictures = bench.pictures[:2]
    whole = bench.embedder.tokens(pictures, [None, None])
    padded = bench.embedder.tokens(pictures, [None, None], {1: (48, 32)})
    changed = pictures.copy()
    changed[1, 48:], changed[1, :, 32:] = 7, 9
    assert padded[0].equal(whole[0]) and not padded[1].equal(whole[1])
    assert bench.embedder.tokens(changed, [None, None], {1: (48, 32)}).equal(padded)
