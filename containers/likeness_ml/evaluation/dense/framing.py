"""How a picture goes to a model that sees squares, and the way back (paper section 2.3.1).

The longest side is resized to the square's, the rest of the square, right or bottom, is zeros after normalisation. The
square is cut into cells: a backbone's patches, or the pixels of a model's coarse mask. Masks, boxes and points go
through this one transformation too: squashed to the square some other way they would name other cells than the features
came from (P-E4).

Coordinates are continuous, x then y: pixel (column i, row j) covers [i, i + 1) x [j, j + 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image
from torch import Tensor
from torch.nn.functional import pad

from likeness_ml.backbone import normalise
from likeness_ml.errors import InputError
from likeness_ml.images import Preprocessing

Array = np.ndarray
Box = tuple[int, int, int, int]  # x, y, width, height in whole pixels: x + width is the first column outside


@dataclass(frozen=True)
class Frame:
    """Of a picture `height` x `width` in a square of `side` pixels, which `cell` divides.

    Raises InputError `OptionInvalid` where it doesn't.
    """

    height: int
    width: int
    side: int
    cell: int

    def __post_init__(self) -> None:
        if self.side <= 0 or self.side % self.cell:
            raise InputError("OptionInvalid", f"side must be a multiple of {self.cell} pixels, not {self.side}")

    @property
    def inner(self) -> tuple[int, int]:
        """Height and width of the resized picture inside the square: at least a pixel each."""
        longest = max(self.height, self.width)
        height, width = (max(1, round(length * self.side / longest)) for length in (self.height, self.width))
        return height, width

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of the grid that hold some of the picture; the others are nothing but padding."""
        rows, columns = (-(-length // self.cell) for length in self.inner)
        return rows, columns

    @property
    def scale(self) -> Array:
        """Of x and of y, from the picture to the square. They differ by the rounding of `inner` alone."""
        height, width = self.inner
        return np.array([width / self.width, height / self.height])

    def unscaled(self) -> Frame:
        """The same square seen as a picture of its own: of the size of `inner`, in the same cells."""
        return Frame(*self.inner, self.side, self.cell)

    def square(self, picture: Array, preprocessing: Preprocessing) -> Tensor:
        """uint8 [height, width, 3] to float32 [1, 3, side, side], normalised, zeros beside the picture.

        Bilinear with the reduction's low-pass filter, as SAM's processor does it.
        """
        height, width = self.inner
        resized = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
        pixels = normalise(np.asarray(resized)[None], preprocessing)
        return pad(pixels, (0, self.side - width, 0, self.side - height))

    def shares(self, mask: Array) -> Array:
        """float32 [rows, columns]: which share of each cell is under a mask, bool [height, width].

        Raises InputError `MaskMismatch` for a mask of another size than the picture's.
        """
        if mask.shape != (self.height, self.width):
            height, width = mask.shape
            raise InputError("MaskMismatch", f"a mask of {width} x {height} for a {self.width} x {self.height} picture")
        height, width = self.inner
        rows, columns = self.cells
        filled = np.zeros((rows * self.cell, columns * self.cell), np.float32)
        filled[:height, :width] = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        return filled.reshape(rows, self.cell, columns, self.cell).mean(axis=(1, 3))

    def under(self, mask: Array) -> Array:
        """bool [rows, columns]: cells at least half under the mask, or those most under it where none is.

        None at all only for an empty mask.
        """
        return _covered(self.shares(mask))

    def within(self, box: Box) -> Array:
        """bool [rows, columns]: cells at least half in the box, or those most in it where none is; never none."""
        x, y, width, height = box
        low, high = np.array([x, y]) * self.scale, np.array([x + width, y + height]) * self.scale
        of_rows, of_columns = (
            self._overlaps(count, low[axis], high[axis]) for count, axis in zip(self.cells, (1, 0), strict=True)
        )
        return _covered(np.outer(of_rows, of_columns))

    def points(self, cells: Array) -> Array:
        """Centres of cells, [n, 2] of row and column, as [n, 2] of x and y in the picture; none lies in the padding."""
        height, width = self.inner
        centres = (cells[:, ::-1] + 0.5) * self.cell
        return np.minimum(centres, [width - 0.5, height - 0.5]) / self.scale

    def stretched(self, grid: Array) -> Array:
        """float32 [rows, columns] to [height, width]: bilinear between cell centres, constant beyond the outermost."""
        x, y = ((np.arange(length) + 0.5) for length in (self.width, self.height))
        by_row = _between(grid.astype(np.float32), y * self.scale[1] / self.cell - 0.5)
        return np.ascontiguousarray(_between(by_row.T, x * self.scale[0] / self.cell - 0.5).T)

    def _overlaps(self, count: int, low: float, high: float) -> Array:
        """[count]: which share of each cell of a row or column lies between two places in the square."""
        edges = np.arange(count + 1) * self.cell
        return np.maximum(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0) / self.cell


def box_of(mask: Array) -> Box:
    """The extent of a mask that isn't empty, bool [h, w]."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1


def _covered(shares: Array) -> Array:
    most = 0.999 * float(shares.max())  # shares that are equal but for rounding count as equal
    return (shares > 0) & (shares >= min(0.5, most))


def _between(values: Array, at: Array) -> Array:
    """[n, m] to [len(at), m]: rows interpolated linearly at fractional indices, the end rows beyond the ends."""
    at = np.clip(at, 0, len(values) - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, len(values) - 1)
    part = (at - low)[:, None].astype(np.float32)
    return values[low] * (1 - part) + values[high] * part
