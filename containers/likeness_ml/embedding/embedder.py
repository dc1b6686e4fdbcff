"""Pictures to vectors, by the backbone alone or with an adapter, in batches of whatever adapters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from likeness_ml.backbone import backbone_digest, load_backbone, normalise, pooled, preprocessing_of
from likeness_ml.embedding.adapters import AdapterFolder, Backbone, References, read_adapter
from likeness_ml.embedding.mixed import Factors, MixedModel, factors_of
from likeness_ml.embedding.options import Precision
from likeness_ml.errors import ServiceError
from likeness_ml.images import Preprocessing

# Sums split over another number of threads may round otherwise, so the number is fixed. One is also the fastest for
# the small backbone where cores are shared: two threads wait for each other at every layer.
THREADS = 1


@dataclass(frozen=True, eq=False)
class Adapter(AdapterFolder):
    """A checked adapter in the form in which the model takes it."""

    factors: Factors
    references: References | None

    @property
    def bytes(self) -> int:
        return self.factors.values.nbytes


class Embedder:
    """One model for all adapters. `read` and `place` may be called by any thread, `tokens` by one at a time."""

    def __init__(self, backbone: Path, precision: Precision = "fp32") -> None:
        """Load a backbone folder, onto the GPU where there is one.

        Raises InputError SetupIncomplete, ModelInvalid (see `load_backbone`).
        """
        torch.set_num_threads(THREADS)
        base = load_backbone(backbone)
        self.name = backbone.resolve().name
        self.backbone = Backbone.of(base, backbone_digest(backbone))
        self.preprocessing = preprocessing_of(base)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        self._model = MixedModel(base.to(self.device, self.dtype))

    def read(self, folder: Path) -> Adapter:
        """Into this machine's memory. Raises InputError AdapterInvalid."""
        read = read_adapter(folder, self.backbone)
        factors = factors_of(read.layers, read.scale).to(torch.device("cpu"), self.dtype)
        return Adapter(**vars(read.checked), factors=factors, references=read.references)

    def place(self, adapter: Adapter) -> Adapter:
        """Where the model is; the same where that is this machine's own memory."""
        return replace(adapter, factors=adapter.factors.to(self.device, self.dtype))

    def preprocessing_for(self, adapter: Adapter | None) -> Preprocessing:
        return self.preprocessing.at(adapter.image_size if adapter else self.backbone.image_size)

    def tokens(
        self,
        pictures: np.ndarray,
        adapters: Sequence[Adapter | None],
        inner: Mapping[int, tuple[int, int]] | None = None,
    ) -> torch.Tensor:
        """uint8 [n, side, side, 3] of one size to float32 [n, 1 + patches, d] on the model's device, row i by
        `adapters[i]` or the backbone alone. `inner` (height, width) of the rows that are padded beyond it.
        """
        pixels = normalise(torch.from_numpy(pictures).to(self.device), self.preprocessing)
        for row, (height, width) in (inner or {}).items():
            pixels[row, :, height:] = 0
            pixels[row, :, :, width:] = 0
        factors = [one and one.factors for one in adapters]
        return self._model.tokens(pixels.to(self.dtype), factors).float()

    def embed(self, images: Iterable[Image.Image], adapter: Adapter | None = None) -> np.ndarray:
        """float32 [n, d], L2-normalised. One image at a time, so that each has the same bits whatever is beside it."""
        preprocessing, feature = self.preprocessing_for(adapter), feature_of(adapter)
        pictures = (preprocessing.cropped(image)[None] for image in images)
        return np.concatenate([vectors(self.tokens(one, [adapter]), feature) for one in pictures])

    def warm_up(self) -> None:
        """A real forward pass. Raises ServiceError EndpointFailed when it doesn't give a unit vector."""
        ramp = np.linspace(0, 255, 64 * 64 * 3).astype(np.uint8).reshape(64, 64, 3)
        self.embed([Image.fromarray(ramp)])


def feature_of(adapter: Adapter | None) -> str:
    return adapter.feature if adapter else "cls"


def vectors(tokens: torch.Tensor, feature: str) -> np.ndarray:
    """[n, 1 + patches, d] to float32 [n, d or 2 d], L2-normalised. Raises ServiceError EndpointFailed for numbers that
    can't be: what is not finite must not be answered.
    """
    found = torch.nn.functional.normalize(pooled(tokens, feature), dim=1)
    if not ((found.norm(dim=1) - 1).abs() < 1e-3).all():
        raise ServiceError("EndpointFailed", "the model's answer is not a vector of length 1")
    return found.cpu().numpy()
