"""What the generate job may be told, with each setting's range."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

import torch

from likeness_ml.errors import InputError
from likeness_ml.generator.base import PRECISIONS
from likeness_ml.generator.sampling import Sampling
from likeness_ml.settings import above_zero, layer_names, one_of, parsed, refuse_unknown, true_or_false, within

METHODS = ("full", "lora")
OPTIMIZERS = ("adamw", "adamw-8bit")
MASKED = ("none", "paper", "mean")
CROPS = ("random", "centre")
CAPTIONS = ("varied", "standard")


@dataclass(frozen=True)
class Settings:
    """Chosen for the small base; the paper's own numbers (its section 1.1) are its own preset's.

    Raises InputError `OptionInvalid` naming the setting and its range.
    """

    seed: int = 0

    # what is learnt, and from what
    steps: int = 150  # 1 to 100000
    batch: int = 2  # photos a step, 1 to 64; as many class images join them
    resolution: int | None = None  # pixels a side; by default the base's own
    crop: str = "random"  # or "centre"
    cache_latents: bool = True  # encode `views` crops of each photo once; off: a fresh crop each step, as the paper
    views: int = 4  # 1 to 64
    prior_preservation: float = 1.0  # weight of the class images' loss, 0 to 10; 0 is off
    class_images: int = 32  # used, 1 to 10000
    masked: str = "none"  # "paper": squared mask over all pixels; "mean": the same averaged over the mask's weight
    register_identifier: bool = False  # as a token of its own; off: ordinary pieces, as the paper

    # which weights, and how they move
    method: str = "full"  # or "lora"
    rank: int = 8  # 1 to 256
    alpha: float = 8.0  # above 0 to 1024; alpha / rank scales the update
    targets: tuple[str, ...] = ("to_q", "to_k", "to_v", "to_out.0")
    train_text_encoder: bool = False
    learning_rate: float = 1e-4  # above 0 to 1
    text_encoder_learning_rate: float | None = None  # by default the same
    optimizer: str = "adamw"  # or "adamw-8bit"
    betas: tuple[float, ...] = (0.9, 0.999)  # two of 0 to less than 1
    weight_decay: float = 1e-2  # 0 to 1
    epsilon: float = 1e-8  # above 0 to 1
    gradient_clip: float = 1.0  # largest norm, above 0 to 1000
    min_snr_gamma: float = 0.0  # 0 to 100; 0 is off, as the paper

    # how it computes
    precision: str = "fp32"  # "bf16" and "fp16" are autocast; the weights that train stay fp32
    gradient_checkpointing: bool = False
    compile: bool = False
    checkpoint_every: int = 50  # steps, 1 to 100000
    report_every: int = 10  # steps, 1 to 10000
    threads: int = 2  # 1 to 256; sums over another number round otherwise

    # the images that are made afterwards
    images: int = 64  # 1 to 10000
    captions: str = "varied"  # or "standard": "a photo of a <new1> mug" for each of them (paper, section 1.3)
    guidance: float = 5.0
    solver: str = "dpm-solver++"
    sampling_steps: int | None = None  # by default the solver's own
    sample_batch: int = 8  # 1 to 256
    sample_precision: str | None = None  # by default training's; the weights are kept in it too
    safety_checker: bool = True
    keep_pipeline: bool = False

    @classmethod
    def read(cls, hyperparameters: dict[str, str]) -> Settings:
        """From a job's strings, each of them JSON.

        Raises InputError `OptionUnknown` for a name that is none of ours: a misspelt one must not train the default;
        `OptionInvalid` for one that has no effect beside the others.
        """
        refuse_unknown(hyperparameters, cls.__dataclass_fields__, "generate")
        values = {name: parsed(name, text) for name, text in hyperparameters.items()}
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        settings = replace(cls(), **values | lists)
        refuse_idle(settings, hyperparameters.keys())
        return settings

    def __post_init__(self) -> None:
        within("seed", self.seed, 0, 2**31 - 1, whole=True)
        for name, high in WHOLE.items():
            within(name, getattr(self, name), 1, high, whole=True)
        for name, (low, high) in NUMBERS.items():
            within(name, getattr(self, name), low, high)
        for name in ABOVE_ZERO:
            above_zero(name, getattr(self, name))
        if self.text_encoder_learning_rate is not None:
            within("text_encoder_learning_rate", self.text_encoder_learning_rate, 0, 1)
            above_zero("text_encoder_learning_rate", self.text_encoder_learning_rate)
        for name, known in CHOICES.items():
            one_of(name, getattr(self, name), known)
        if self.sample_precision is not None:
            one_of("sample_precision", self.sample_precision, PRECISIONS)
        for name in SWITCHES:
            true_or_false(name, getattr(self, name))
        check_betas(self.betas)
        layer_names("targets", self.targets)
        self.sampling()  # which checks its own

    def sampling(self) -> Sampling:
        return Sampling(
            guidance=self.guidance,
            solver=self.solver,
            sampling_steps=self.sampling_steps,
            batch=self.sample_batch,
            resolution=self.resolution,
            precision=self.sample_precision or self.precision,
            safety_checker=self.safety_checker,
        )

    def check_machine(self, device: torch.device) -> None:
        """Raises InputError `OptionInvalid` for what this machine can't do, and says what would."""
        for name in ("precision", "sample_precision"):
            if getattr(self, name) == "fp16" and device.type != "cuda":
                raise InputError("OptionInvalid", f"{name} is fp16: it needs an NVIDIA GPU, choose bf16 or fp32 here.")
        if self.optimizer == "adamw-8bit" and (device.type != "cuda" or find_spec("bitsandbytes") is None):
            raise InputError(
                "OptionInvalid",
                "optimizer is adamw-8bit: it needs an NVIDIA GPU and the package bitsandbytes, install that or"
                " choose adamw.",
            )
        if self.compile and shutil.which(os.environ.get("CXX", "g++")) is None:
            raise InputError("OptionInvalid", "compile is true: it needs a C++ compiler, install g++ or leave it off.")


WHOLE = {
    "steps": 100_000,
    "batch": 64,
    "views": 64,
    "class_images": 10_000,
    "rank": 256,
    "checkpoint_every": 100_000,
    "report_every": 10_000,
    "threads": 256,
    "images": 10_000,
    "sample_batch": 256,
}
NUMBERS = {
    "prior_preservation": (0, 10),
    "alpha": (0, 1024),
    "learning_rate": (0, 1),
    "weight_decay": (0, 1),
    "epsilon": (0, 1),
    "gradient_clip": (0, 1000),
    "min_snr_gamma": (0, 100),
}
ABOVE_ZERO = ("alpha", "learning_rate", "epsilon", "gradient_clip")
CHOICES: dict[str, Sequence[str]] = {
    "captions": CAPTIONS,
    "crop": CROPS,
    "masked": MASKED,
    "method": METHODS,
    "optimizer": OPTIMIZERS,
    "precision": PRECISIONS,
}
SWITCHES = (
    "cache_latents",
    "register_identifier",
    "train_text_encoder",
    "gradient_checkpointing",
    "compile",
    "safety_checker",
    "keep_pipeline",
)


def refuse_idle(settings: Settings, told: Collection[str]) -> None:
    idle: dict[str, tuple[bool, str]] = {
        **dict.fromkeys(("rank", "alpha", "targets"), (settings.method != "lora", "method lora")),
        "text_encoder_learning_rate": (not settings.train_text_encoder, "train_text_encoder true"),
        "views": (not settings.cache_latents or settings.crop == "centre", "cache_latents true and crop random"),
    }
    for name, (moot, wanted) in idle.items():
        if moot and name in told:
            raise InputError("OptionInvalid", f"{name} has no effect without {wanted}: set that, or leave {name} out.")


def check_betas(betas: object) -> None:
    fits = isinstance(betas, tuple) and len(betas) == 2
    if not fits or not all(isinstance(one, int | float) and math.isfinite(one) and 0 <= one < 1 for one in betas):
        raise InputError("OptionInvalid", f"betas is {betas}: it must be two numbers from 0 to less than 1.")
