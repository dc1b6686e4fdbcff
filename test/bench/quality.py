"""Raw vectors of the quality benchmark: many small personalizations of real subjects, by the jobs' own functions.

    python test/bench/quality.py --photos DIR --backbone DIR --bank DIR --preset FILE --out DIR [--worker 0/2] [--subjects a,b]

DIR holds one folder a subject. For each subject, seeded choices of three reference photos (or every choice there is);
all its other photos are held out and all other subjects' photos are distractors. Writes `base.safetensors` (all photos
through stock transformers) and one `{subject}/{choice}.safetensors` a personalization, each `photo -> vector`. What is
there already is not made again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save
from torch.nn.functional import normalize
from transformers import AutoModel
from transformers.models.bit.image_processing_pil_bit import BitImageProcessorPil

from likeness_ml.backbone import FEATURES, WEIGHTS  # noqa: F401  (the module pins the single-threaded kernels)
from likeness_ml.compose.__main__ import draw_all, read_bank, recipe_from
from likeness_ml.compose.images import Material
from likeness_ml.compose.masks import find_masks
from likeness_ml.images import open_image, resize_and_crop
from likeness_ml.job import Job
from likeness_ml.progress import write_atomic
from likeness_ml.represent.curate import curate
from likeness_ml.represent.pool import read_candidates
from likeness_ml.represent.subject import Subject, embed
from likeness_ml.represent.train import Settings

CHOICES, REFERENCES, SEED = 10, 3, 2024
Photos = dict[str, Image.Image]


def choices_of(photos: list[str]) -> list[tuple[str, ...]]:
    every = list(itertools.combinations(photos, REFERENCES))
    random.Random(SEED).shuffle(every)
    return every[:CHOICES]


def base_vectors(photos: Photos, backbone: Path, feature: str) -> dict[str, np.ndarray]:
    """By stock transformers alone: its own processor, its own model."""
    processor, model = BitImageProcessorPil.from_pretrained(backbone), AutoModel.from_pretrained(backbone).eval()
    vectors = {}
    with torch.no_grad():
        for name, photo in photos.items():
            tokens = model(**processor(photo, return_tensors="pt")).last_hidden_state
            joined = tokens[:, 0] if feature == "cls" else torch.cat([tokens[:, 0], tokens[:, 1:].mean(1)], 1)
            vectors[name] = normalize(joined, dim=1)[0].numpy()
    return vectors


def personalize(references: list[Path], photos: Photos, preset: dict, backbone: Path, bank: Path) -> dict[str, np.ndarray]:
    """The vectors of all photos after a personalization to `references`."""
    with tempfile.TemporaryDirectory() as folder:
        job = Job(Path(folder))
        shown = {f"{index:02d}": read_photos_one(path) for index, path in enumerate(references)}
        masks = {name: mask.pixels for name, mask in zip(shown, find_masks(list(shown.values())), strict=True)}
        lines = draw_all(job, Material(shown, masks, *read_bank(bank)), recipe_from(text_of(preset["compose"])), 0)
        listing = "".join(json.dumps(line) + "\n" for line in lines)
        (job.model_dir / "images.jsonl").write_text(listing)

        settings = Settings.read(text_of(preset["represent"]))
        subject = Subject({f"{i:02d}": open_image(path) for i, path in enumerate(references)}, backbone, settings)
        kept, _ = curate(read_candidates(job.model_dir), subject.crops(), subject.embed_pixels)
        model = subject.train(kept, set(), settings, job.checkpoint_dir, lambda *_: None)
        vectors = embed(model, [resize_and_crop(photo) for photo in photos.values()], settings.feature)
    return dict(zip(photos, vectors, strict=True))


def read_photos_one(path: Path) -> np.ndarray:
    from likeness_ml.compose.__main__ import shrink

    return shrink(np.asarray(open_image(path)))


def text_of(settings: dict) -> dict[str, str]:
    return {name: json.dumps(value) for name, value in settings.items()} | {"seed": "0"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("photos", "backbone", "bank", "preset", "out"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    parser.add_argument("--worker", default="0/1", help="which share of the choices is this process's")
    parser.add_argument("--subjects", default="", help="only these, comma-separated")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    preset = json.loads(asked.preset.read_text())
    files = {f"{path.parent.name}/{path.name}": path for path in sorted(asked.photos.glob("*/*.jpg"))}
    photos = {name: open_image(path) for name, path in files.items()}
    share, workers = (int(part) for part in asked.worker.split("/"))

    base = asked.out / "base.safetensors"
    if share == 0 and not base.exists():
        write_atomic(base, save(base_vectors(photos, asked.backbone, preset["represent"]["feature"])))

    cases = []
    for subject in sorted({name.split("/")[0] for name in files}):
        own = [name for name in files if name.startswith(f"{subject}/")]
        cases += [(subject, index, choice) for index, choice in enumerate(choices_of(own))]
    wanted = set(filter(None, asked.subjects.split(",")))
    mine = [case for case in cases[share::workers] if not wanted or case[0] in wanted]
    began = time.monotonic()
    for done, (subject, index, choice) in enumerate(mine, 1):
        target = asked.out / subject / f"{index}.safetensors"
        if not target.exists():
            vectors = personalize([files[name] for name in choice], photos, preset, asked.backbone, asked.bank)
            write_atomic(target, save(vectors, metadata={"references": json.dumps(choice)}))
        left = (time.monotonic() - began) / done * (len(mine) - done)
        print(f"personalize step {done}/{len(mine)} subject {subject} left {left:.0f}s", flush=True)


if __name__ == "__main__":
    main()
