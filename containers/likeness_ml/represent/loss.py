"""The contrastive losses, and what keeps the rest in place.

All take anchors [A, d], positives [P, d] and negatives [N, d] of one batch, rows L2-normalised, and a temperature t
above 0, and give a scalar. q are anchors, p positives, n negatives.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def info_nce(anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: float) -> Tensor:
    """The paper's (arXiv 2412.16156; its code's `info_nce_fixed`): every anchor meets every positive; the denominator
    has that positive and all negatives of the batch.

    L = -1/(A P) sum_ij log( e^(q_i.p_j/t) / (e^(q_i.p_j/t) + sum_k e^(q_i.n_k/t)) ).
    Equal vectors everywhere give log(1 + N).
    """
    attract = anchors @ positives.T / temperature
    repel = torch.logsumexp(anchors @ negatives.T / temperature, dim=1, keepdim=True)
    return (torch.logaddexp(attract, repel) - attract).mean()


def multi_positive(anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: float) -> Tensor:
    """The other of the paper's code: the positives of an anchor are summed, so that one near positive is enough.

    L = -1/A sum_i log( sum_j e^(q_i.p_j/t) / (sum_j e^(q_i.p_j/t) + sum_k e^(q_i.n_k/t)) ).
    Equal vectors everywhere give log(1 + N / P).
    """
    attract = torch.logsumexp(anchors @ positives.T / temperature, dim=1)
    repel = torch.logsumexp(anchors @ negatives.T / temperature, dim=1)
    return (torch.logaddexp(attract, repel) - attract).mean()


def supervised(anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: float) -> Tensor:
    """Supervised contrastive (Khosla et al. 2020, their L_out): anchors and positives are one class, z_1 to z_M with
    M = A + P. The negatives z_(M+1) to z_(M+N) are in nobody's class, so they stand in denominators alone.

    L = -1/M sum_(i<=M) 1/(M-1) sum_(p<=M, p!=i) log( e^(z_i.z_p/t) / sum_(a<=M+N, a!=i) e^(z_i.z_a/t) ).
    Equal vectors everywhere give log(M + N - 1).
    """
    members = torch.cat([anchors, positives])
    count = len(members)
    similar = members @ torch.cat([members, negatives]).T / temperature
    itself = torch.eye(*similar.shape, dtype=torch.bool, device=similar.device)
    reach = torch.logsumexp(similar.masked_fill(itself, -torch.inf), dim=1)
    attract = similar[:, :count].masked_fill(itself[:, :count], 0).sum(dim=1) / (count - 1)
    return (reach - attract).mean()


LOSSES: dict[str, Callable[[Tensor, Tensor, Tensor, float], Tensor]] = {
    "info_nce": info_nce,
    "multi_positive": multi_positive,
    "supervised": supervised,
}


def drift(vectors: Tensor, before: Tensor) -> Tensor:
    """How far vectors [n, d] went from where they were before there was an adapter: mean of 1 - cosine, 0 to 2; all
    rows L2-normalised. Ours, not the paper's: what is not the subject should stay where the backbone puts it.
    """
    return (1 - (vectors * before).sum(dim=1)).mean()
