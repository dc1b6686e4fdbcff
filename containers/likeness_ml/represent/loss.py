"""The paper's contrastive loss (arXiv 2412.16156; its code's `info_nce_fixed`), and what keeps the rest in place."""

import torch
from torch import Tensor


def info_nce(anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: float) -> Tensor:
    """Every anchor meets every positive; the denominator has that positive and all negatives of the batch.

    L = -1/(A P) sum_ij log( e^(q_i.p_j/t) / (e^(q_i.p_j/t) + sum_k e^(q_i.n_k/t)) ), all rows L2-normalised:
    anchors [A, d], positives [P, d], negatives [N, d]. Equal vectors everywhere give log(1 + N).
    """
    attract = anchors @ positives.T / temperature
    repel = torch.logsumexp(anchors @ negatives.T / temperature, dim=1, keepdim=True)
    return (torch.logaddexp(attract, repel) - attract).mean()


def drift(vectors: Tensor, before: Tensor) -> Tensor:
    """How far vectors [n, d] went from where they were before there was an adapter: mean of 1 - cosine, 0 to 2; all
    rows L2-normalised. Ours, not the paper's: what is not the subject should stay where the backbone puts it.
    """
    return (1 - (vectors * before).sum(dim=1)).mean()
