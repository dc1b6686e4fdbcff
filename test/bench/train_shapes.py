"""What is trained: by shape the backbone, the settings and how long it is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from generation_inputs import write_photo
from transformers import Dinov2Config, Dinov2Model

from likeness_ml.backbone import load_backbone, preprocessing_of
from likeness_ml.represent.draws import Images, Pool, Rows, draw
from likeness_ml.represent.pool import decoded
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import training_pixels

GROUP = 16  # pictures of each of the three groups in a step, as in the paper
POOL = (24, 48, 60)  # anchors, positives and negatives to draw from
BLOCKS = 4  # that learn, where the trunk below them is measured
WITHOUT_END = 10_000

LAPTOP = Settings(
    steps=WITHOUT_END,
    checkpoint_every=WITHOUT_END,
    report_every=WITHOUT_END,
    anchors=GROUP,
    positives=GROUP,
    negatives=GROUP,
    preservation=0,  # the paper's loss alone
    augment="paper",
)
PAPER = replace(
    LAPTOP,
    side=224,
    feature="cls+patch",
    temperature=0.07,
    learning_rate=3e-4,
    alpha=0.5,
    dropout=0.3,
    targets=("q_proj", "k_proj", "v_proj"),
)
SETTINGS = {"laptop": LAPTOP, "paper": PAPER, "dinov2-s": PAPER}


@dataclass(frozen=True)
class Shape:
    """A backbone's folder, and pictures of the training's side as files and as what `train` takes."""

    backbone: Path
    settings: Settings
    files: list[Path]
    images: Images

    def with_settings(self, settings: Settings) -> Shape:
        return replace(self, settings=settings)

    @property
    def rows(self) -> Rows:
        return Pool.of(self.images, None, self.settings, torch.device("cpu")).training

    def draws(self, step: int, rows: Rows) -> list[list[int]]:
        """Of each group the numbers of its files: what our own step draws."""
        drawn = draw(rows, self.settings, step)
        return [group.tolist() for group in (drawn.anchors, drawn.positives, drawn.negatives)]


def shape_of(backbone: Path, settings: Settings, folder: Path) -> Shape:
    files = [folder / f"{number:03d}.jpg" for number in range(sum(POOL))]
    for number, file in enumerate(files):
        write_photo(file, settings.side, settings.side, number)
    preprocessing = preprocessing_of(load_backbone(backbone))
    pixels = training_pixels([decoded(file) for file in files], settings.side, preprocessing)
    return Shape(backbone, settings, files, Images(*pixels.split(list(POOL))))


def write_dinov2_small(to: Path) -> Path:
    """DINOv2 S/14 with random weights: what a step costs follows from shapes, not from weights."""
    torch.manual_seed(0)
    Dinov2Model(
        Dinov2Config(hidden_size=384, num_hidden_layers=12, num_attention_heads=6, patch_size=14, image_size=518)
    ).save_pretrained(str(to))
    return to
