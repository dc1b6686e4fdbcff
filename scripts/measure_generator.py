"""Measure the small generator and draw the sample sheet of its card.

    python scripts/measure_generator.py --generator assets/generators/tiny-sd --corpus DIR --sheet samples.jpg

Prints what the card says: how often an image of a class of the corpus is nearest to the photos of that class, in the
shipped backbone's space, beside what other photos of the class make of it; how varied the images of a class are beside
its photos; and what the autoencoder alone loses. A few minutes on two cores.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from PIL import Image, ImageDraw
from transformers import Dinov2Model

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "containers")]

from diffusion.captions import noun_of, sentence  # noqa: E402

from likeness_ml.backbone import features, load_backbone, normalise  # noqa: E402
from likeness_ml.curation.diversity import vendi  # noqa: E402
from likeness_ml.generator.base import check_base, load_base  # noqa: E402
from likeness_ml.generator.sampling import Maker, Request, Sampling, image_seed, prepared  # noqa: E402
from likeness_ml.images import open_image, resize_and_crop  # noqa: E402

SHEET = (
    "a photo of an orange on a supermarket shelf",
    "a photo of a juice carton in a shop",
    "a photo of a black t-shirt",
    "a photo of a pair of shoes",
    "a photo of a red mug on a wooden table",
    "a photo of a blue teapot on a stone floor",
    "a photo of a yellow toy duck on grass",
    "an empty place on a tiled floor in warm light",
)
COLUMNS, EACH = 8, 24


def main() -> None:
    options = parse()
    torch.set_num_threads(options.threads)
    pipeline = load_base(check_base(options.generator), "fp32", torch.device("cpu"))
    maker = Maker(pipeline, Sampling(guidance=3, sampling_steps=options.steps, batch=COLUMNS), lambda: None)

    def made(prompt: str, count: int) -> list[Image.Image]:
        wanted = [Request(str(i), prompt, image_seed(0, prompt, i), "generator", "class") for i in range(count)]
        batches = [wanted[start : start + COLUMNS] for start in range(0, count, COLUMNS)]
        return [Image.open(io.BytesIO(jpeg)) for batch in batches for jpeg in maker.make(batch)]

    with prepared(pipeline, "dpm-solver++"):
        sheet([made(prompt, COLUMNS) for prompt in SHEET]).save(options.sheet, quality=88)
        report(made, photos_by_noun(options.corpus), options.classes)
    print(f"autoencoder alone: PSNR {psnr(pipeline.vae, options.corpus):.1f} dB")


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """A row a prompt, its words above it."""
    side, words = rows[0][0].width, 18
    page = Image.new("RGB", (side * COLUMNS, (side + words) * len(rows)), "white")
    for index, (prompt, pictures) in enumerate(zip(SHEET, rows, strict=True)):
        top = index * (side + words)
        ImageDraw.Draw(page).text((4, top + 3), prompt, fill="black")
        for column, picture in enumerate(pictures):
            page.paste(picture, (column * side, top + words))
    return page


def photos_by_noun(corpus: Path) -> dict[str, list[Path]]:
    found = defaultdict(list)
    for path in sorted(corpus.rglob("*.jpg")):
        found[noun_of(path)].append(path)
    return found


def report(made: Callable[[str, int], list[Image.Image]], photos: dict[str, list[Path]], classes: int) -> None:
    """Nearest centre of the classes' photos: images, and photos that made no centre."""
    backbone = load_backbone(ROOT / "assets" / "backbones" / "tiny-vit")
    rng = random.Random(0)
    largest = sorted(photos, key=lambda noun: -len(photos[noun]))[:classes]
    chosen = {noun: rng.sample(photos[noun], 4 * EACH) for noun in largest}
    real = {noun: vectors(backbone, [open_image(path) for path in paths]) for noun, paths in chosen.items()}
    centres = np.stack([unit(real[noun][EACH:].mean(0)) for noun in largest])
    right: dict[str, list[bool]] = {"images": [], "photos": []}
    varied: dict[str, list[float]] = {"images": [], "photos": []}
    for index, noun in enumerate(largest):
        prompt = sentence(random.Random(0), noun, "", "", "")
        sets = {"images": vectors(backbone, made(prompt, EACH)), "photos": real[noun][:EACH]}
        for kind, some in sets.items():
            right[kind] += list((some @ centres.T).argmax(1) == index)
            varied[kind].append(vendi(some))
        told = ", ".join(f"{kind} {np.mean(right[kind][-EACH:]):.2f} right" for kind in sets)
        print(f"{index + 1} of {classes}  {prompt}: {told}", flush=True)
    for kind in right:
        share, score = np.mean(right[kind]), np.mean(varied[kind])
        print(f"{kind}: nearest to their own class {share:.3f} of {classes} classes; Vendi score {score:.2f} of {EACH}")


@torch.inference_mode()
def vectors(backbone: Dinov2Model, pictures: list[Image.Image]) -> np.ndarray:
    """[n, d], unit. Photos are shrunk to the generator's size first, so that sharpness tells nothing."""
    shrunk = [Image.fromarray(resize_and_crop(picture, 128, 128)) for picture in pictures]
    pixels = normalise(np.stack([resize_and_crop(picture) for picture in shrunk]))
    return unit(features(backbone, pixels).numpy())


def unit(some: np.ndarray) -> np.ndarray:
    return some / np.linalg.norm(some, axis=-1, keepdims=True)


@torch.inference_mode()
def psnr(vae: AutoencoderKL, corpus: Path) -> float:
    """Of 128 photos encoded and decoded, in dB."""
    paths = random.Random(0).sample(sorted(corpus.rglob("*.jpg")), 128)
    pixels = np.stack([resize_and_crop(open_image(path), 128, 128) for path in paths])
    scaled = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    back = torch.cat([vae.decode(vae.encode(some).latent_dist.mode()).sample.clamp(-1, 1) for some in scaled.split(16)])
    errors = (back - scaled).square().mean((1, 2, 3)) / 4
    return float((-10 * errors.log10()).mean())


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, required=True, metavar="DIR")
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sheet", type=Path, required=True, metavar="FILE", help="where the sample sheet goes")
    parser.add_argument("--classes", type=int, default=20, help="the largest of the corpus")
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
