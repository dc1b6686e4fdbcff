"""Images to vectors, by the backbone alone or with one of several adapters."""

import itertools
import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from peft import PeftModel
from PIL import Image

from likeness_ml.backbone import (
    backbone_digest,
    features,
    load_adapter,
    load_backbone,
    normalise,
    preprocessing_of,
)
from likeness_ml.embedding.adapters import AdapterFolder, Backbone, check_adapter
from likeness_ml.errors import InputError, ServiceError

# Sums split over another number of threads may round otherwise, so the number is fixed. One is also the fastest for
# the small backbone where cores are shared: two threads wait for each other at every layer.
THREADS = 1


class AdapterUnknown(ServiceError):
    """No adapter of that name is loaded."""

    def __init__(self, name: str) -> None:
        super().__init__("ObjectNotFound", f"no adapter {name} is loaded")


class AdapterNameTaken(InputError):
    """The name belongs to an adapter of other weights."""

    def __init__(self, name: str) -> None:
        super().__init__("AdapterInvalid", f"{name} names another adapter: delete that one first")


@dataclass(frozen=True)
class LoadedAdapter(AdapterFolder):
    """An adapter that answers. `key` is its name inside peft, where dots are not allowed."""

    name: str
    key: str


class Embedder:
    """One model, many adapters. Safe to share between threads."""

    def __init__(self, backbone: Path) -> None:
        """Load a backbone folder. Raises InputError SetupIncomplete, ModelInvalid (see `load_backbone`)."""
        torch.set_num_threads(THREADS)
        self._base = load_backbone(backbone)
        self._preprocessing = preprocessing_of(self._base)
        self.name = backbone.resolve().name
        self.backbone = Backbone.of(self._base, backbone_digest(backbone))
        self._peft: PeftModel | None = None
        self._adapters: dict[str, LoadedAdapter] = {}
        self._keys = (f"adapter{number}" for number in itertools.count())
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """A real forward pass. Raises ServiceError EndpointFailed when it doesn't give a unit vector."""
        self.embed([_probe()], None)

    def adapters(self) -> list[LoadedAdapter]:
        return list(self._adapters.values())

    def adapter(self, name: str) -> LoadedAdapter:
        """Raises AdapterUnknown."""
        loaded = self._adapters.get(name)
        if loaded is None:
            raise AdapterUnknown(name)
        return loaded

    def load(self, name: str, folder: Path) -> LoadedAdapter:
        """Put an adapter on; it has answered once when this returns. Loading the same weights again is harmless.

        Raises InputError AdapterInvalid (its subclass AdapterNameTaken where the name has other weights).
        """
        checked = check_adapter(folder, self.backbone)
        with self._lock:
            present = self._adapters.get(name)
            if present is not None:
                return self._same(present, checked)
            loaded = LoadedAdapter(**vars(checked), name=name, key=next(self._keys))
            self._put_on(loaded)
            try:
                self._answer(self._pixels(_probe(), loaded), loaded)
            except ServiceError as error:
                self._take_off(loaded)
                message = "the adapter's numbers are so large that no vector comes out"
                raise InputError("AdapterInvalid", message) from error
        return loaded

    def unload(self, name: str) -> None:
        """Take an adapter off. Raises AdapterUnknown."""
        with self._lock:
            self._take_off(self.adapter(name))

    def embed(self, images: Iterable[Image.Image], adapter: str | None) -> np.ndarray:
        """Float32 [n, d], L2-normalised, by the named adapter or (None) the backbone alone. Raises AdapterUnknown."""
        return self.vectors(images, None if adapter is None else self.adapter(adapter))

    def vectors(self, images: Iterable[Image.Image], adapter: LoadedAdapter | None) -> np.ndarray:
        """Float32 [n, d], L2-normalised. Images are taken one at a time, so an iterator needs memory for one only.

        Raises AdapterUnknown once the adapter is taken off, whatever has its name by then.
        """
        return np.stack([self._vector(image, adapter) for image in images])

    def _vector(self, image: Image.Image, adapter: LoadedAdapter | None) -> np.ndarray:
        """One image at a time, always: matrix kernels are chosen by shape, so that a batch of two can round
        otherwise than a batch of one, and an image's vector would depend on its neighbours."""
        pixels = self._pixels(image, adapter)
        with self._lock:
            return self._answer(pixels, adapter)

    def _pixels(self, image: Image.Image, adapter: LoadedAdapter | None) -> torch.Tensor:
        size = adapter.image_size if adapter else self.backbone.image_size
        preprocessing = self._preprocessing.at(size)
        return normalise(preprocessing.cropped(image)[None], preprocessing)

    def _answer(self, pixels: torch.Tensor, adapter: LoadedAdapter | None) -> np.ndarray:
        """Float32 [d] of one image; the lock is the caller's."""
        with torch.inference_mode(), self._using(adapter):
            vector = features(self._peft or self._base, pixels, adapter.feature if adapter else "cls")[0]
            vector = torch.nn.functional.normalize(vector, dim=0)
        if not abs(float(vector.norm()) - 1) < 1e-3:
            raise ServiceError("EndpointFailed", "the model's answer is not a vector of length 1")
        return vector.numpy()

    def _using(self, adapter: LoadedAdapter | None) -> AbstractContextManager[object]:
        if adapter is None:
            return self._peft.disable_adapter() if self._peft else nullcontext()
        if self._peft is None or self._adapters.get(adapter.name) is not adapter:
            raise AdapterUnknown(adapter.name)
        self._peft.set_adapter(adapter.key, inference_mode=True)
        return nullcontext()

    def _put_on(self, adapter: LoadedAdapter) -> None:
        if self._peft is None:
            self._peft = load_adapter(self._base, adapter.folder, adapter.key)
        else:
            self._peft.load_adapter(str(adapter.folder), adapter.key, is_trainable=False, torch_device="cpu")
            self._peft.eval()
        self._adapters[adapter.name] = adapter

    def _take_off(self, adapter: LoadedAdapter) -> None:
        del self._adapters[adapter.name]
        if self._peft is None:
            return
        if self._adapters:
            self._peft.set_adapter(next(iter(self._adapters.values())).key, inference_mode=True)
            self._peft.delete_adapter(adapter.key)
        else:
            self._base = self._peft.unload()
            self._peft = None

    @staticmethod
    def _same(present: LoadedAdapter, checked: AdapterFolder) -> LoadedAdapter:
        same = (present.digest, present.feature, present.image_size) == (
            checked.digest,
            checked.feature,
            checked.image_size,
        )
        if not same:
            raise AdapterNameTaken(present.name)
        return present


def _probe() -> Image.Image:
    """A fixed picture that is not flat."""
    ramp = np.linspace(0, 255, 64 * 64 * 3).astype(np.uint8).reshape(64, 64, 3)
    return Image.fromarray(ramp)
