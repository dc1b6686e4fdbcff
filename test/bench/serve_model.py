"""The model alone, in this process: seconds an image with adapters mixed in a batch, ours and by stock peft."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from peft import PeftModel
from peft.tuners.lora import LoraLayer

from likeness_ml.backbone import features, load_backbone, normalise
from likeness_ml.embedding.embedder import Adapter, Embedder, Precision, vectors

Way = Callable[[np.ndarray], np.ndarray]  # pictures, uint8 [n, side, side, 3], to vectors [n, d]
LOADED = 64  # adapters that peft loads itself; with each one the next takes it longer


class Ways:
    """Each gets a batch of pictures and answers for adapters drawn anew."""

    def __init__(
        self, backbone: Path, adapters: Sequence[Path], counts: Sequence[int], precision: Precision = "fp32"
    ) -> None:
        self.embedder = Embedder(backbone, precision)
        self.random = random.Random(0)
        self.adapters = [self.embedder.place(self.embedder.read(folder)) for folder in adapters[: max(counts)]]
        self.loading = time.perf_counter()
        self.peft = PeftModel.from_pretrained(load_backbone(backbone), str(adapters[0]), adapter_name="a0")
        for number, folder in enumerate(adapters[1:LOADED], start=1):
            self.peft.load_adapter(str(folder), f"a{number}")
        self.loading = time.perf_counter() - self.loading
        self.peft = self.peft.eval().to(self.embedder.device)
        self.held = LOADED
        self.ways: dict[str, Way] = {"base only": lambda pictures: self.ours(pictures, [None] * len(pictures))}
        for count in counts:
            self.ways[f"{count}"] = self._mixed(count)

    def hold(self, count: int) -> None:
        """peft then has as many adapters. `load_adapter` would take half an hour for a thousand; what is left after it
        is the same: further members of each layer's dictionaries.
        """
        layers = [module for module in self.peft.modules() if isinstance(module, LoraLayer)]
        for number in range(self.held, count):
            name, like = f"a{number}", f"a{number % LOADED}"
            self.peft.peft_config[name] = self.peft.peft_config[like]
            for layer in layers:
                for held in (layer.r, layer.lora_alpha, layer.scaling, layer.use_rslora, layer.use_dora):
                    held[name] = held[like]
                for modules in (layer.lora_dropout, layer.lora_A, layer.lora_B):
                    modules[name] = deepcopy(modules[like])
        self.held = max(self.held, count)

    def ours(self, pictures: np.ndarray, adapters: Sequence[Adapter | None]) -> np.ndarray:
        return vectors(self.embedder.tokens(pictures, adapters), "cls")

    def _mixed(self, count: int) -> Way:
        some = self.adapters[:count]
        return lambda pictures: self.ours(pictures, self.random.choices(some, k=len(pictures)))

    def switching(self, pictures: np.ndarray, chosen: Sequence[int] | None = None) -> np.ndarray:
        """As a server with one model does it: each request's adapter is set, then its image goes through alone."""
        found = []
        for one, number in zip(pictures, chosen or self._draw(len(pictures)), strict=True):
            self.peft.set_adapter(f"a{number}", inference_mode=True)
            found.append(self._vectors(one[None]))
        return np.concatenate(found)

    def peft_mixed(self, pictures: np.ndarray, chosen: Sequence[int] | None = None) -> np.ndarray:
        names = [f"a{number}" for number in chosen or self._draw(len(pictures))]
        with self.peft._enable_peft_forward_hooks(adapter_names=names):
            return self._vectors(pictures)

    def equality(self, pictures: np.ndarray) -> float:
        """The least cosine between our vectors and peft's, one adapter at a time, over a batch of mixed adapters."""
        chosen = self.random.choices(range(LOADED), k=len(pictures))
        ours = self.ours(pictures, [self.adapters[number] for number in chosen])
        return float((ours * self.switching(pictures, chosen)).sum(axis=1).min())

    def _draw(self, count: int) -> list[int]:
        return self.random.choices(range(self.held), k=count)

    def _vectors(self, pictures: np.ndarray) -> np.ndarray:
        pixels = normalise(pictures, self.embedder.preprocessing).to(self.embedder.device)
        with torch.inference_mode():
            found = torch.nn.functional.normalize(features(self.peft, pixels), dim=1)
        return found.cpu().numpy()


def seconds(way: Way, pictures: np.ndarray, batches: int) -> float:
    """An image."""
    way(pictures)
    began = time.perf_counter()
    for _ in range(batches):
        way(pictures)
    return (time.perf_counter() - began) / (batches * len(pictures))
