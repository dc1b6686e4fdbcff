"""What is trained: by shape the backbone, the settings and how long it is measured."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from transformers import Dinov2Config, Dinov2Model

from likeness_ml.backbone import load_backbone, preprocessing_of
from likeness_ml.images import Preprocessing, open_image
from likeness_ml.represent.draws import Images, Pool, Rows, draw
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
    fused_qkv=True,
)
SETTINGS = {"laptop": LAPTOP, "paper": PAPER, "dinov2-s": PAPER}


@dataclass(frozen=True)
class Sizes:
    """Width and height of the files, in pixels."""

    photos: tuple[int, int]
    synthetic: tuple[int, int]


PAPERS = Sizes((1024, 768), (512, 512))
SIZES = {"laptop": Sizes((768, 768), (160, 160)), "paper": PAPERS, "dinov2-s": PAPERS}


@dataclass(frozen=True)
class Shape:
    """A backbone's folder, pictures as files and as what `train` takes, and how the one becomes the other."""

    backbone: Path
    settings: Settings
    preprocessing: Preprocessing
    files: list[Path]
    images: Images

    def with_settings(self, settings: Settings) -> Shape:
        return replace(self, settings=settings)

    def with_photos(self, count: int) -> Shape:
        """With the first few of its photos alone as anchors."""
        files = self.files[:count] + self.files[len(self.images.anchors) :]
        return replace(self, files=files, images=replace(self.images, anchors=self.images.anchors[:count]))

    @property
    def rows(self) -> Rows:
        return Pool.of(self.images, None, self.settings, torch.device("cpu")).training

    def draws(self, step: int, rows: Rows) -> list[list[int]]:
        """Of each group the numbers of its files: what our own step draws."""
        drawn = draw(rows, self.settings, step)
        return [group.tolist() for group in (drawn.anchors, drawn.positives, drawn.negatives)]


def shape_of(backbone: Path, settings: Settings, sizes: Sizes, folder: Path) -> Shape:
    files = [folder / f"{number:03d}.jpg" for number in range(sum(POOL))]
    for number, file in enumerate(files):
        of_subject = number < POOL[0] + POOL[1]
        write_picture(file, sizes.photos if number < POOL[0] else sizes.synthetic, number, 20 if of_subject else -20)
    preprocessing = preprocessing_of(load_backbone(backbone)).at(settings.side)
    pixels = read(files, preprocessing)
    return Shape(backbone, settings, preprocessing, files, Images(*pixels.split(list(POOL))))


def read(files: list[Path], preprocessing: Preprocessing) -> Tensor:
    """What ours pays once: each file decoded, resized and cropped, and all normalised."""
    pictures = [preprocessing.cropped(open_image(file)) for file in files]
    return training_pixels(pictures, preprocessing.crop, preprocessing)


def write_picture(file: Path, size: tuple[int, int], seed: int, warmth: float) -> None:
    """Made up: noise at every scale, weaker the finer it is, since the time to decode a JPEG depends on its detail.
    `warmth` is how much redder than grey it is, in levels of 255: what can be learnt.
    """
    random = np.random.default_rng(seed)
    picture, cells = np.full((size[1], size[0], 3), 127.5) + np.array([warmth, 0, -warmth]), 8
    while cells <= min(size):
        noise = random.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        layer = np.asarray(Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
        picture += (layer - 127.5) * 0.5 * math.sqrt(8 / cells)
        cells *= 2
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(file, quality=92)


def write_dinov2_small(to: Path) -> Path:
    """DINOv2 S/14 with random weights: what a step costs follows from shapes, not from weights."""
    torch.manual_seed(0)
    Dinov2Model(
        Dinov2Config(hidden_size=384, num_hidden_layers=12, num_attention_heads=6, patch_size=14, image_size=518)
    ).save_pretrained(str(to))
    return to
