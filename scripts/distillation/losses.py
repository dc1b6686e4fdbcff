"""What the student is asked for: the teacher's similarities within a batch, and its pooled and dense features."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.functional import normalize

from distillation.teacher import CHANNELS

COMPONENTS = 256  # principal components kept of the teacher's 1280 channels
POWER = 0.25  # of the eigenvalue, to divide by: 0 keeps the components' scales, 0.5 makes them equal
TEMPERATURE = 0.1  # cosine
WEIGHTS = {"cls": 1.0, "mean": 0.5, "pooled": 2.0, "dense": 2.0}


class Basis(nn.Module):
    """Centre, project onto the leading principal components, make their scales partly equal, normalise.

    As they come, the teacher's features are mostly a common offset and a few strong directions.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(CHANNELS))
        self.register_buffer("axes", torch.zeros(CHANNELS, COMPONENTS))

    def fit(self, features: Tensor) -> None:
        """`features` float32 [n, 1280]."""
        self.mean.copy_(features.mean(0))
        values, axes = torch.linalg.eigh(torch.cov(features.T))
        values, axes = values.flip(0)[:COMPONENTS], axes.flip(1)[:, :COMPONENTS]
        self.axes.copy_(axes / values.clamp(min=1e-6) ** POWER)

    def pooled(self, features: Tensor) -> Tensor:
        """float32 [n, 1280] to unit [n, 256]."""
        return normalize((features - self.mean) @ self.axes, dim=-1)

    def dense(self, features: Tensor, side: int) -> Tensor:
        """bfloat16 [n, rows, columns, 1280] to unit float32 [n, side * side, 256], resized to the student's grid."""
        projected = (features @ self.axes.bfloat16()).float() - self.mean @ self.axes
        resized = functional.interpolate(
            projected.permute(0, 3, 1, 2), (side, side), mode="bilinear", align_corners=False
        )
        return normalize(resized.flatten(2).transpose(1, 2), dim=-1)


def relational(student: Tensor, teacher: Tensor) -> Tensor:
    """How far cosines within a batch differ, both [n, n]: as soft lists of neighbours, and in value."""
    n = len(student)
    others = ~torch.eye(n, dtype=torch.bool)
    student, teacher = student[others].view(n, n - 1), teacher[others].view(n, n - 1)
    lists = [(cosines / TEMPERATURE).log_softmax(1) for cosines in (student, teacher)]
    divergence = functional.kl_div(*lists, log_target=True, reduction="batchmean")
    return divergence + 5 * functional.mse_loss(student, teacher)


class Objective(nn.Module):
    """The four losses, with the heads that map the student's tokens to the teacher's features.

    cls     similarities of the CLS tokens, against those of the teacher's pooled features
    mean    similarities of the mean patch tokens, against the same
    pooled  the teacher's pooled features, from the CLS token
    dense   the teacher's feature at each place, from the patch token there
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.pooled_head = nn.Linear(width, COMPONENTS)
        self.dense_head = nn.Linear(width, COMPONENTS)
        self.pooled_basis, self.dense_basis = Basis(), Basis()

    def forward(self, tokens: Tensor, pooled: Tensor, dense: Tensor) -> dict[str, Tensor]:
        """Weighted losses by name, of the student's tokens float32 [n, 1 + patches, width] and `teach`'s features."""
        cls, patches = tokens[:, 0], tokens[:, 1:]
        with torch.no_grad():
            centred = normalize(pooled - self.pooled_basis.mean, dim=1)
            similar = centred @ centred.T
            pooled_target = self.pooled_basis.pooled(pooled)
            dense_target = self.dense_basis.dense(dense, round(patches.shape[1] ** 0.5))
        unit, unit_mean = normalize(cls, dim=1), normalize(patches.mean(1), dim=1)
        losses = {
            "cls": relational(unit @ unit.T, similar),
            "mean": relational(unit_mean @ unit_mean.T, similar),
            "pooled": (1 - (normalize(self.pooled_head(cls), dim=1) * pooled_target).sum(1)).mean(),
            "dense": (1 - (normalize(self.dense_head(patches), dim=-1) * dense_target).sum(-1)).mean(),
        }
        return {name: WEIGHTS[name] * loss for name, loss in losses.items()}
