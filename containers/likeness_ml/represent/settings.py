"""What the contrastive training may be told, with each setting's range."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from likeness_ml.backbone import FEATURES
from likeness_ml.errors import InputError
from likeness_ml.represent.loss import LOSSES
from likeness_ml.settings import above_zero, layer_names, one_of, parsed, refuse_unknown, true_or_false, within

SOURCES = ("real", "synthetic", "both")
QKV = ("q_proj", "k_proj", "v_proj")


@dataclass(frozen=True)
class Settings:
    """Tuned for the small backbone on seven real subjects; the paper's own numbers are its own preset's.

    Raises InputError `OptionInvalid` naming the setting and its range.
    """

    seed: int = 0

    # what a step sees: of the subject, real pictures are the augmented photos, synthetic ones all others
    steps: int = 30  # 1 to 100000
    anchors: int = 6  # a step, 1 to 1024; photos are few, so anchors are few too
    positives: int = 8  # 1 to 1024
    negatives: int = 16  # 1 to 1024
    hard_negatives: float = (
        0.0  # share of the negatives that are mined look-alikes, 0 to 1, where there are any; rounded
    )
    anchors_from: str = "real"  # or "synthetic", or "both" in proportion to how many there are of each
    positives_from: str = "synthetic"  # likewise; "real" is the paper's real-images baseline (section 1.7)
    side: int = 128  # pixels in training, 16 to 1024; evaluation and serving see 224
    augment: str = "none"  # "paper": flip, rotation and crop of each picture at each step (section 1.8)

    # what is asked of the vectors
    loss: str = "info_nce"  # "multi_positive" or "supervised"
    feature: str = "cls"
    temperature: float = 0.2  # 0.001 to 10
    preservation: float = 1.0  # weight of the negatives' drift, 0 to 1000; 0 is the paper's loss alone

    # which weights, and how they move
    learning_rate: float = 9e-4  # above 0 to 1
    beta1: float = 0.5  # 0 to 0.9999
    beta2: float = 0.999  # 0 to 0.999999
    rank: int = 16  # 1 to 256
    alpha: float = 16  # above 0 to 1024; alpha / rank scales the update: 1 here, 1/32 in the paper, which hardly
    # moves so small a model
    dropout: float = 0.0  # 0 to 0.95
    targets: tuple[str, ...] = ("q_proj", "v_proj")
    fused_qkv: bool = False  # q, k and v learn as one layer: one A, three Bs, one dropout mask, as in the paper
    blocks: int | None = None  # adapt the last so many blocks, 1 to 100; by default all

    # when to stop before the last step, by loss on pictures that never train; see validation.py
    patience: int = 0  # evaluations without a new best, 1 to 1000; 0 is off
    evaluate_every: int = 10  # steps, 1 to 100000
    validation_share: float = 0.15  # of the synthetic positives and negatives, 0.01 to 0.5

    # how it computes
    precision: str = "fp32"  # "bf16" is autocast; the weights that train stay fp32
    checkpoint_every: int = 5  # steps, 1 to 100000
    report_every: int = 1  # steps, 1 to 10000
    threads: int = 2  # 1 to 256; sums over another number round otherwise, so it decides the adapter's bits too

    @classmethod
    def read(cls, hyperparameters: dict[str, str]) -> Settings:
        """From a job's strings, each of them JSON.

        Raises InputError `OptionUnknown` for a name that is none of ours: a misspelt one must not train the default;
        `OptionInvalid` for one that has no effect beside the others.
        """
        refuse_unknown(hyperparameters, cls.__dataclass_fields__, "represent")
        values = {name: parsed(name, text) for name, text in hyperparameters.items()}
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        settings = replace(cls(), **values | lists)
        refuse_idle(settings, hyperparameters.keys())
        return settings

    def __post_init__(self) -> None:
        for name, (low, high) in WHOLE.items():
            within(name, getattr(self, name), low, high, whole=True)
        for name, (low, high) in NUMBERS.items():
            within(name, getattr(self, name), low, high)
        for name in ("learning_rate", "alpha"):
            above_zero(name, getattr(self, name))
        if self.blocks is not None:
            within("blocks", self.blocks, 1, 100, whole=True)
        for name, known in CHOICES.items():
            one_of(name, getattr(self, name), known)
        true_or_false("fused_qkv", self.fused_qkv)
        layer_names("targets", self.targets)
        if self.fused_qkv and not set(QKV) <= set(self.targets):
            raise InputError("OptionInvalid", f"fused_qkv is true: targets must have {', '.join(QKV)}.")

    @property
    def hard(self) -> int:
        """How many of a step's negatives are look-alikes, where there are any."""
        return round(self.hard_negatives * self.negatives)

    @property
    def kinds(self) -> set[str]:
        """Of the synthetic images there must be some of each of these."""
        wanted = {self.anchors_from, self.positives_from}
        of_subject = {"anchor": "real", "positive": "synthetic"}
        return {"negative"} | {kind for kind, word in of_subject.items() if wanted & {word, "both"}}


WHOLE = {
    "seed": (0, 2**31 - 1),
    "steps": (1, 100_000),
    "anchors": (1, 1024),
    "positives": (1, 1024),
    "negatives": (1, 1024),
    "side": (16, 1024),
    "rank": (1, 256),
    "patience": (0, 1000),
    "evaluate_every": (1, 100_000),
    "checkpoint_every": (1, 100_000),
    "report_every": (1, 10_000),
    "threads": (1, 256),
}
NUMBERS = {
    "temperature": (0.001, 10),
    "preservation": (0, 1000),
    "hard_negatives": (0, 1),
    "learning_rate": (0, 1),
    "beta1": (0, 0.9999),
    "beta2": (0, 0.999999),
    "alpha": (0, 1024),
    "dropout": (0, 0.95),
    "validation_share": (0.01, 0.5),
}
CHOICES: dict[str, Sequence[str]] = {
    "anchors_from": SOURCES,
    "positives_from": SOURCES,
    "augment": ("none", "paper"),
    "loss": tuple(LOSSES),
    "feature": FEATURES,
    "precision": ("fp32", "bf16"),
}


def refuse_idle(settings: Settings, told: Collection[str]) -> None:
    for name in ("evaluate_every", "validation_share"):
        if name in told and not settings.patience:
            raise InputError("OptionInvalid", f"{name} has no effect without patience: set that, or leave {name} out.")
    if settings.hard_negatives and not settings.hard:
        raise InputError(
            "OptionInvalid",
            f"hard_negatives is {settings.hard_negatives}: of {settings.negatives} negatives a step that is none. Raise"
            " one of them, or set hard_negatives to 0.",
        )
