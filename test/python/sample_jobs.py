"""The jobs' programs on the pictures that ship, small enough for tests."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from likeness_ml.compose.__main__ import compose, read_bank, read_masks, read_photos
from likeness_ml.compose.images import Material
from likeness_ml.job import Job

# Several threads wait for each other on a busy machine, and another number of them may round otherwise.
cv2.setNumThreads(1)
torch.set_num_threads(1)

ASSETS = Path(__file__).parents[2] / "assets"
CONTAINERS = Path(__file__).parents[2] / "containers"
BACKBONE = ASSETS / "backbones" / "tiny-vit"
SAMPLES = ASSETS / "samples"
SUBJECT = "sunrise-mug"
# Three photos come with their masks; the mask of 00 has to be found.
PHOTOS = ("00", "01", "02", "03")
MASKED = ("01", "02", "03")

COMPOSE = {"side": "64", "cut_and_paste": "16", "augmented": "8", "negatives": "24"}
REPRESENT = {
    "threads": "1",
    "steps": "6",
    "side": "32",
    "anchors": "2",
    "positives": "2",
    "negatives": "3",
    "checkpoint_every": "2",
}


def copy_photos(to: Path, names: tuple[str, ...] = PHOTOS, masks: tuple[str, ...] = MASKED) -> Path:
    """A references channel: photos of the sample subject, and the exact masks of some of them."""
    to.mkdir(parents=True)
    for name in names:
        shutil.copy(SAMPLES / SUBJECT / "reference" / f"{name}.jpg", to)
        if name in masks:
            shutil.copy(SAMPLES / SUBJECT / "reference" / f"{name}.mask.png", to)
    return to


def copy_some(source: Path, to: Path, count: int) -> Path:
    """A channel of the first photos of a folder."""
    to.mkdir(parents=True)
    for path in sorted(source.glob("*.jpg"))[:count]:
        shutil.copy(path, to)
    return to


def copy_bank(to: Path) -> Path:
    """A bank channel of a few scenes and a few objects with their masks."""
    copy_some(ASSETS / "backgrounds", to / "backgrounds", 8)
    for path in sorted(copy_some(ASSETS / "negatives", to / "negatives", 8).iterdir()):
        shutil.copy(ASSETS / "negatives" / f"{path.stem}.png", to / "negatives")
    return to


def write_photos(to: Path, *pictures: np.ndarray) -> Path:
    to.mkdir(parents=True)
    for index, pixels in enumerate(pictures):
        Image.fromarray(pixels).save(to / f"{index:02}.jpg")
    return to


def job_in(base: Path, hyperparameters: dict[str, str], **channels: Path) -> Job:
    """A job whose channels are these folders; an underscore in a name stands for a hyphen."""
    config = base / "input" / "config"
    config.mkdir(parents=True)
    (config / "hyperparameters.json").write_text(json.dumps(hyperparameters))
    for name, folder in channels.items():
        link = base / "input" / "data" / name.replace("_", "-")
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(folder)
    return Job(base, hyperparameters)


def compose_in(base: Path, references: Path, bank: Path, **changes: str) -> Path:
    """Runs the compose job and gives its model/ folder."""
    job = job_in(base, COMPOSE | changes, references=references, bank=bank)
    compose(job)
    return job.model_dir


def material_of(references: Path, bank: Path) -> Material:
    """What the compose job draws from."""
    photos = read_photos(references)
    masks = {name: mask.pixels for name, mask in read_masks(references, photos).items()}
    return Material(photos, masks, *read_bank(bank))


def start_program(name: str, base: Path) -> subprocess.Popen[str]:
    """`python -m likeness_ml.{name}` for the job under `base`."""
    environment = {**os.environ, "PYTHONPATH": str(CONTAINERS), "SAGEMAKER_BASE_DIR": str(base)}
    command = [sys.executable, "-m", f"likeness_ml.{name}"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def listing(model: Path) -> list[dict]:
    return [json.loads(line) for line in (model / "images.jsonl").read_text().splitlines()]


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file by its path in the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
