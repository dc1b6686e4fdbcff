"""Pictures as the frozen autoencoder sees them, encoded once where they don't change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from diffusers import AutoencoderKL
from torch import Tensor

from likeness_ml.dreambooth.objectives import pixel_weights
from likeness_ml.dreambooth.photos import Box, Photo, prepared
from likeness_ml.dreambooth.priors import ClassImage
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.generator.memory import Portions
from likeness_ml.images import open_image

AT_ONCE, PIXELS_AT_ONCE = 8, 8 * 512 * 512  # in the encoder: of a megapixel each picture takes gigabytes


@dataclass(frozen=True)
class Examples:
    """n pictures. The distribution of each picture's latent is kept, so that a step can draw from it."""

    means: Tensor  # [n, c, h, w], scaled as the denoiser expects
    deviations: Tensor  # [n, c, h, w]
    pixel_weights: Tensor  # [n, 1, h, w], see objectives.pixel_weights
    time_ids: Tensor  # [n, 6]: original height and width, the crop's top and left, its height and width

    def __len__(self) -> int:
        return len(self.means)

    def rows(self, index: Tensor) -> Examples:
        return Examples(self.means[index], self.deviations[index], self.pixel_weights[index], self.time_ids[index])


def joined(parts: Sequence[Examples]) -> Examples:
    columns = zip(*((one.means, one.deviations, one.pixel_weights, one.time_ids) for one in parts), strict=True)
    return Examples(*(torch.cat(column) for column in columns))


class Source(Protocol):
    """Pictures by number."""

    def __len__(self) -> int: ...

    def take(self, numbers: Sequence[int], generator: torch.Generator) -> Examples: ...


class Encoder:
    """The autoencoder in fp32: its error would be in everything learnt, and half precision overflows SDXL's."""

    def __init__(self, vae: AutoencoderKL, device: torch.device, resolution: int, masked: str = "none") -> None:
        self.vae = vae.to(device, torch.float32)
        self.device = device
        self.resolution = resolution
        self.masked = masked
        self.portions = Portions(at_once(resolution))

    @torch.no_grad()
    def encode(self, crops: Sequence[tuple[Photo, Box]]) -> Examples:
        """Raises InputError `OutOfMemory` where half as many at once don't fit either."""
        return joined(self.portions.make(crops, lambda some: [self._some(some)]))

    def _some(self, crops: Sequence[tuple[Photo, Box]]) -> Examples:
        pixels = torch.stack([photo.pixels(box) for photo, box in crops])
        latent = self.vae.encode(moved(pixels, self.device)).latent_dist
        scale, shift = self.vae.config.scaling_factor, self.vae.config.shift_factor or 0.0
        size = latent.mean.shape[-2:]
        weights = [
            pixel_weights(photo.mask_values(box), photo.largest_mask_value(), self.masked, tuple(size))
            for photo, box in crops
        ]
        return Examples(
            (latent.mean - shift) * scale,
            latent.std * scale,
            moved(torch.stack(weights), self.device),
            moved(torch.tensor([time_ids(photo, box) for photo, box in crops]), self.device),
        )


class Cached:
    """A few crops of each picture, encoded once; a step takes any one of them."""

    def __init__(self, crops: Sequence[Sequence[tuple[Photo, Box]]], encoder: Encoder) -> None:
        self.examples = encoder.encode([crop for views in crops for crop in views])
        ends = torch.tensor([len(views) for views in crops]).cumsum(0).tolist()
        self.rows = list(zip([0, *ends], ends, strict=False))

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, numbers: Sequence[int], generator: torch.Generator) -> Examples:
        rows = [int(torch.randint(*self.rows[number], (1,), generator=generator)) for number in numbers]
        return self.examples.rows(moved(torch.tensor(rows), self.examples.means.device))


class Fresh:
    """A new crop of a photo each time it is taken."""

    def __init__(self, photos: Sequence[Photo], crop: str, encoder: Encoder) -> None:
        self.photos = photos
        self.crop = crop
        self.encoder = encoder

    def __len__(self) -> int:
        return len(self.photos)

    def take(self, numbers: Sequence[int], generator: torch.Generator) -> Examples:
        chosen = [self.photos[number] for number in numbers]
        boxes = [photo.boxes(self.encoder.resolution, self.crop, 1, generator)[0] for photo in chosen]
        return self.encoder.encode(list(zip(chosen, boxes, strict=True)))


def photos_source(photos: Sequence[Photo], encoder: Encoder, settings: Settings, generator: torch.Generator) -> Source:
    side = encoder.resolution
    alike = all(len(photo.boxes(side, settings.crop, 2, torch.Generator())) == 1 for photo in photos)
    if not settings.cache_latents and not alike:
        return Fresh(photos, settings.crop, encoder)
    crops = [
        [(photo, box) for box in sorted(set(photo.boxes(side, settings.crop, settings.views, generator)))]
        for photo in photos
    ]
    return Cached(crops, encoder)


def class_source(images: Sequence[ClassImage], encoder: Encoder) -> Source:
    """Their middles: they are made at the resolution that trains."""
    side, crops = encoder.resolution, []
    for image in images:
        photo = prepared(image.identity, open_image(image.file), side, None)
        crops.append([(photo, box) for box in photo.boxes(side, "centre", 1, torch.Generator())])
    return Cached(crops, Encoder(encoder.vae, encoder.device, side))


def at_once(side: int) -> int:
    """How many pictures of `side` x `side` pixels the autoencoder sees together."""
    return max(1, min(AT_ONCE, PIXELS_AT_ONCE // side**2))


def time_ids(photo: Photo, box: Box) -> list[float]:
    width, height = photo.original
    left, top, right, bottom = box
    return [float(value) for value in (height, width, top, left, bottom - top, right - left)]


def moved(tensor: Tensor, device: torch.device) -> Tensor:
    """Onto the device, without waiting for it."""
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor
