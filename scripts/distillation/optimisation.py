"""One optimisation step: bfloat16 forward and backward, float32 weights, Muon for the matrices, AdamW for the rest."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Muon, Optimizer
from transformers import Dinov2Model

MUON_RATE, ADAMW_RATE = 2e-3, 1e-3
WEIGHT_DECAY = 0.03
LONGEST_GRADIENT = 3.0  # norm over all the student's weights
DECAY = 0.5  # share of the run, its end, in which the learning rate falls to zero


class Trainer:
    """The student's weights, the working copy in which it runs, and the optimizers of student and heads."""

    def __init__(self, student: Dinov2Model, heads: nn.Module) -> None:
        self.student = student
        self.working = copy.deepcopy(student).bfloat16().train()
        self.weights, self.copies = list(student.parameters()), list(self.working.parameters())
        self.optimizers = make_optimizers(student, heads)
        self.rates = [optimizer.param_groups[0]["lr"] for optimizer in self.optimizers]

    def forward(self, pixels: Tensor) -> Tensor:
        """bfloat16 [n, 3, s, s] to the tokens after the final norm, float32 [n, 1 + patches, width]."""
        return self.working(pixels).last_hidden_state.float()

    def step(self, loss: Tensor, rate: float) -> None:
        """Descend, with `rate` times each optimizer's learning rate."""
        for optimizer, most in zip(self.optimizers, self.rates, strict=True):
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = most * rate
        self.working.zero_grad()
        loss.backward()
        for weight, replica in zip(self.weights, self.copies, strict=True):
            weight.grad = replica.grad.float() if replica.grad is not None else None
        nn.utils.clip_grad_norm_([weight for weight in self.weights if weight.grad is not None], LONGEST_GRADIENT)
        for optimizer in self.optimizers:
            optimizer.step()
        self.refresh()

    @torch.no_grad()
    def refresh(self) -> None:
        """Round the weights into the working copy."""
        torch._foreach_copy_(self.copies, self.weights)


def make_optimizers(student: Dinov2Model, heads: nn.Module) -> list[Optimizer]:
    """AdamW over embeddings, biases, norms and heads; Muon over the blocks' matrices.

    Decay is for matrices alone, and not for the positions. The mask token takes no part.
    """
    matrices = [weight for name, weight in student.named_parameters() if weight.ndim == 2 and "encoder" in name]
    left_out = {id(weight) for weight in [*matrices, student.embeddings.mask_token]}
    rest = [weight for weight in student.parameters() if id(weight) not in left_out]
    positions = student.embeddings.position_embeddings
    decayed = [w for w in rest if w.ndim >= 2 and w.numel() > 4000 and w is not positions]
    known = {id(weight) for weight in decayed}
    undecayed = [weight for weight in rest if id(weight) not in known] + list(heads.parameters())
    groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": undecayed, "weight_decay": 0.0}]
    adamw = AdamW(groups, lr=ADAMW_RATE, betas=(0.9, 0.98))
    muon = Muon(matrices, lr=MUON_RATE, weight_decay=WEIGHT_DECAY, momentum=0.95, adjust_lr_fn="match_rms_adamw")
    return [adamw, muon]


def rate_at(step: int, progress: float, warm: int) -> float:
    """The learning rate as a share of its largest: up over `warm` steps, level, then down in a line to zero."""
    return min(1.0, (step + 1) / warm) * min(1.0, max(0.0, (1 - progress) / DECAY))
