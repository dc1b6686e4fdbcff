"""Where to point a segmenter: cells of a cosine map, the most similar first (paper section 2.3.6).

The paper's code picks from an unordered set and so may start anywhere in it (P-E16); here scores decide, and of equal
ones the first by rows.
"""

from __future__ import annotations

import cv2
import numpy as np

from likeness_ml.evaluation.dense.framing import Array

HIGH = 0.9  # of the map's range
MOST = 5


def peaks(cosines: Array, most: int = MOST) -> Array:
    """int [n, 2] of row and column: 1 to `most` of the cells above 90 % of the range, each farther from those before
    than the width of a high region (the square root of the regions' mean area).
    """
    low, high = cosines.min(), cosines.max()
    above = cosines >= low + HIGH * (high - low)
    regions = cv2.connectedComponents(above.astype(np.uint8), connectivity=8)[0] - 1
    spacing = np.sqrt(above.sum() / regions)
    chosen: list[Array] = []
    for cell in strongest(cosines, int(above.sum())):
        if all(np.hypot(*(cell - other)) > spacing for other in chosen):
            chosen.append(cell)
        if len(chosen) == most:
            break
    return np.stack(chosen)


def strongest(cosines: Array, count: int = 2) -> Array:
    """int [count, 2] of row and column: the highest cells, wherever they are (the paper's way for CLIP and MAE)."""
    order = np.argsort(-cosines, axis=None, kind="stable")[:count]
    return np.stack(np.unravel_index(order, cosines.shape), axis=1)
