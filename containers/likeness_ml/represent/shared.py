"""What all subjects of one job have in common: the bare backbone, and pictures that several of them have.

The backbone is loaded once, such a picture decoded once, and what the bare backbone sees of a picture computed once.
All of it is what each subject would get for itself, bit for bit.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from likeness_ml.backbone import backbone_digest, features, file_digest, load_backbone, normalise, preprocessing_of
from likeness_ml.curation.views import Views

PICTURES = {".jpg", ".png"}


class Shared:
    """Of one subject, as the represent job's, there is nothing that several have, and no file is hashed for it."""

    def __init__(self, backbone: Path, folders: Iterable[Path] = ()) -> None:
        """`folders` are the subjects', each with its channels. Raises InputError as `load_backbone` does."""
        self.folder = backbone
        self.base = load_backbone(backbone)
        counts = Counter(file_digest(file) for folder in folders for file in pictures_in(folder))
        self.common = {digest for digest, count in counts.items() if count > 1}
        self.read: dict[tuple[str, str], np.ndarray] = {}
        self.recurring: set[int] = set()  # ids of arrays in `read`
        self.tokens: dict[int, torch.Tensor] = {}
        self.seen: dict[tuple[str, bytes], np.ndarray] = {}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the backbone's weights."""
        return backbone_digest(self.folder)

    def fresh(self) -> PreTrainedModel:
        """A copy of the bare backbone, to put an adapter on."""
        return deepcopy(self.base)

    def once(self, file: Path, what: str, read: Callable[[Path], np.ndarray]) -> np.ndarray:
        """`read(file)`; of a picture that several subjects have the same array each time, which nobody may change.
        `what` is read of it is part of what it is known by.
        """
        digest = file_digest(file) if self.common else ""
        if digest not in self.common:
            return read(file)
        if (what, digest) not in self.read:
            self.read[what, digest] = read(file)
            self.recurring.add(id(self.read[what, digest]))
        return self.read[what, digest]

    def vectors(self, pictures: list[np.ndarray], feature: str) -> np.ndarray:
        """`embed` of the bare backbone."""
        keys = [(feature, hashlib.sha256(picture.tobytes()).digest()) for picture in pictures]
        for key, picture in zip(keys, pictures, strict=True):
            if key not in self.seen:
                self.seen[key] = embed(self.base, [picture], feature)[0]
        return np.stack([self.seen[key] for key in keys])


class SharedViews(Views):
    """Views that remember the tokens of whole pictures which several subjects have: 0.8 MB a picture for ViT-B/14."""

    def __init__(
        self, shared: Shared, feature: str, photos: dict[str, np.ndarray], masks: dict[str, np.ndarray]
    ) -> None:
        super().__init__(shared.base, feature, photos, masks)
        self.shared = shared

    def whole_tokens(self, pixels: np.ndarray, shrunk: np.ndarray) -> torch.Tensor:
        key, tokens = id(pixels), self.shared.tokens
        found = tokens[key] if key in tokens else super().whole_tokens(pixels, shrunk)
        if key in self.shared.recurring:
            tokens[key] = found
        return found


def pictures_in(folder: Path) -> list[Path]:
    """By links too."""
    channels = [channel for channel in sorted(folder.iterdir()) if channel.is_dir()]
    return [file for channel in channels for file in sorted(channel.rglob("*")) if file.suffix in PICTURES]


@torch.inference_mode()
def embed(model: torch.nn.Module, pictures: list[np.ndarray], feature: str) -> np.ndarray:
    """[n, d] float32, L2-normalised, of uint8 pictures of any one size each.

    One at a time, so that a vector's bits do not depend on what else was asked for.
    """
    preprocessing = preprocessing_of(model)
    pixels = (normalise(picture[None], preprocessing) for picture in pictures)
    return torch.cat([normalize(features(model, one, feature), dim=1) for one in pixels]).numpy()
