"""The subject's photos beside a backbone: what can be embedded, and what an adapter is trained from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import normalize

from likeness_ml.backbone import features, load_backbone, normalise
from likeness_ml.compose.cutouts import camera, jitter_colour, random_crop
from likeness_ml.errors import ServiceError
from likeness_ml.images import resize_and_crop
from likeness_ml.represent.pool import Candidate, read_photos
from likeness_ml.represent.train import Images, Progress, Settings, train

ANCHOR_VIEWS = 16  # of each photo
ANCHOR_AREA = (0.6, 1.0)  # of the photo


@dataclass
class Subject:
    """Reference photos by name, upright RGB, and the folder of the backbone they are seen through."""

    photos: dict[str, Image.Image]
    backbone_folder: Path
    settings: Settings

    def __post_init__(self) -> None:
        self.base = load_backbone(self.backbone_folder)

    @classmethod
    def read(cls, references: Path, backbone: Path, settings: Settings) -> Subject:
        return cls(read_photos(references), backbone, settings)

    def crops(self) -> list[np.ndarray]:
        """Each photo as evaluation and serving see it: uint8 [224, 224, 3]."""
        return [resize_and_crop(photo) for photo in self.photos.values()]

    def embed_pixels(self, pictures: list[np.ndarray]) -> np.ndarray:
        """The bare backbone's vectors, [n, d] L2-normalised."""
        return embed(self.base, pictures, self.settings.feature)

    def train(
        self, candidates: list[Candidate], left_out: set[str], settings: Settings, checkpoint: Path, progress: Progress
    ) -> torch.nn.Module:
        """An adapted copy of the backbone, in evaluation mode."""
        photos = [np.asarray(photo) for name, photo in self.photos.items() if name not in left_out]
        groups = {
            kind: [candidate.pixels for candidate in candidates if candidate.kind == kind]
            for kind in ("positive", "negative")
        }
        if not groups["positive"] or not groups["negative"]:
            raise ServiceError("Internal", "Curation left no positives or no negatives to train on.")
        anchors = anchor_views(photos, settings)
        images = Images.prepare(anchors, groups["positive"], groups["negative"], settings.side)
        return train(load_backbone(self.backbone_folder), images, settings, checkpoint, progress)


def anchor_views(photos: list[np.ndarray], settings: Settings) -> list[np.ndarray]:
    """Varied views of the real photos, uint8."""
    rng = np.random.default_rng([settings.seed, 7])
    return [
        camera(jitter_colour(random_crop(photo, settings.side, rng, ANCHOR_AREA), rng), rng)
        for _ in range(ANCHOR_VIEWS)
        for photo in photos
    ]


@torch.inference_mode()
def embed(model: torch.nn.Module, pictures: list[np.ndarray], feature: str) -> np.ndarray:
    """[n, d] float32, L2-normalised, of uint8 pictures of any one size each.

    One at a time, so that a vector's bits do not depend on what else was asked for.
    """
    vectors = [normalize(features(model, normalise(picture[None]), feature), dim=1) for picture in pictures]
    return torch.cat(vectors).numpy()
