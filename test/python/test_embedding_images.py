"""Decoding photos, and preparing them for a backbone."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from transformers.models.bit.image_processing_pil_bit import BitImageProcessorPil

from likeness_ml.backbone import normalise
from likeness_ml.errors import InputError
from likeness_ml.images import Preprocessing, open_image, read_preprocessing, resize_and_crop

BACKBONE = Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit"
PROCESSOR = BitImageProcessorPil.from_pretrained(str(BACKBONE))


def noise(width: int, height: int, mode: str = "RGB", seed: int = 0) -> Image.Image:
    shape = (height, width, len(mode)) if len(mode) > 1 else (height, width)
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8), mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@settings(max_examples=25, deadline=None)
@given(width=st.integers(20, 700), height=st.integers(20, 700), seed=st.integers(0, 99))
def test_pixels_are_those_of_the_stock_processor(width: int, height: int, seed: int) -> None:
    image = noise(width, height, seed=seed)
    ours = normalise(resize_and_crop(image)[None])
    stock = PROCESSOR(image, return_tensors="pt")["pixel_values"]
    assert ours.shape == stock.shape
    assert float((ours - stock).abs().max()) * min(Preprocessing().std) <= 1 / 255


def test_the_shipped_backbone_states_its_preprocessing() -> None:
    assert read_preprocessing(BACKBONE) == Preprocessing()
    assert Preprocessing().at(112) == Preprocessing(resize=128, crop=112)


@pytest.mark.parametrize("change", [("do_center_crop", "false"), ("resample", "2"), ("rescale_factor", "1")])
def test_preprocessing_that_is_not_supported_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    name, value = change
    text = (BACKBONE / "preprocessor_config.json").read_text()
    lines = [f'  "{name}": {value},' if f'"{name}"' in line else line for line in text.splitlines()]
    (tmp_path / "preprocessor_config.json").write_text("\n".join(lines))
    with pytest.raises(InputError, match=name) as raised:
        read_preprocessing(tmp_path)
    assert raised.value.code == "SetupIncomplete"


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_the_three_formats_open_as_rgb(kind: str, mode: str) -> None:
    image = open_image(encoded(noise(40, 30, mode), kind))
    assert (image.mode, image.size) == ("RGB", (40, 30))


def test_a_phones_jpeg_with_a_preview_in_it_is_a_still_photo() -> None:
    content = encoded(noise(40, 30), "MPO", save_all=True, append_images=[noise(20, 15)])
    assert open_image(content).size == (40, 30)


@pytest.mark.parametrize(("scans", "opens"), [(100, True), (101, False), (5_000, False)])
def test_a_jpeg_of_more_scans_than_encoders_write_is_refused_before_it_is_decoded(scans: int, opens: bool) -> None:
    photo = encoded(noise(64, 48), "JPEG", progressive=True)
    last = photo.rindex(b"\xff\xda")
    repeated = photo[:last] + photo[last:-2] * (scans - photo.count(b"\xff\xda") + 1) + photo[-2:]
    if opens:
        assert open_image(repeated).size == (64, 48)
        assert open_image(repeated + repeated).size == (64, 48)
    else:
        with pytest.raises(InputError, match="scans") as raised:
            open_image(repeated)
        assert raised.value.code == "PhotoUnreadable"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "CMYK", "P"])
def test_a_tall_picture_is_converted_in_strips_as_it_would_be_whole(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    content = encoded(noise(30, 700, "RGB").quantize(16) if mode == "P" else noise(30, 700, mode), kind)
    whole = Image.open(io.BytesIO(content))
    if "A" in mode:
        whole = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole.convert("RGBA"))
    assert (np.asarray(open_image(content)) == np.asarray(whole.convert("RGB"))).all()


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert open_image(encoded(noise(40, 30), "JPEG", exif=exif)).size == (30, 40)


def test_what_xmp_says_of_which_way_is_up_does_not_count() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    exif = Image.Exif()
    exif[0x010E] = "a photo"
    for kind in ("JPEG", "WEBP"):
        assert open_image(encoded(noise(40, 30), kind, xmp=xmp)).size == (40, 30)
        assert open_image(encoded(noise(40, 30), kind, xmp=xmp, exif=exif)).size == (40, 30)
        exif[0x0112] = 8
        assert open_image(encoded(noise(40, 30), kind, xmp=xmp, exif=exif)).size == (30, 40)
        del exif[0x0112]


@pytest.mark.parametrize(
    ("at_least", "size"), [(None, (600, 800)), (301, (600, 800)), (300, (300, 400)), (40, (75, 100))]
)
def test_a_large_jpeg_is_decoded_smaller_where_enough_is_left_and_is_upright(
    at_least: int | None, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert open_image(encoded(noise(800, 600), "JPEG", exif=exif), at_least).size == size


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_others_are_rgb_and_whole_or_smaller_as_they_can_be(kind: str, mode: str) -> None:
    image = open_image(encoded(noise(800, 600, mode), kind), at_least=100)
    assert (image.mode, image.size) == ("RGB", (200, 150) if kind == "JPEG" else (800, 600))


def test_transparency_becomes_white() -> None:
    assert open_image(encoded(Image.new("RGBA", (40, 30), (200, 0, 0, 0)), "PNG")).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_brightness() -> None:
    image = Image.fromarray(np.full((30, 40), 128 * 256, dtype=np.uint16))
    assert open_image(encoded(image, "PNG")).getpixel((5, 5)) == (128, 128, 128)


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"
    )


def animation() -> bytes:
    frames = [noise(40, 30, seed=seed) for seed in range(2)]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


REFUSED = [
    (b"no image", "PhotoNotAnImage"),
    (b"", "PhotoNotAnImage"),
    (encoded(noise(40, 30), "GIF"), "PhotoFormatUnsupported"),
    (encoded(noise(40, 30), "TIFF"), "PhotoFormatUnsupported"),
    (b"\0\0\0\x18ftypheic", "PhotoFormatUnsupported"),
    (encoded(noise(400, 300), "JPEG")[:5000], "PhotoTruncated"),
    (encoded(noise(400, 300), "PNG")[:5000], "PhotoTruncated"),
    (bomb(8000, 7000), "PhotoTooLarge"),
    (bomb(60000, 60000), "PhotoTooLarge"),
    (bomb(6000, 10), "PhotoTooSmall"),
    (animation(), "PhotoAnimated"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_what_is_no_photo_is_refused_with_a_code(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as raised:
        open_image(content)
    assert raised.value.code == code


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.jpg") as raised:
        open_image("nowhere.jpg")
    assert raised.value.code == "PhotoUnreadable"


@settings(max_examples=60, deadline=None)
@given(position=st.integers(0, 3000), value=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_damaged_photo_gives_a_picture_or_a_code_and_nothing_else(position: int, value: int, kind: str) -> None:
    content = bytearray(encoded(noise(40, 30), kind))
    content[position % len(content)] = value
    try:
        assert open_image(bytes(content)).mode == "RGB"
    except InputError as error:
        assert error.code.startswith("Photo")
