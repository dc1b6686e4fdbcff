"""Frozen blocks that run once an image: the vectors and gradients are those of the whole network."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from represent_images import QKV, SETTINGS, training_images
from sample_jobs import BACKBONE
from tiny_backbones import make_backbone

from likeness_ml.backbone import load_backbone
from likeness_ml.represent.draws import Pool
from likeness_ml.represent.encoder import Encoder
from likeness_ml.represent.lora import blocks_of, with_adapter
from likeness_ml.represent.train import encoding, train
from likeness_ml.represent.trunk import Trunk

FEW = replace(SETTINGS, blocks=1, dropout=0.0, targets=QKV, feature="cls+patch")


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("kind", ["dinov2", "clip", "vit_mae"])
def test_vectors_and_gradients_are_those_of_the_whole_network(kind: str, precision: str, tmp_path: Path) -> None:
    settings = replace(FEW, precision=precision)
    model = with_adapter(load_backbone(make_backbone(tmp_path / kind, kind)), settings)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.3, generator=torch.Generator().manual_seed(0))
    pool = Pool.of(training_images(), None, settings, torch.device("cpu"))
    rows = torch.tensor([3, 0, 14, 7])
    found = []
    for cached in (False, True):
        model.zero_grad()
        if cached:
            with Trunk(model, pool.pixels, settings) as trunk:
                vectors = Encoder(model, pool.pixels, settings, trunk)._encode(rows, None)
                vectors[:, ::2].sum().backward()
        else:
            vectors = Encoder(model, pool.pixels, settings)._encode(rows, None)
            vectors[:, ::2].sum().backward()
        found.append([vectors.detach(), *(p.grad for p in model.parameters() if p.requires_grad)])
    for whole, short in zip(*found, strict=True):
        assert torch.allclose(whole, short, rtol=1e-4, atol=1e-5 * float(whole.abs().max()) + 1e-7)


def test_frozen_blocks_run_no_more_in_training_and_are_back_after_it(tmp_path: Path) -> None:
    backbone, images = load_backbone(BACKBONE), training_images()
    blocks = blocks_of(backbone)
    runs = dict.fromkeys((0, len(blocks) - 1), 0)
    for index in runs:
        blocks[index].attention.register_forward_hook(lambda *_, index=index: runs.update({index: runs[index] + 1}))
    settings = replace(SETTINGS, blocks=1, preservation=0, steps=5)
    model = train(backbone, images, settings, tmp_path, lambda *_: None)
    assert runs == {0: 1, len(blocks) - 1: 1 + 5}
    names = {name for name, _ in model.base_model.model.named_parameters() if "lora" not in name}
    assert {name.replace(".base_layer", "") for name in names} == load_backbone(BACKBONE).state_dict().keys()


def test_training_gives_nearly_the_adapter_that_it_gives_without_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearly: images go through the trunk in other batches, whose sums may round otherwise."""
    images = training_images()
    losses: list[list[float]] = []
    for name in ("cached", "whole"):
        told: list[float] = []
        losses.append(told)
        if name == "whole":
            monkeypatch.setattr("likeness_ml.represent.train.first_adapted", lambda *_: 0)
        settings = replace(FEW, dropout=0.3, steps=8)
        train(load_backbone(BACKBONE), images, settings, tmp_path / name, lambda *s, t=told: t.append(s[2]["loss"]))
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


@pytest.mark.parametrize("changes", [{"augment": "paper"}, {"blocks": None}])
def test_there_is_no_cache_where_each_step_has_new_images_or_every_block_learns(changes: dict) -> None:
    settings = replace(FEW, **changes)
    model = with_adapter(load_backbone(BACKBONE), settings)
    with encoding(model, Pool.of(training_images(), None, settings, torch.device("cpu")), settings) as encoder:
        assert encoder.trunk is None
