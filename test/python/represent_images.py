"""Small pools of noise to train on, and the runs that tests compare."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sample_jobs import BACKBONE

from likeness_ml.backbone import load_backbone
from likeness_ml.images import IMAGENET
from likeness_ml.represent.draws import Images
from likeness_ml.represent.lora import weights_of
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import training_pixels
from likeness_ml.represent.train import train
from likeness_ml.represent.validation import EarlyStopping

STEPS = 5
# Dropout is on, so that its random numbers have to survive a restart too.
SETTINGS = Settings(steps=STEPS, anchors=2, positives=2, negatives=3, side=32, rank=4, dropout=0.3, checkpoint_every=1)
QKV = ("q_proj", "k_proj", "v_proj")

Tell = Callable[[int, int, dict[str, float]], None]


class Killed(BaseException):
    pass


def pixels(count: int, tint: int, seed: int, side: int = SETTINGS.side) -> torch.Tensor:
    rng = np.random.default_rng(seed)
    pictures = [rng.integers(tint, tint + 90, (40, 40, 3), dtype=np.uint8) for _ in range(count)]
    return training_pixels(pictures, side, IMAGENET)


def training_images() -> Images:
    return Images(pixels(4, 150, 1), pixels(5, 150, 2), pixels(6, 10, 3))


def left_out_images() -> Images:
    return Images(pixels(2, 150, 4), pixels(2, 150, 5), pixels(3, 10, 6))


def weights(model: torch.nn.Module) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in weights_of(model).items()}


def trained(
    images: Images,
    settings: Settings,
    checkpoint: Path,
    kill_after: int | None = None,
    watch: EarlyStopping | None = None,
) -> tuple[torch.nn.Module, list[int]]:
    """The model, and the numbers of the steps that were told."""
    done_steps: list[int] = []

    def progress(done: int, total: int, metrics: dict[str, float]) -> None:
        assert total == settings.steps and metrics.keys() - {"validation"} in ({"loss", "images/s"}, set())
        done_steps.append(done)
        if done == kill_after:
            raise Killed

    return train(load_backbone(BACKBONE), images, settings, checkpoint, progress, watch), done_steps
