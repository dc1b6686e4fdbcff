"""The subject's photos beside a backbone: what can be embedded, and what an adapter is trained from."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import InitVar, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import interpolate
from transformers import PreTrainedModel

from likeness_ml.backbone import normalise, preprocessing_of
from likeness_ml.images import Preprocessing
from likeness_ml.represent.pool import read_masks, read_photos
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.shared import Shared, SharedViews, embed

__all__ = ["KINDS", "Subject", "embed", "training_pixels"]

KINDS = ("anchor", "positive", "negative")


@dataclass
class Subject:
    """Crops of the reference photos by name, and the folder of the backbone they are seen through."""

    photos: dict[str, np.ndarray]
    backbone_folder: Path
    settings: Settings
    given: InitVar[Shared | None] = None  # what other subjects have too

    def __post_init__(self, given: Shared | None) -> None:
        self.shared = given or Shared(self.backbone_folder)

    @property
    def base(self) -> PreTrainedModel:
        """The bare backbone."""
        return self.shared.base

    @classmethod
    def read(cls, references: Path, backbone: Path, settings: Settings, given: Shared | None = None) -> Subject:
        shared = given or Shared(backbone)
        photos = read_photos(references, preprocessing_of(shared.base), shared.once)
        return cls(photos, backbone, settings, shared)

    @property
    def preprocessing(self) -> Preprocessing:
        """The backbone's: every photo beside these is cropped by it."""
        return preprocessing_of(self.base)

    def crops(self, left_out: Set[str] = frozenset()) -> list[np.ndarray]:
        """Each photo's but those left out."""
        return [crop for name, crop in self.photos.items() if name not in left_out]

    def embed_pixels(self, pictures: list[np.ndarray]) -> np.ndarray:
        """The bare backbone's vectors, [n, d] L2-normalised."""
        return self.shared.vectors(pictures, self.settings.feature)

    def views(self, synthetic: Path) -> SharedViews:
        """What the bare backbone sees; `synthetic` is the compose job's model/, where the photos' masks are."""
        masks = read_masks(synthetic, self.photos, self.preprocessing)
        return SharedViews(self.shared, self.settings.feature, self.photos, masks)


def training_pixels(pictures: list[np.ndarray], side: int, preprocessing: Preprocessing) -> torch.Tensor:
    """uint8 pictures of any size each to float32 [n, 3, side, side], normalised for the backbone (paper P-E8)."""
    ready = []
    for picture in pictures:
        pixels = normalise(picture[None], preprocessing)
        if pixels.shape[-1] != side:
            pixels = interpolate(pixels, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
        ready.append(pixels)
    return torch.cat(ready)
