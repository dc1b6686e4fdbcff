"""The represent job: curate, train the adapter, evaluate it against the bare backbone.

    python -m likeness_ml.represent

Channels: `references`, `synthetic` (the compose job's model/), `backbone`; `held-out` and `others` where there are any.
With both, the adapter is judged on the held-out photos; with `others` alone, by cross-validation over the references;
without `others` it is not judged. model/ gets the adapter in PEFT format; output/data/ gets evaluation.json,
curation.json, vectors.safetensors and pictures.
"""

from __future__ import annotations

import torch

from likeness_ml.backbone import backbone_digest
from likeness_ml.job import Job, run
from likeness_ml.progress import write_json_atomic
from likeness_ml.represent.artifact import save_adapter
from likeness_ml.represent.curate import curate
from likeness_ml.represent.judge import Judge, folds_of
from likeness_ml.represent.pool import Candidate, read_candidates, read_photos, without
from likeness_ml.represent.subject import Subject
from likeness_ml.represent.train import Settings


def represent(job: Job) -> None:
    settings = Settings.read(job.hyperparameters)
    torch.set_num_threads(settings.threads)
    subject = Subject.read(job.channel("references"), job.channel("backbone"), settings)
    others = read_photos(job.channel("others")) if job.has_channel("others") else {}
    held_out = read_photos(job.channel("held-out")) if job.has_channel("held-out") else {}

    with job.stages("curate"):
        candidates = read_candidates(job.channel("synthetic"))
        kept, curation = curate(candidates, subject.crops(), subject.embed_pixels)
        write_json_atomic(job.data_dir / "curation.json", curation)
        job.step("curate", len(candidates), len(candidates), kept=len(kept))

    folds = folds_of(list(subject.photos)) if others and not held_out and len(subject.photos) > 2 else []
    total = settings.steps * (len(folds) + 1)
    with job.stages("train"):
        adapter = train_one(job, subject, kept, "final", 0, total)
        adapters = [
            train_one(job, subject, kept_without(subject, candidates, photos), f"fold-{n}", n * settings.steps, total)
            for n, photos in enumerate(folds, start=1)
        ]
    digest = save_adapter(adapter, job.model_dir, settings, backbone_digest(job.channel("backbone")))

    with job.stages("evaluate"):
        judge = Judge(job, subject, adapter, others)
        if others and held_out:
            evaluation = judge.on_held_out(held_out)
        elif folds:
            evaluation = judge.by_cross_validation(folds, adapters)
        else:
            evaluation = judge.unjudged()
        write_json_atomic(job.data_dir / "evaluation.json", evaluation | {"adapterDigest": digest})


def kept_without(subject: Subject, candidates: list[Candidate], left_out: set[str]) -> list[Candidate]:
    """What trains a fold: no image that descends from a photo left out, chosen without such a photo having a say."""
    return curate(without(candidates, left_out), subject.crops(left_out), subject.embed_pixels)[0]


def train_one(
    job: Job, subject: Subject, kept: list[Candidate], name: str, before: int, total: int
) -> torch.nn.Module:
    """One adapter; `before` of the job's `total` steps were done for others."""

    def tell(done: int, _: int, metrics: dict[str, float]) -> None:
        job.step("train", before + done, total, **metrics)

    return subject.train(kept, job.checkpoint_dir / name, tell)


if __name__ == "__main__":
    run(represent)
