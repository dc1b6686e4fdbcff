"""The training of the small generator, tiny: made-up photos, a few renderings, seconds instead of hours."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import train_generator  # noqa: E402
from diffusion import captions, texts  # noqa: E402
from diffusion.pictures import SIDE, gather  # noqa: E402
from rendering.captioned import captioned, empty  # noqa: E402
from train_generator import Phase, train  # noqa: E402


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One red apple and one blue jacket, as flat pictures."""
    base = tmp_path_factory.mktemp("corpus")
    for folder, colour in (("grocery/Fruit/Apple/Royal-Brand", (200, 30, 30)), ("clothing/outwear", (30, 40, 200))):
        (base / folder).mkdir(parents=True)
        Image.new("RGB", (160, 213), colour).save(base / folder / "train_0.jpg")
    return base


def test_words_of_a_photo_are_its_class_and_colour_and_no_brand(corpus: Path) -> None:
    words = {photo.parts[-3]: set() for photo in corpus.rglob("*.jpg")}
    for photo in corpus.rglob("*.jpg"):
        for seed in range(40):
            words[photo.parts[-3]].add(captions.of_photo(photo, np.asarray(Image.open(photo)), random.Random(seed)))
    assert any("blue jacket" in text for text in words["clothing"])
    assert all("apple" in text and "brand" not in text.lower() for text in words["Apple"])


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        ((210, 20, 30), "red"),
        ((250, 250, 250), "white"),
        ((10, 12, 10), "black"),
        ((120, 120, 122), "grey"),
        ((30, 60, 220), "blue"),
        ((60, 180, 50), "green"),
        ((110, 60, 20), "brown"),
        ((250, 220, 30), "yellow"),
    ],
)
def test_a_flat_colour_has_its_everyday_name(colour: tuple[int, int, int], word: str) -> None:
    assert captions.colour_name(np.full((50, 3), colour, np.uint8)) == word


def test_captions_have_the_article_that_their_first_word_asks_for() -> None:
    drawn = [captions.of_rendering("orange", "", "a tiled floor", "dim", False, random.Random(n)) for n in range(60)]
    assert not any(re.search(r"\ba [aeiou]|\ban [^aeiou]", text) for text in drawn)


def test_a_rendering_is_the_same_again_and_says_what_it_stands_on() -> None:
    one, again = captioned(3, 11, 32), captioned(3, 11, 32)
    assert (one.photo.picture == again.photo.picture).all()
    assert one.noun and one.place and one.light in captions.LIGHTS
    assert empty(3, 11, 32).noun == ""


def test_pieces_spell_words_that_no_caption_had() -> None:
    tokenizer = texts.train_tokenizer(["a photo of a red mug on a wooden table", "a photo of an apple"] * 3)
    ids = tokenizer("a photo of a <new1> Æbleskiver")["input_ids"]
    assert tokenizer.unk_token_id not in ids[1:-1]
    assert "<" in tokenizer.decode(ids) and "æ" in tokenizer.decode(ids)


def test_a_broken_off_phase_goes_on_from_its_weights(tmp_path: Path) -> None:
    module = torch.nn.Linear(3, 1)
    batch = torch.arange(6.0).view(2, 3)
    steps: list[int] = []

    def loss_of(step: int) -> torch.Tensor:
        steps.append(step)
        return module(batch).square().mean()

    def some(minutes: float) -> None:
        train(Phase("line", tmp_path / "line.safetensors", minutes, 2, 1e-2, warm=2, decay=0.9), module, loss_of)

    some(0.002)
    first = {name: value.clone() for name, value in module.state_dict().items()}
    done = len(steps)
    module.load_state_dict({name: torch.zeros_like(value) for name, value in first.items()})
    some(0.004)
    assert steps == list(range(len(steps))) and len(steps) > done
    before = len(steps)
    some(0.004)  # its time is over
    assert len(steps) == before


def test_the_whole_training_leaves_a_folder_that_stock_diffusers_opens(corpus: Path, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "out"
    arguments = ["--corpus", str(corpus), "--work", str(work), "--out", str(out), "--renderings", "17", "--batch", "4"]
    options = train_generator.parse([*arguments, "--autoencoder-minutes", "0.01", "--denoiser-minutes", "0.01"])
    train_generator.run(options)
    pictures = gather(corpus, 17, work / "pictures", 0, 1)
    assert pictures.pixels.shape == (2 * 3 + 17 * 2 + 1, SIDE, SIDE, 3) and len(pictures.captions) == 41
    pipeline = StableDiffusionPipeline.from_pretrained(out, local_files_only=True, use_safetensors=True)
    assert pipeline.scheduler.config.prediction_type == "v_prediction"
    image = pipeline("a red mug", num_inference_steps=2, generator=torch.Generator().manual_seed(0)).images[0]
    assert image.size == (SIDE, SIDE)
    files = [file for file in out.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".safetensors", ".json", ".txt"}
    assert sum(file.stat().st_size for file in files) <= 40_000_000
    assert json.loads((out / "vae" / "config.json").read_text())["scaling_factor"] > 0
