"""Raw vectors of the quality benchmark: many personalizations of real subjects, by the jobs' own functions.

    python test/bench/quality_vectors.py --photos DIR --backbone DIR --bank DIR --preset FILE --out DIR [--worker 0/2]

The photos lie in one folder a subject. For each subject there are seeded choices of three reference photos (or every
choice there is); all its other photos are held out and all other subjects' photos are distractors. Writes
`base.safetensors` (all photos through stock transformers) and one `{subject}/{choice}.safetensors` a personalization,
each `photo -> vector`. What is there already is not made again, so a broken-off run goes on.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
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

from likeness_ml.compose.__main__ import compose
from likeness_ml.curation.curate import curate
from likeness_ml.curation.rule import Rule
from likeness_ml.images import open_image, resize_and_crop
from likeness_ml.job import Job
from likeness_ml.progress import step, write_atomic
from likeness_ml.represent.lesson import learn
from likeness_ml.represent.pool import read_candidates
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import Subject, embed

CHOICES, REFERENCES, SEED = 10, 3, 2024
Vectors = dict[str, np.ndarray]


def choices_of(photos: list[str], count: int) -> list[tuple[str, ...]]:
    every = list(itertools.combinations(photos, REFERENCES))
    random.Random(SEED).shuffle(every)
    return every[:count]


def base_vectors(photos: dict[str, Image.Image], backbone: Path, feature: str) -> Vectors:
    """By stock transformers alone: its own processor, its own model."""
    processor, model = BitImageProcessorPil.from_pretrained(backbone), AutoModel.from_pretrained(backbone).eval()
    vectors = {}
    with torch.no_grad():
        for name, photo in photos.items():
            tokens = model(**processor(photo, return_tensors="pt")).last_hidden_state
            joined = tokens[:, 0] if feature == "cls" else torch.cat([tokens[:, 0], tokens[:, 1:].mean(1)], 1)
            vectors[name] = normalize(joined, dim=1)[0].numpy()
    return vectors


def personalize(
    references: list[Path], photos: dict[str, Image.Image], preset: dict, backbone: Path, bank: Path
) -> Vectors:
    """The vectors of all photos after a personalization to `references`: the compose job, then what represent does."""
    with tempfile.TemporaryDirectory() as folder:
        job = Job(Path(folder), strings_of(preset["compose"]))
        channels = Path(folder) / "input" / "data"
        (channels / "references").mkdir(parents=True)
        (channels / "bank").symlink_to(bank.resolve())
        for index, path in enumerate(references):
            shutil.copy(path, channels / "references" / f"{index:02d}.jpg")
        compose(job)

        rule, rest = Rule.take(strings_of(preset["represent"]))
        settings = Settings.read(rest)
        subject = Subject.read(job.channel("references"), backbone, settings)
        views = subject.views(job.model_dir)
        kept = curate(read_candidates(job.model_dir), views, rule, settings.seed).kept
        model, _ = learn(subject, kept, frozenset(), job.checkpoint_dir, lambda *_: None)
        vectors = embed(model, [resize_and_crop(photo) for photo in photos.values()], settings.feature)
    return dict(zip(photos, vectors, strict=True))


def strings_of(settings: dict) -> dict[str, str]:
    """Hyperparameters as SageMaker hands them over."""
    return {name: json.dumps(value) for name, value in settings.items()} | {"seed": "0"}


def cases_of(names: list[str], wanted: set[str], choices: int) -> list[tuple[str, int, tuple[str, ...]]]:
    """Every subject's choices, the first of each subject first: what is there of a broken-off run says something."""
    subjects = sorted({name.split("/")[0] for name in names} & wanted if wanted else {n.split("/")[0] for n in names})
    cases = []
    for subject in subjects:
        own = [name for name in names if name.startswith(f"{subject}/")]
        cases += [(subject, index, choice) for index, choice in enumerate(choices_of(own, choices))]
    return sorted(cases, key=lambda case: (case[1], case[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("photos", "backbone", "bank", "preset", "out"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    parser.add_argument("--worker", default="0/1", help="which share of the choices is this process's")
    parser.add_argument("--choices", type=int, default=CHOICES, help="of reference photos, a subject")
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
    mine = cases_of(list(files), set(filter(None, asked.subjects.split(","))), asked.choices)[share::workers]
    began = time.monotonic()
    for done, (subject, index, choice) in enumerate(mine, 1):
        target = asked.out / subject / f"{index}.safetensors"
        if not target.exists():
            vectors = personalize([files[name] for name in choice], photos, preset, asked.backbone, asked.bank)
            write_atomic(target, save(vectors, metadata={"references": json.dumps(choice)}))
        left = (time.monotonic() - began) / done * (len(mine) - done)
        step("personalize", done, len(mine), subject=subject, seconds_left=round(left))


if __name__ == "__main__":
    main()
