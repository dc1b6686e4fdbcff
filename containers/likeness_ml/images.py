"""Photos in: decoding that is safe on strangers' files, and the resize and crop that backbones expect."""

import io
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageOps

from likeness_ml.errors import InputError

PIXEL_LIMIT = 50_000_000
# Beyond this, the resized picture would be far larger than the photo it came from.
ASPECT_LIMIT = 50
# Of a progressive JPEG: encoders write a dozen. Each costs as much as the whole picture, and next to nothing to send.
SCAN_LIMIT = 100
# Rows that are converted at once.
STRIP = 256
FORMATS = ("JPEG", "PNG", "WEBP")
OTHER_FORMATS = {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"%PDF": "PDF"}


@dataclass(frozen=True)
class Preprocessing:
    """What a backbone was trained to see: shorter side `resize` (bicubic), centre crop `crop`, channel statistics."""

    resize: int = 256
    crop: int = 224
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    def at(self, image_size: int) -> "Preprocessing":
        """The same share of the picture, seen at `image_size` pixels a side."""
        return replace(self, resize=round(self.resize * image_size / self.crop), crop=image_size)

    def cropped(self, image: Image.Image) -> np.ndarray:
        """The part of the picture that the backbone sees: uint8 [crop, crop, 3]."""
        return resize_and_crop(image, self.crop, self.resize)


IMAGENET = Preprocessing()
OPENAI_CLIP = Preprocessing(224, 224, (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))


def open_image(source: Path | str | bytes, at_least: int | None = None) -> Image.Image:
    """Decode one JPEG, PNG or WebP (a path, or the file's bytes) to upright RGB; transparency becomes white.

    A large JPEG is decoded at a half, a quarter or an eighth of its size where `at_least` so many pixels of each side
    are left: several times faster.

    Raises InputError: PhotoUnreadable (also a JPEG of over 100 scans), PhotoNotAnImage, PhotoFormatUnsupported,
    PhotoTooLarge (over 50 megapixels, found before decoding), PhotoTooSmall (a strip thinner than 1 in 50),
    PhotoAnimated or PhotoTruncated.
    """
    content, name = _read(source)
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise InputError("PhotoTooLarge", _too_large(name)) from error
    except Exception as error:  # a decoder fed by strangers raises whatever it likes
        raise _not_an_image(content, name) from error
    _check_before_decoding(image, name)
    if image.format in ("JPEG", "MPO") and _has_too_many_scans(content):
        raise InputError("PhotoUnreadable", f"{name} is a JPEG of more than {SCAN_LIMIT} scans: export it again")
    try:
        if at_least is not None:
            image.draft("RGB", (at_least, at_least))
        image.load()
        image.getexif()[ExifTags.Base.Orientation] = _orientation(image.info.get("exif", b""))
        ImageOps.exif_transpose(image, in_place=True)  # else it is copied, turned or not
        return _to_rgb(image)
    except Exception as error:
        raise InputError("PhotoTruncated", f"{name} is damaged or cut short: export it again") from error


def resize_and_crop(image: Image.Image, size: int = 224, resize: int = 256) -> np.ndarray:
    """Shorter side to `resize` by bicubic, then the centre `size` x `size`: uint8 [size, size, 3].

    The arithmetic of transformers' BitImageProcessor, rounding of the longer side included.
    """
    if size > resize:
        raise ValueError(f"crop {size} is larger than the resized shorter side {resize}")
    width, height = image.size
    shorter = min(width, height)
    scaled = image.resize(
        (int(resize * width / shorter), int(resize * height / shorter)), resample=Image.Resampling.BICUBIC
    )
    left, top = (scaled.width - size) // 2, (scaled.height - size) // 2
    return np.array(scaled.crop((left, top, left + size, top + size)), dtype=np.uint8)


def read_preprocessing(backbone: Path) -> Preprocessing:
    """Read `preprocessor_config.json` of a backbone folder.

    Raises InputError SetupIncomplete when it is missing, or asks for steps that this module doesn't take.
    """
    file = backbone / "preprocessor_config.json"
    try:
        config: dict[str, Any] = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise InputError("SetupIncomplete", f"{file} can't be read: {error}") from error
    crop = config.get("crop_size", {})
    expected = {
        "do_resize": config.get("do_resize") is True,
        "do_center_crop": config.get("do_center_crop") is True,
        "do_normalize": config.get("do_normalize") is True,
        "do_rescale": config.get("do_rescale") is True,
        "rescale_factor": abs(config.get("rescale_factor", 0) - 1 / 255) < 1e-9,
        "resample": config.get("resample") == Image.Resampling.BICUBIC,
        "size": set(config.get("size", {})) == {"shortest_edge"},
        "crop_size": set(crop) == {"height", "width"} and crop["height"] == crop["width"],
    }
    wrong = [name for name, fits in expected.items() if not fits]
    if wrong:
        raise InputError("SetupIncomplete", f"{file}: unsupported value of {', '.join(wrong)}")
    mean, std = config["image_mean"], config["image_std"]
    return Preprocessing(config["size"]["shortest_edge"], crop["height"], tuple(mean), tuple(std))


def check_preprocessing(backbone: Path, expected: Preprocessing) -> None:
    """Refuse a folder whose `preprocessor_config.json` states another preprocessing than the backbone is fed with.

    A file that never mentions a centre crop is of another way to prepare pictures altogether, and is not compared:
    those of public MAEs squash them, where the paper crops (section 1.8). Raises InputError SetupIncomplete.
    """
    file = backbone / "preprocessor_config.json"
    if not file.exists():
        return
    wanted = [True, Image.Resampling.BICUBIC, expected.resize, expected.crop, *expected.mean, *expected.std]
    try:
        config: dict[str, Any] = json.loads(file.read_text())
        if "do_center_crop" not in config:
            return
        stated = [config["do_center_crop"], config["resample"], _side(config["size"]), _side(config["crop_size"])]
        stated += [*config["image_mean"], *config["image_std"]]
        fits = len(stated) == len(wanted) and np.allclose(stated, wanted, rtol=0, atol=1e-3)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("SetupIncomplete", f"{file} can't be read: {error!r}") from error
    if not fits:
        raise InputError(
            "SetupIncomplete", f"{file} states another preprocessing than this kind of backbone's {expected}"
        )


def _side(size: int | dict[str, int]) -> int:
    """Pixels of a square's side or of a shorter side, in the words of older files (a number) and newer ones."""
    if isinstance(size, int):
        return size
    return size["shortest_edge"] if "shortest_edge" in size else size["height"]


def _read(source: Path | str | bytes) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "the image"
    try:
        return Path(source).read_bytes(), str(source)
    except OSError as error:
        raise InputError("PhotoUnreadable", f"{source} can't be read: {error.strerror}") from error


def _not_an_image(content: bytes, name: str) -> InputError:
    other = next((kind for magic, kind in OTHER_FORMATS.items() if content.startswith(magic)), None)
    if content[4:8] == b"ftyp":
        other = "HEIC or AVIF"
    if other:
        return InputError("PhotoFormatUnsupported", f"{name} is {other}: give JPEG, PNG or WebP")
    return InputError("PhotoNotAnImage", f"{name} is not a JPEG, PNG or WebP image")


def _check_before_decoding(image: Image.Image, name: str) -> None:
    """Everything here is known from the header, so that a small file can't cost much memory."""
    width, height = image.size
    if width * height > PIXEL_LIMIT:
        raise InputError("PhotoTooLarge", _too_large(name))
    if max(width, height) > ASPECT_LIMIT * min(width, height):
        raise InputError("PhotoTooSmall", f"{name} is {width} x {height}: too thin a strip to recognise anything in")
    # A phone's JPEG with a preview beside it opens as MPO; its first frame is the photo.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise InputError("PhotoAnimated", f"{name} is animated: give a still image")


# A marker within compressed data: not a stuffed byte, a restart or a filling.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _has_too_many_scans(jpeg: bytes) -> bool:
    scans, at = 0, 2
    while scans <= SCAN_LIMIT and (found := MARKER.search(jpeg, at)):
        marker = found.group()[1]
        if marker == 0xD9:  # the end: what follows is another picture, or none
            break
        scans += marker == 0xDA
        at = found.end() + int.from_bytes(jpeg[found.end() : found.end() + 2])
    return scans > SCAN_LIMIT


def _too_large(name: str) -> str:
    return f"{name} has more than {PIXEL_LIMIT // 1_000_000} megapixels: make it smaller"


def _orientation(exif: bytes) -> int:
    """1 to 8. Only EXIF says which way is up, here as where photos are accepted; Pillow would listen to XMP too."""
    said = Image.Exif()
    try:
        said.load(exif)
    except Exception:  # what can't be read says nothing
        return 1
    return said.get(ExifTags.Base.Orientation, 1)


def _to_rgb(image: Image.Image) -> Image.Image:
    """The picture itself where it is RGB. Others a strip at a time: each whole one of 50 megapixels takes 200 MB."""
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    whole = Image.new("RGB", image.size)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        whole.paste(_strip_to_rgb(strip), (0, top))
    return whole


def _strip_to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Pillow would clip 16-bit greys to white instead of scaling them.
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(white, coloured).convert("RGB")
    return image.convert("RGB")
