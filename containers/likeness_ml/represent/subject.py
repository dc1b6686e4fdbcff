"""The subject's photos beside a backbone: what can be embedded, and what an adapter is trained from."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from likeness_ml.backbone import features, load_backbone, normalise
from likeness_ml.curation.views import Views
from likeness_ml.errors import ServiceError
from likeness_ml.represent.pool import Candidate, read_masks, read_photos
from likeness_ml.represent.train import Images, Progress, Settings, train

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
        return cls(read_photos(references), backbone, settings)

    def crops(self, left_out: Set[str] = frozenset()) -> list[np.ndarray]:
        """Each photo's but those left out."""
        return [crop for name, crop in self.photos.items() if name not in left_out]

    def embed_pixels(self, pictures: list[np.ndarray]) -> np.ndarray:
        """The bare backbone's vectors, [n, d] L2-normalised."""
        return embed(self.base, pictures, self.settings.feature)

    def views(self, synthetic: Path) -> Views:
        """What the bare backbone sees; `synthetic` is the compose job's model/, where the photos' masks are."""
        return Views(self.base, self.settings.feature, self.photos, read_masks(synthetic, self.photos))

    def train(self, candidates: list[Candidate], checkpoint: Path, progress: Progress) -> torch.nn.Module:
        """An adapted copy of the backbone, in evaluation mode."""
        groups = [[image.pixels for image in candidates if image.kind == kind] for kind in KINDS]
        for kind, pictures in zip(KINDS, groups, strict=True):
            if not pictures:
                raise ServiceError("Internal", f"Curation left no {kind} to train on.")
        images = Images.prepare(*groups, self.settings.side)
        return train(load_backbone(self.backbone_folder), images, self.settings, checkpoint, progress)


@torch.inference_mode()
def embed(model: torch.nn.Module, pictures: list[np.ndarray], feature: str) -> np.ndarray:
    """[n, d] float32, L2-normalised, of uint8 pictures of any one size each.

    One at a time, so that a vector's bits do not depend on what else was asked for.
    """
    vectors = [normalize(features(model, normalise(picture[None]), feature), dim=1) for picture in pictures]
    return torch.cat(vectors).numpy()
