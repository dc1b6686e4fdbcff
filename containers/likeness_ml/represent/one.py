"""One subject from its folders: curate, train the adapter, evaluate it against the bare backbone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from likeness_ml.curation.curate import curate, curate_without
from likeness_ml.curation.quotas import GENERATED
from likeness_ml.curation.rule import Rule
from likeness_ml.job import Job
from likeness_ml.progress import write_json_atomic
from likeness_ml.represent.artifact import save_adapter
from likeness_ml.represent.judge import Judge, folds_of
from likeness_ml.represent.lesson import learn
from likeness_ml.represent.look_alikes import Mined, mine, views_of
from likeness_ml.represent.pool import Candidate, read_photos, read_pool, sources_to_compare, without, without_source
from likeness_ml.represent.references import save_references
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.shared import Shared
from likeness_ml.represent.subject import Subject


def told(job: Job) -> tuple[Rule, Settings]:
    """What the hyperparameters say; the number of threads is set at once."""
    rule, hyperparameters = Rule.take(job.hyperparameters)
    settings = Settings.read(hyperparameters)
    torch.set_num_threads(settings.threads)
    return rule, settings


def one_subject(job: Job, rule: Rule, settings: Settings, shared: Shared) -> None:
    """Reads the job's channels and writes model/ and output/data/, as the represent job tells."""
    subject = Subject.read(job.channel("references"), job.channel("backbone"), settings, shared)
    others, held_out = (photos_of(job, subject, channel) for channel in ("others", "held-out"))
    look_alikes = photos_of(job, subject, "look-alikes") if settings.hard_negatives else {}

    with job.stages("curate"):
        candidates = read_pool(
            job.channel("synthetic"), optional(job, "generated"), optional(job, "priors"), shared.once
        )
        views = subject.views(job.channel("synthetic"))
        expected = {GENERATED} if job.has_channel("generated") else set()
        curated = curate(candidates, views, rule, settings.seed, expected)
        for shortfall in curated.shortfalls:
            print(f"curate: {shortfall.source}: {shortfall.reason}", flush=True)
        write_json_atomic(job.data_dir / "curation.json", curated.report)
        if settings.hard_negatives:
            tell_mined(job, settings, mine(subject.crops(), look_alikes, subject.embed_pixels))
        job.step("curate", len(candidates), len(candidates), kept=len(curated.kept))

    folds = folds_of(list(subject.photos)) if others and not held_out and len(subject.photos) > 2 else []
    if not all(can_train(candidates, left_out, settings) for left_out in folds):
        print("evaluate: every image descends from each photo, so none can be left out: not judged", flush=True)
        folds = []
    sources = sources_to_compare(curated.kept) if others and held_out else []
    lessons = Lessons(job, subject, look_alikes, 1 + len(folds) + len(sources))
    with job.stages("train"):
        adapter = lessons.train(curated.kept, "final")
        adapters = []
        for n, photos in enumerate(folds, start=1):
            kept = curate_without(candidates, views, rule, settings.seed, photos)
            adapters.append(lessons.train(kept, f"fold-{n}", photos))
        lacking = {}
        for source in sources:
            kept = curate(without_source(candidates, source), views, rule, settings.seed).kept
            lacking[source] = lessons.train(kept, f"without-{source}")
    if lessons.records:
        write_json_atomic(job.data_dir / "training.json", {"version": 1, "adapters": lessons.records})
    digest = save_adapter(adapter, job.model_dir, settings, shared.digest)

    with job.stages("evaluate"):
        judge = Judge(job, subject, adapter, others)
        if others and held_out:
            evaluation = judge.on_held_out(held_out, lacking)
        elif folds:
            evaluation = judge.by_cross_validation(folds, adapters)
        else:
            evaluation = judge.unjudged()
        about = {"generator": generator_saw(job, evaluation["protocol"]), "adapterDigest": digest}
        write_json_atomic(job.data_dir / "evaluation.json", evaluation | about)
        save_references(job, subject, adapter, job.model_dir, evaluation["match"])


def photos_of(job: Job, subject: Subject, channel: str) -> dict[str, np.ndarray]:
    """Cropped as the subject's are; none where the job has no such channel."""
    return (
        read_photos(job.channel(channel), subject.preprocessing, subject.shared.once)
        if job.has_channel(channel)
        else {}
    )


def tell_mined(job: Job, settings: Settings, mined: Mined) -> None:
    told = (
        f"{len(mined.hardest)} of {mined.candidates} look-alikes train, {len(mined.same_thing)} are the subject itself"
    )
    if not mined.hardest:
        told += ": every negative is one of the others"
    print(f"look-alikes: {told}", flush=True)
    record = {"version": 1, "hard_negatives": settings.hard_negatives, **mined.record()}
    write_json_atomic(job.data_dir / "look-alikes.json", record)


def optional(job: Job, channel: str) -> Path | None:
    return job.channel(channel) if job.has_channel(channel) else None


def can_train(candidates: list[Candidate], left_out: set[str], settings: Settings) -> bool:
    """Whether a fold has something of each kind that is needed: the generator's images alone leave none."""
    return {candidate.kind for candidate in without(candidates, left_out)} >= settings.kinds


def generator_saw(job: Job, protocol: object) -> str | None:
    """How it is known that no image of the generator gave a judged photo away. The generator trains on all reference
    photos, so all its images descend from each; held-out photos it never sees.
    """
    if protocol is None or not job.has_channel("generated"):
        return None
    return "left out of the folds" if protocol == "cross-validation" else "saw no held-out photo"


@dataclass
class Lessons:
    """The job's adapters, of which there are `count`, one after another: their steps are told as one row."""

    job: Job
    subject: Subject
    look_alikes: dict[str, np.ndarray]  # from which each adapter's hard negatives are mined
    count: int
    begun: int = 0
    records: list[dict[str, object]] = field(default_factory=list)  # of early stopping

    def train(self, kept: list[Candidate], name: str, unseen: Set[str] = frozenset()) -> torch.nn.Module:
        """One adapter; its candidates descend from none of the `unseen` photos."""
        steps = self.subject.settings.steps
        before, total = self.begun * steps, self.count * steps
        self.begun += 1

        def tell(done: int, _: int, metrics: dict[str, float]) -> None:
            self.job.step("train", before + done, total, **metrics)

        hard = self._hard_negatives(unseen)
        model, record = learn(self.subject, kept, unseen, self.job.checkpoint_dir / name, tell, hard)
        if record is not None:
            self.records.append({"name": name, **record})
            self.job.step("train", before + steps, total, adapter=name, kept_step=int(str(record["keptStep"])))
        return model

    def _hard_negatives(self, unseen: Set[str]) -> list[np.ndarray]:
        if not self.look_alikes:
            return []
        mined = mine(self.subject.crops(unseen), self.look_alikes, self.subject.embed_pixels)
        return views_of([self.look_alikes[found.photo] for found in mined.hardest], self.subject.settings.seed)
