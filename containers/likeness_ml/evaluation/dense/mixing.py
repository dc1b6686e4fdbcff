"""One mask from SAM's three: the two free weights that PerSAM-F learns on a reference photo (paper section 2.3.6)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from likeness_ml.evaluation.dense.framing import Array
from likeness_ml.evaluation.dense.sam import Seen

STEPS = 2000
LEARNING_RATE = 1e-3
EPSILON = 1e-4
FOCAL_ALPHA = 0.25
FOCAL_GAMMA = 2


@dataclass(frozen=True)
class Mixing:
    """`weights` [3] of the three masks' logits, which sum to one; the `losses` on the way there, one a step."""

    weights: Tensor
    losses: list[float]

    def of(self, logits: Tensor) -> Tensor:
        """[3, n, n] to [n, n]."""
        return mixed(self.weights, logits)


def learn_mixing(seen: Seen, logits: Tensor, mask: Array, steps: int = STEPS) -> Mixing:
    """For the reference `seen`, its coarse logits [3, n, n] and its true mask, bool [h, w].

    From a third each, by AdamW with a cosine schedule; the loss is dice + focal. It is taken where SAM sees the picture
    (at most its square), so a large photo takes no longer than a small one.
    """
    fine = _at_square(seen, logits)
    height, width = seen.frame.inner
    truth = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) >= 0.5
    wanted = torch.from_numpy(truth.astype(np.float32))
    free = torch.nn.Parameter(torch.full((2,), 1 / 3))
    optimizer = torch.optim.AdamW([free], lr=LEARNING_RATE, eps=EPSILON)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, steps))
    losses = []
    for _ in range(steps):
        found = mixed(_all_three(free), fine)
        loss = dice(found, wanted) + focal(found, wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return Mixing(_all_three(free.detach()), losses)


def mixed(weights: Tensor, logits: Tensor) -> Tensor:
    """[n, h, w] weighted and summed to [h, w]."""
    return (weights[:, None, None] * logits).sum(dim=0)


def dice(logits: Tensor, wanted: Tensor) -> Tensor:
    """1 - 2 |A and B| / (|A| + |B|) of soft masks, one added above and below: 0 at best, 1 at worst."""
    shares = logits.sigmoid()
    return 1 - (2 * (shares * wanted).sum() + 1) / (shares.sum() + wanted.sum() + 1)


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy that fades where the answer is right already, the mean over pixels (Lin and others 2017)."""
    entropy = binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    wrong = (logits.sigmoid() - wanted).abs()
    balance = FOCAL_ALPHA * wanted + (1 - FOCAL_ALPHA) * (1 - wanted)
    return (balance * wrong**FOCAL_GAMMA * entropy).mean()


def _all_three(free: Tensor) -> Tensor:
    return torch.cat([1 - free.sum(dim=0, keepdim=True), free])


def _at_square(seen: Seen, logits: Tensor) -> Tensor:
    """[3, n, n] to the size that SAM sees the picture at, [3, h, w]."""
    rows, columns = seen.frame.cells
    frame = seen.frame.unscaled()
    return torch.from_numpy(np.stack([frame.stretched(one[:rows, :columns].numpy()) for one in logits]))
