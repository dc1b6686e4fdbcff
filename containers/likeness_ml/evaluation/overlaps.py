"""How far two regions of one picture are the same: intersection over union, from 0 to 1.

Boxes are x, y, width, height in pixels; x + width is the first column outside. So a box drawn as a mask overlaps as the
box does, which an extent of `last - first`, without the last pixel's own width, would not (paper section 2.3.7).
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def box_iou(boxes: Array, others: Array) -> Array:
    """float64 [n, m] of boxes [n, 4] with others [m, 4]; 0 where they only touch, or have no area.

    Coordinates may be fractions; widths and heights are not negative.
    """
    boxes, others = (np.asarray(group, np.float64).reshape(-1, 4) for group in (boxes, others))
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum((boxes[:, :2] + boxes[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    shared = np.maximum(high - low, 0).prod(axis=2)
    return _over_union(shared, box_areas(boxes), box_areas(others))


def mask_iou(masks: Array, others: Array) -> Array:
    """float64 [n, m] of bool masks [n, h, w] with others [m, h, w], exact in pixels; 0 between two empty ones.

    Raises ValueError where they aren't of one size.
    """
    if masks.shape[1:] != others.shape[1:]:
        raise ValueError(f"masks of {masks.shape[1:]} and of {others.shape[1:]} are not of one picture")
    shared = np.zeros((len(masks), len(others)))
    for row, mask in zip(shared, masks, strict=True):
        row[:] = mask_areas(others & mask)
    return _over_union(shared, mask_areas(masks), mask_areas(others))


def box_areas(boxes: Array) -> Array:
    """float64 [n], in square pixels, of boxes [n, 4]."""
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    return boxes[:, 2] * boxes[:, 3]


def mask_areas(masks: Array) -> Array:
    """float64 [n], in pixels, of bool masks [n, h, w]."""
    return np.count_nonzero(masks, axis=(1, 2)).astype(np.float64)


def _over_union(shared: Array, areas: Array, of_others: Array) -> Array:
    union = areas[:, None] + of_others[None] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
