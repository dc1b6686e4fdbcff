"""The bare backbone and adapters on it, each asked one picture at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from peft import PeftModel
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from likeness_ml.backbone import (
    ADAPTER_CONFIG,
    device_of,
    features,
    file_digest,
    load_adapter,
    load_backbone,
    normalise,
    preprocessing_of,
    public_name,
)
from likeness_ml.backbone_files import CONFIG
from likeness_ml.embedding.adapters import AdapterFolder, Backbone
from likeness_ml.evaluation.dense.encode import Encoded, encode
from likeness_ml.evaluation.program.store import digest_of
from likeness_ml.images import Preprocessing


@dataclass(frozen=True)
class Space:
    """One space of vectors: by the adapter of an instance, or None for the bare backbone, kept under `key`; of a
    feature, of pictures of `image_size` pixels. Vectors of two spaces are never compared.
    """

    adapter: str | None
    key: str
    feature: str
    image_size: int

    @property
    def bare(self) -> tuple[str, int]:
        """What the bare backbone's space beside it shares with it (P-E2)."""
        return self.feature, self.image_size


class Models:
    """`bare` was loaded from the folder; `adapters` by instance, checked. Adapters share a second copy of the backbone;
    both are fp32, on the device of `bare`, without dropout (P-T1).
    """

    def __init__(
        self, folder: Path, bare: PreTrainedModel, backbone: Backbone, adapters: Mapping[str, AdapterFolder]
    ) -> None:
        self.backbone = backbone
        self.adapters = adapters
        self.name = public_name(bare)
        self.model_type: str = bare.config.model_type
        self.preprocessing: Preprocessing = preprocessing_of(bare)
        self._base, self._device = bare, device_of(bare)
        of_bare = [backbone.digest, file_digest(folder / CONFIG)]
        self._keys: dict[str | None, str] = {None: digest_of(of_bare)}
        for name, adapter in adapters.items():
            self._keys[name] = digest_of([*of_bare, adapter.digest, file_digest(adapter.folder / ADAPTER_CONFIG)])
        self._adapted: PeftModel | None = None
        for number, adapter in enumerate(adapters.values()):
            if self._adapted is None:
                self._adapted = load_adapter(load_backbone(folder), adapter.folder, f"a{number}")
            else:
                self._adapted.load_adapter(str(adapter.folder), f"a{number}", is_trainable=False, torch_device="cpu")
                self._adapted.eval()
        if self._adapted is not None:
            self._adapted.to(self._device)
        self._names = {name: f"a{number}" for number, name in enumerate(adapters)}

    def key(self, adapter: str | None) -> str:
        """Of all that answers: weights, and the configurations, which say what is made of them (an adapter's alpha,
        say). 64 hexadecimal digits; the digests that documents name are of weights alone.
        """
        return self._keys[adapter]

    def space(self, adapter: str | None, feature: str = "cls", image_size: int | None = None) -> Space:
        return Space(adapter, self.key(adapter), feature, image_size or self.backbone.image_size)

    def crop_for(self, space: Space) -> Preprocessing:
        return self.preprocessing.at(space.image_size)

    @torch.inference_mode()
    def vector(self, space: Space, crop: np.ndarray) -> np.ndarray:
        """float32 [d], L2-normalised, of a crop as `crop_for` makes it. Alone in its batch, so that its bits don't
        depend on what else was asked for.
        """
        pixels = normalise(crop[None], self.preprocessing).to(self._device)
        return normalize(features(self._use(space.adapter), pixels, space.feature), dim=1)[0].cpu().numpy()

    def encoded(self, adapter: str | None, picture: np.ndarray, side: int) -> Encoded:
        return encode(self._use(adapter), picture, self.preprocessing, side)

    def _use(self, adapter: str | None) -> torch.nn.Module:
        if adapter is None:
            return self._base
        assert self._adapted is not None  # there is an adapter, so there is this
        if self._adapted.active_adapter != self._names[adapter]:
            self._adapted.set_adapter(self._names[adapter], inference_mode=True)
        return self._adapted
