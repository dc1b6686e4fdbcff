"""What the bare backbone sees of photos and candidates. Each picture goes through it once, whoever asks."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch.nn.functional import normalize

from likeness_ml.backbone import normalise, pooled, preprocessing_of, tokens
from likeness_ml.curation.crops import Box, box_of, cut, locate
from likeness_ml.evaluation.similarity import target_feature
from likeness_ml.represent.pool import Candidate

BATCH = 8  # crops at once: 1.5 times as fast as one by one on two cores; a whole picture gains less


@dataclass(frozen=True)
class Seen:
    """A whole picture's vector [d], L2-normalised, and the cosines of its patches with each photo's object [photos,
    rows, columns]."""

    vector: np.ndarray
    cosines: np.ndarray


class Views:
    """Vectors of the reference photos and of candidates, by id.

    A whole picture is seen alone and a crop in a batch of fixed size, so that a vector's bits do not depend on what
    else was asked for.
    """

    def __init__(
        self, model: torch.nn.Module, feature: str, photos: dict[str, np.ndarray], masks: dict[str, np.ndarray]
    ) -> None:
        """`photos` uint8 [h, w, 3] and `masks` uint8 [h, w] of the same names."""
        self.model, self.feature = model, feature
        self.patch = model.config.patch_size
        self.preprocessing = preprocessing_of(model)
        self.device = next(model.parameters()).device
        self.photos = photos
        whole = {name: self._forward([photo]) for name, photo in photos.items()}
        self.vectors = {name: self._pooled(found)[0] for name, found in whole.items()}
        grids = {name: self._grid(found, photos[name]) for name, found in whole.items()}
        self.objects = {name: target_feature(grid[None], [masks[name]]) for name, grid in grids.items()}
        crops = [cut(photo, box_of(masks[name])) for name, photo in photos.items()]
        self.crops = dict(zip(photos, self._see(crops), strict=True))
        self.seen: dict[str, Seen] = {}
        self.cropped: dict[tuple[str, Box], np.ndarray] = {}

    def names(self, left_out: Set[str]) -> list[str]:
        return [name for name in self.photos if name not in left_out]

    def reference_vectors(self, left_out: Set[str] = frozenset()) -> np.ndarray:
        """[photos, d] of the photos but those left out."""
        return np.stack([self.vectors[name] for name in self.names(left_out)])

    def reference_crops(self, left_out: Set[str] = frozenset()) -> np.ndarray:
        """[photos, d] of the object in each photo but those left out."""
        return np.stack([self.crops[name] for name in self.names(left_out)])

    def whole(self, candidates: list[Candidate]) -> np.ndarray:
        """[n, d] of whole pictures."""
        return np.stack([self._look(candidate).vector for candidate in candidates])

    def objects_in(self, candidates: list[Candidate], left_out: Set[str] = frozenset()) -> np.ndarray:
        """[n, d] of the object in each picture, found by its likeness to the photos where its box isn't known."""
        keys = [(one.identity, one.box or self._locate(one, left_out)) for one in candidates]
        missing = {key: one.pixels for key, one in zip(keys, candidates, strict=True) if key not in self.cropped}
        vectors = self._see([cut(pixels, box) for (_, box), pixels in missing.items()])
        self.cropped.update(zip(missing, vectors, strict=True))
        return np.stack([self.cropped[key] for key in keys])

    def _look(self, candidate: Candidate) -> Seen:
        if candidate.identity not in self.seen:
            picture = _shrunk(candidate.pixels, self.preprocessing.crop)
            found = self.whole_tokens(candidate.pixels, picture)
            self.seen[candidate.identity] = Seen(self._pooled(found)[0], self._cosines(self._grid(found, picture)))
        return self.seen[candidate.identity]

    def whole_tokens(self, pixels: np.ndarray, shrunk: np.ndarray) -> torch.Tensor:
        """[1, 1 + patches, d] of a candidate's `pixels`, which the backbone gets `shrunk`."""
        return self._forward([shrunk])

    def _locate(self, candidate: Candidate, left_out: Set[str]) -> Box:
        kept = [index for index, name in enumerate(self.photos) if name not in left_out]
        cosines = self._look(candidate).cosines[kept].mean(axis=0)
        return locate(cosines, candidate.pixels.shape[:2])

    def _cosines(self, grid: torch.Tensor) -> np.ndarray:
        objects = torch.stack(list(self.objects.values()))
        return torch.einsum("rcd,nd->nrc", grid, objects).cpu().numpy()

    def _grid(self, found: torch.Tensor, picture: np.ndarray) -> torch.Tensor:
        """[rows, columns, d], each L2-normalised."""
        rows, columns = (side // self.patch for side in picture.shape[:2])
        return normalize(found[0, 1:], dim=-1).view(rows, columns, -1)

    def _see(self, pictures: list[np.ndarray]) -> list[np.ndarray]:
        vectors: list[np.ndarray] = []
        for start in range(0, len(pictures), BATCH):
            some = pictures[start : start + BATCH]
            padding = [some[-1]] * (BATCH - len(some))
            vectors += list(self._pooled(self._forward(some + padding))[: len(some)])
        return vectors

    @torch.inference_mode()
    def _forward(self, pictures: list[np.ndarray]) -> torch.Tensor:
        return tokens(self.model, normalise(np.stack(pictures), self.preprocessing).to(self.device))

    def _pooled(self, found: torch.Tensor) -> np.ndarray:
        return normalize(pooled(found, self.feature), dim=1).cpu().numpy()


def _shrunk(picture: np.ndarray, longest: int) -> np.ndarray:
    """The longer side to `longest` pixels, as much as serving sees of a photo, where it is more."""
    scale = longest / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
