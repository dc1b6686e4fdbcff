"""Bringing a cut-out's light to that of the picture it is pasted on."""

from __future__ import annotations

import cv2
import numpy as np

# Bounds of the factor on the object's contrast: on a flat wall it would turn grey, on a thicket glaring.
CONTRAST = (0.5, 2.0)


def match_light(cutout: np.ndarray, canvas: np.ndarray, share: float) -> np.ndarray:
    """Moves mean and standard deviation of the object's lightness (Lab's L) towards the canvas's by `share`, 0 to 1.

    `cutout` uint8 RGBA, `canvas` uint8 RGB; colours (Lab's a and b) are the object's own and stay. The result is mixed
    from the object and its fully matched twin, so that its mean moves one way only, whatever is clipped.
    """
    object_pixels = cutout[..., 3] > 127
    if share == 0 or not object_pixels.any():
        return cutout
    lab, own, there = _lab(cutout[..., :3]), _lab(cutout[..., :3])[object_pixels, 0], _lab(canvas)[..., 0]
    factor = np.clip(there.std() / max(1e-3, own.std()), *CONTRAST)
    lab[..., 0] = np.clip((lab[..., 0] - own.mean()) * factor + there.mean(), 0, 100)
    matched = np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1) * 255
    out = cutout.copy()
    out[..., :3] = np.rint(cutout[..., :3] * (1 - share) + matched * share).astype(np.uint8)
    return out


def _lab(rgb: np.ndarray) -> np.ndarray:
    """float32, L from 0 to 100."""
    return cv2.cvtColor(np.ascontiguousarray(rgb).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
