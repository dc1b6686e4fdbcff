"""From a map of cosines to a mask, by a threshold that the map itself sets (paper section 2.3.4)."""

from __future__ import annotations

import cv2
import numpy as np

from likeness_ml.evaluation.dense.framing import Array

FLAT = 1e-5  # a map with no wider range says nothing of where; float32 cosines of equal patches differ by less
SPECK = 100  # pixels of a picture whose longest side is SIZE
SIZE = 1024


def segment(cosines: Array) -> Array | None:
    """float32 [h, w] to bool [h, w], never empty; None for a flat map.

    Any other map gets a mask, also where the subject is absent: Otsu splits whatever it is given, and only the
    prediction's score tells. Sizes in pixels grow with the picture, so that a picture and its enlargement agree.
    """
    low, span = float(cosines.min()), float(np.ptp(cosines))
    if span <= FLAT:
        return None
    level = np.round((cosines - low) * (255 / span)).astype(np.uint8)
    _, above = cv2.threshold(level, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    times = max(cosines.shape) / SIZE
    return smooth(without_specks(above, SPECK * times**2), max(1, round(times))).astype(bool)


def without_specks(mask: Array, smallest: float) -> Array:
    """uint8 [h, w] without components (8 neighbours) of fewer than `smallest` pixels; the largest always stays."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= min(smallest, areas[1:].max())
    keep[0] = False  # the background
    return keep[labels].astype(np.uint8)


def smooth(mask: Array, radius: int) -> Array:
    """Closing, then opening by a disc; what would vanish altogether is only closed. The picture's edge is no gap."""
    size = 2 * radius + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, disc)
    return opened if opened.any() else closed
