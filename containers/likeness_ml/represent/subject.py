"""The subject's photos beside a backbone: what can be embedded, and what an adapter is trained from."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import interpolate, normalize

from likeness_ml.backbone import features, load_backbone, normalise, preprocessing_of
from likeness_ml.curation.views import Views
from likeness_ml.images import Preprocessing
from likeness_ml.represent.pool import read_masks, read_photos
from likeness_ml.represent.settings import Settings

KINDS = ("anchor", "positive", "negative")


@dataclass
class Subject:
    """Crops of the reference photos by name, and the folder of the backbone they are seen through."""

    photos: dict[str, np.ndarray]
    backbone_folder: Path
    settings: Settings

    def __post_init__(self) -> None:
        self.base = load_backbone(self.backbone_folder)

    @classmethod
    def read(cls, references: Path, backbone: Path, settings: Settings) -> Subject:
        return cls(read_photos(references, preprocessing_of(backbone)), backbone, settings)

    @property
    def preprocessing(self) -> Preprocessing:
        """The backbone's: every photo beside these is cropped by it."""
        return preprocessing_of(self.base)

    def crops(self, left_out: Set[str] = frozenset()) -> list[np.ndarray]:
        """Each photo's but those left out."""
        return [crop for name, crop in self.photos.items() if name not in left_out]

    def embed_pixels(self, pictures: list[np.ndarray]) -> np.ndarray:
        """The bare backbone's vectors, [n, d] L2-normalised."""
        return embed(self.base, pictures, self.settings.feature)

    def views(self, synthetic: Path) -> Views:
        """What the bare backbone sees; `synthetic` is the compose job's model/, where the photos' masks are."""
        masks = read_masks(synthetic, self.photos, self.preprocessing)
        return Views(self.base, self.settings.feature, self.photos, masks)


def training_pixels(pictures: list[np.ndarray], side: int, preprocessing: Preprocessing) -> torch.Tensor:
    """uint8 pictures of any size each to float32 [n, 3, side, side], normalised for the backbone (paper P-E8)."""
    ready = []
    for picture in pictures:
        pixels = normalise(picture[None], preprocessing)
        if pixels.shape[-1] != side:
            pixels = interpolate(pixels, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
        ready.append(pixels)
    return torch.cat(ready)


@torch.inference_mode()
def embed(model: torch.nn.Module, pictures: list[np.ndarray], feature: str) -> np.ndarray:
    """[n, d] float32, L2-normalised, of uint8 pictures of any one size each.

    One at a time, so that a vector's bits do not depend on what else was asked for.
    """
    preprocessing = preprocessing_of(model)
    pixels = (normalise(picture[None], preprocessing) for picture in pictures)
    return torch.cat([normalize(features(model, one, feature), dim=1) for one in pixels]).numpy()
