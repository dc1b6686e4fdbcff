"""What the backbone sees in a picture: computed once, then asked for every subject."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from likeness_ml.backbone import device_of, tokens
from likeness_ml.evaluation.dense.framing import Array, Frame
from likeness_ml.images import Preprocessing


@dataclass(frozen=True)
class Encoded:
    """`grid` is float32 [rows, columns, d], on the CPU: L2-normalised patch features of the cells that hold some
    picture.
    """

    frame: Frame
    grid: Tensor


@torch.no_grad()
def encode(model: torch.nn.Module, picture: Array, preprocessing: Preprocessing, side: int) -> Encoded:
    """A picture, uint8 [h, w, 3], seen as a square of `side` pixels (paper: 896 for patch 14, 1024 for patch 16), on
    the model's device.

    The features are the last layer's patch tokens after the final norm (paper section 2.3.1). `preprocessing` gives the
    channel statistics alone: those of this backbone (P-E8). Raises InputError `OptionInvalid` for a side that the
    backbone's patches don't divide.
    """
    frame = Frame(*picture.shape[:2], side, model.config.patch_size)
    found = tokens(model, frame.square(picture, preprocessing).to(device_of(model)))[0, 1:].cpu()
    rows, columns = frame.cells
    a_side = side // frame.cell
    return Encoded(frame, normalize(found, dim=-1).view(a_side, a_side, -1)[:rows, :columns].contiguous())
