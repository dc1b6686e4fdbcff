"""Where in a photo the model sees the subject: cosines of patch tokens with the references' object patches."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from likeness_ml.backbone import normalise, preprocessing_of, tokens


@torch.no_grad()
def patch_tokens(model: torch.nn.Module, crops: list[np.ndarray]) -> Tensor:
    """[n, rows, columns, d] of square uint8 crops [side, side, 3], L2-normalised."""
    grids = []
    for crop in crops:
        found = tokens(model, normalise(crop[None], preprocessing_of(model)))[0, 1:]
        rows = round(len(found) ** 0.5)
        grids.append(normalize(found, dim=-1).view(rows, rows, -1))
    return torch.stack(grids)


def target_feature(grids: Tensor, masks: list[np.ndarray]) -> Tensor:
    """The object's feature: per reference (maximum + mean) / 2 of its patches (paper section 2.3), then their mean."""
    rows = grids.shape[1]
    features = []
    for grid, mask in zip(grids, masks, strict=True):
        share = cv2.resize(mask.astype(np.float32) / 255, (rows, rows), interpolation=cv2.INTER_AREA)
        inside = torch.from_numpy(share >= min(0.5, float(share.max())))
        patches = grid[inside]
        features.append((patches.max(dim=0).values + patches.mean(dim=0)) / 2)
    return normalize(torch.stack(features).mean(dim=0), dim=0)


def overlay(crop: np.ndarray, cosines: np.ndarray) -> np.ndarray:
    """The crop under a heat map, stretched to the map's own range: a map shows where, not how much."""
    span = max(float(np.ptp(cosines)), 1e-6)
    level = ((cosines - cosines.min()) / span * 255).astype(np.uint8)
    level = cv2.resize(level, crop.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    heat = cv2.cvtColor(cv2.applyColorMap(level, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    grey = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return cv2.addWeighted(grey, 0.45, heat, 0.55, 0)
