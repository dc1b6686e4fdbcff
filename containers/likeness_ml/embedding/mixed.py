"""One forward pass for rows of many adapters.

LoRA adds x A B to a linear layer's answer. Here each row has factors of its own, so that sum is two batched matrix
products over the rows, while the backbone's product stays one for all of them (Chen et al., "Punica", 2023; Sheng et
al., "S-LoRA", 2023). Rows without an adapter get what the bare backbone gives them in a batch of the same size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from likeness_ml.backbone import tokens

# So many rows of one adapter share one product instead of having a copy of its factors each.
SHARED_FROM = 4
SMALLEST_RANK = 8


@dataclass(frozen=True)
class Layout:
    """What one flat tensor of factors holds: for each layer (name, inputs, outputs) A, [inputs, rank], and then B,
    [rank, outputs]. Factors of one layout can be stacked.
    """

    rank: int
    layers: tuple[tuple[str, int, int], ...]

    @cached_property
    def size(self) -> int:
        return sum(self.rank * (inputs + outputs) for _, inputs, outputs in self.layers)

    def views(self, values: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        """[..., size] to each layer's A, [..., inputs, rank], and B, [..., rank, outputs], without copying."""
        found: dict[str, tuple[Tensor, Tensor]] = {}
        start = 0
        for name, inputs, outputs in self.layers:
            middle, end = start + inputs * self.rank, start + (inputs + outputs) * self.rank
            found[name] = (
                values[..., start:middle].unflatten(-1, (inputs, self.rank)),
                values[..., middle:end].unflatten(-1, (self.rank, outputs)),
            )
            start = end
        return found


@dataclass(frozen=True, eq=False)
class Factors:
    """An adapter's weights as the model takes them: one flat tensor, the scale in B, the rank filled up with zeros."""

    layout: Layout
    values: Tensor

    def to(self, device: torch.device, dtype: torch.dtype) -> Factors:
        return Factors(self.layout, self.values.to(device, dtype))


def factors_of(layers: Mapping[str, tuple[Tensor, Tensor]], scale: float) -> Factors:
    """Of PEFT's pairs by layer: A [rank, inputs] and B [outputs, rank]. Layers may differ in rank."""
    names = sorted(layers)
    rank = _padded(max(a.shape[0] for a, _ in layers.values()))
    layout = Layout(rank, tuple((name, layers[name][0].shape[1], layers[name][1].shape[0]) for name in names))
    values = torch.zeros(layout.size)
    for name, (a, b) in layout.views(values).items():
        down, up = layers[name]
        a[:, : len(down)] = down.T
        b[: len(down)] = up.T.float() * scale
    return Factors(layout, values)


def _padded(rank: int) -> int:
    """To the next power of two, so that adapters of about one rank share a product."""
    return max(SMALLEST_RANK, 1 << (rank - 1).bit_length())


class MixedModel:
    """A backbone that answers for many adapters at once. For one thread at a time."""

    def __init__(self, base: PreTrainedModel) -> None:
        self.base = base
        self._added: dict[str, list[_Share]] = {}
        for name, module in base.named_modules():
            if isinstance(module, nn.Linear):
                module.register_forward_hook(self._hook(name))

    @torch.inference_mode()
    def tokens(self, pixels: Tensor, factors: Sequence[Factors | None]) -> Tensor:
        """[n, 3, side, side] to [n, 1 + patches, d]; row i by the backbone with `factors[i]`, or alone (None)."""
        order, parts = _parted(factors)
        there = torch.tensor(order, device=pixels.device)
        self._added = _shares(parts)
        try:
            answered = tokens(self.base, pixels[there])
        finally:
            self._added = {}
        return answered[there.argsort()]

    def _hook(self, name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def add(_: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            for share in self._added.get(name, ()):
                share.add(inputs[0], output)

        return add


@dataclass(frozen=True)
class _Share:
    """What some neighbouring rows get added at one layer: by factors of their own, [k, inputs, rank] and [k, rank,
    outputs], or by one pair for all of them.
    """

    rows: slice
    a: Tensor
    b: Tensor

    def add(self, inputs: Tensor, output: Tensor) -> None:
        x, y = inputs[self.rows], output[self.rows]
        if self.a.ndim == 3:
            y.baddbmm_(torch.bmm(x, self.a), self.b)
        else:
            y.flatten(0, 1).addmm_(x.flatten(0, 1) @ self.a, self.b)


def _parted(factors: Sequence[Factors | None]) -> tuple[list[int], list[tuple[slice, list[Factors]]]]:
    """An order of the rows in which those that share a product are neighbours, and where those with factors are: as
    many factors as rows, or one for all of them.
    """
    counts = Counter(factors)
    layouts = {layout: number for number, layout in enumerate({f.layout for f in factors if f is not None})}
    places = {one: number for number, one in enumerate(counts)}

    def key(row: int) -> tuple[int, int]:
        one = factors[row]
        if one is None:
            return (-1, 0)
        return (len(layouts), places[one]) if counts[one] >= SHARED_FROM else (layouts[one.layout], 0)

    order = sorted(range(len(factors)), key=key)
    parts: list[tuple[slice, list[Factors]]] = []
    start = 0
    for (kind, _), rows in groupby(order, key):
        own = [one for row in rows if (one := factors[row]) is not None]
        end = start + (len(own) or counts[None])
        if own:
            parts.append((slice(start, end), own[:1] if kind == len(layouts) else own))
        start = end
    return order, parts


def _shares(parts: Iterable[tuple[slice, list[Factors]]]) -> dict[str, list[_Share]]:
    shares: dict[str, list[_Share]] = {}
    for rows, some in parts:
        alone = len(some) == 1
        values = some[0].values if alone else torch.stack([one.values for one in some])
        for name, (a, b) in some[0].layout.views(values).items():
            shares.setdefault(name, []).append(_Share(rows, a, b))
    return shares
