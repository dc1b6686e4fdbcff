"""LoRA on a backbone: on which layers, and with q, k and v apart or learning as the fused layer of the paper's code."""

from __future__ import annotations

from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora import LoraLayer
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor, manual_seed, nn
from transformers import PreTrainedModel

from likeness_ml.errors import InputError
from likeness_ml.represent.settings import QKV, Settings

ADAPTER = "default"


def with_adapter(backbone: PreTrainedModel, settings: Settings) -> PeftModel:
    """LoRA's B is zero at first, so only A depends on the seed.

    Raises InputError `OptionInvalid` for a target or a number of blocks that the backbone lacks.
    """
    check_targets(blocks_of(backbone), settings)
    first_adapted(backbone, settings)
    manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=list(settings.targets),
    )
    model = get_peft_model(backbone, config)
    if settings.fused_qkv:
        fuse(model)
    freeze(model, settings)
    return model


def freeze(model: PeftModel, settings: Settings) -> None:
    """The blocks that aren't to learn keep their LoRA with B = 0, which changes no vector: the adapter is then of one
    shape whatever `blocks` is, a plain one that every server of adapters takes.
    """
    for block in blocks_of(model)[: first_adapted(model, settings)]:
        block.requires_grad_(False)
        for layer in block.modules():
            if isinstance(layer, LoraLayer):
                layer.lora_dropout[ADAPTER] = nn.Identity()


def blocks_of(model: nn.Module) -> nn.ModuleList:
    """The transformer's."""
    lists = (found for found in model.modules() if isinstance(found, nn.ModuleList))
    return next(found for found in lists if len(found) == model.config.num_hidden_layers)


def first_adapted(model: nn.Module, settings: Settings) -> int:
    """The number of the lowest block that learns. Raises InputError `OptionInvalid` for too many blocks."""
    depth = len(blocks_of(model))
    if settings.blocks is not None and settings.blocks > depth:
        raise InputError("OptionInvalid", f"blocks is {settings.blocks}: the backbone has {depth}.")
    return 0 if settings.blocks is None else depth - settings.blocks


def check_targets(blocks: nn.ModuleList, settings: Settings) -> None:
    """peft would pass over a name that fits no layer as long as another fits."""
    layers = [name for name, layer in blocks[0].named_modules() if isinstance(layer, nn.Linear)]
    for target in settings.targets:
        if not any(f".{name}".endswith(f".{target}") for name in layers):
            known = ", ".join(sorted({name.rsplit(".", 1)[-1] for name in layers}))
            raise InputError("OptionInvalid", f"targets has {target}: this backbone's layers are {known}.")


def fuse(model: PeftModel) -> None:
    """Makes q, k and v of each block share A, and the mask of A's dropout: with the three Bs apart that is LoRA on one
    layer d -> 3 d, whose B [3 d, r] is the three on top of each other. `weights_of` has a copy of A for each.
    """
    for attention in model.modules():
        layers = [getattr(attention, name, None) for name in QKV]
        if not all(isinstance(layer, LoraLayer) for layer in layers):
            continue
        first = layers[0]
        dropout = first.lora_dropout[ADAPTER]
        shared = SharedDropout(dropout.p, len(QKV)) if isinstance(dropout, nn.Dropout) else dropout
        for layer in layers:
            layer.lora_A[ADAPTER] = first.lora_A[ADAPTER]
            layer.lora_dropout[ADAPTER] = shared


class SharedDropout(nn.Dropout):
    """Dropout that gives `users` layers in turn the same outcome for one input."""

    def __init__(self, p: float, users: int) -> None:
        super().__init__(p)
        self.users = users
        self.source: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.source is not x:
            self.source, self.outcome, self.left = x, super().forward(x), self.users
        outcome = self.outcome
        self.left -= 1
        if self.left == 0:
            self.source = self.outcome = None  # else it would hold a batch's memory
        return outcome


def weights_of(model: PeftModel) -> dict[str, Tensor]:
    """The adapter's weights by peft's names, no two in the same memory, on the CPU. Were peft to look for changed
    embeddings too, it would ask a model hub.
    """
    weights = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: value.detach().to("cpu", copy=True).contiguous() for name, value in weights.items()}


def load_weights(model: PeftModel, weights: dict[str, Tensor]) -> None:
    """What `weights_of` gave; layers that share A still do."""
    set_peft_model_state_dict(model, weights)
