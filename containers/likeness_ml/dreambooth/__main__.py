"""The generate job: DreamBooth makes the generator know the subject, then it makes images of it.

    python -m likeness_ml.dreambooth

Channels: `references` (NN.jpg, and NN.mask.png where the user gave one), `generator` (a base in diffusers' layout),
`captions` and, with prior preservation, `priors` (the priors job's model/). model/ gets `images/{id}.jpg` and
`images.jsonl`, one line an image: `{id, file, source, kind, parents, prompt, seed, box}`; and with `keep_pipeline` the
personal generator, as `pipeline/` or `lora/`. output/data/ gets `training.json`.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import torch
from torch.nn import Module

from likeness_ml.dreambooth.artifact import save_personal
from likeness_ml.dreambooth.checkpoint import Checkpoint, Progress
from likeness_ml.dreambooth.conditioning import Conditioning
from likeness_ml.dreambooth.examples import Cached, Encoder, class_source, photos_source
from likeness_ml.dreambooth.identifier import ENCODERS, check_identifier, register
from likeness_ml.dreambooth.measure import peak_memory, told_of_memory, utilisation
from likeness_ml.dreambooth.objectives import check_objective, objective_of
from likeness_ml.dreambooth.photos import Photo, read_photos
from likeness_ml.dreambooth.priors import ClassImage, read_class_images
from likeness_ml.dreambooth.settings import Settings
from likeness_ml.dreambooth.train import Lesson, Tell, seeded, train
from likeness_ml.dreambooth.weights import Trained, check_targets
from likeness_ml.errors import InputError
from likeness_ml.generator.base import DTYPES, Base, Pipeline, check_base, default_device, load_base
from likeness_ml.generator.captions import Captions, read_captions
from likeness_ml.generator.sampling import Request, Sampled, image_seed, publish, sample
from likeness_ml.generator.solvers import check_solver
from likeness_ml.job import Job, run
from likeness_ml.progress import write_json_atomic


@dataclass
class Order:
    """Everything that was asked for, checked before a weight is loaded."""

    settings: Settings
    device: torch.device
    base: Base
    captions: Captions
    photos: list[Photo]
    classes: list[ClassImage]

    @classmethod
    def read(cls, job: Job) -> Order:
        settings, device = Settings.read(job.hyperparameters), default_device()
        settings.check_machine(device)
        base = check_base(job.channel("generator"))
        check_objective(base, settings.min_snr_gamma)
        check_solver(base, settings.solver)
        check_targets(base, settings)
        check_identifier(base, settings)
        captions = read_captions(job.channel("captions"))
        with_classes = settings.prior_preservation > 0
        classes = read_class_images(job.channel("priors"), settings.class_images) if with_classes else []
        side = settings.resolution or base.resolution
        if side % (2 * base.scale):
            raise InputError("OptionInvalid", f"resolution is {side}: it must be a multiple of {2 * base.scale}.")
        photos = read_photos(job.channel("references"), side, masked=settings.masked != "none")
        return cls(settings, device, base, captions, photos, classes)

    @property
    def resolution(self) -> int:
        return self.settings.resolution or self.base.resolution

    @property
    def prompts(self) -> list[str]:
        own, of_class = self.captions.instance_prompt, self.captions.class_prompt
        return [own, of_class] if self.classes else [own]


def generate(job: Job) -> None:
    order = Order.read(job)
    settings = order.settings
    torch.set_num_threads(settings.threads)
    checkpoint = Checkpoint(job.checkpoint_dir)
    with told_of_memory(settings):
        with job.stages("encode"):
            pipeline = load(order)
            lesson = prepare(pipeline, order)
        with job.stages("train"):
            progress = train(lesson, settings, checkpoint, lambda: job.stopping, telling(job, "train"))
        spent = report(job, order, lesson, progress)
    lesson.trained.finish()
    pipeline.to(order.device, DTYPES[settings.sampling().precision])
    with job.stages("sample"):
        requests, folder = requests_of(order), job.checkpoint_dir / "samples"
        sampled = sample(pipeline, requests, folder, settings.sampling(), telling(job, "sample"), job.check)
    if settings.keep_pipeline:
        save_personal(pipeline, lesson.trained, settings, order.captions.identifier, job.model_dir)
    write_json_atomic(job.data_dir / "training.json", spent | {"sampling": sampling_report(job, sampled, requests)})
    publish(sampled, folder, job.model_dir)
    # A personal generator knows a customer's thing: it lives no longer than it is needed.
    checkpoint.delete()
    shutil.rmtree(folder)


def load(order: Order) -> Pipeline:
    """Weights that train are fp32; under adapters, the frozen ones are already in the precision that computes, but for
    the autoencoder's.
    """
    settings = order.settings
    precision = settings.precision if settings.method == "lora" else "fp32"
    pipeline = load_base(
        order.base, precision, order.device, safety_checker=settings.safety_checker, autoencoder="fp32"
    )
    if settings.register_identifier:
        register(pipeline, order.captions.identifier, order.captions.category)
    return pipeline


def prepare(pipeline: Pipeline, order: Order) -> Lesson:
    """Everything frozen is asked once: the autoencoder, and the text encoders unless they train."""
    settings, base = order.settings, order.base
    trained = Trained(pipeline, base, settings)
    encoder = Encoder(pipeline.vae, order.device, order.resolution, settings.masked)
    lesson = Lesson(
        trained,
        Conditioning(pipeline, order.prompts, order.device, trains=settings.train_text_encoder),
        objective_of(pipeline, base, settings.min_snr_gamma, order.device),
        photos_source(order.photos, encoder, settings, seeded(settings.seed, "crops", 0)),
        class_source(order.classes, encoder) if order.classes else None,
    )
    for component in idle_of(pipeline, lesson, settings):
        component.to("cpu")
    return lesson


def idle_of(pipeline: Pipeline, lesson: Lesson, settings: Settings) -> list[Module]:
    """What training doesn't ask any more; an accelerator's memory has better uses."""
    frozen = [] if settings.train_text_encoder else [getattr(pipeline, name, None) for name in ENCODERS.values()]
    encoded = [pipeline.vae] if isinstance(lesson.photos, Cached) else []
    checker = getattr(pipeline, "safety_checker", None)
    return [component for component in (*frozen, *encoded, checker) if component is not None]


def requests_of(order: Order) -> list[Request]:
    """Exactly as many as were asked for; the captions start again where they end."""
    told, parents = order.captions, tuple(photo.name for photo in order.photos)
    captions = told.captions if order.settings.captions == "varied" else (told.standard,)
    return [
        Request(
            identity=f"db{index:04d}",
            prompt=captions[index % len(captions)],
            seed=image_seed(order.settings.seed, "positive", index),
            source="dreambooth",
            kind="positive",
            parents=parents,
        )
        for index in range(order.settings.images)
    ]


def telling(job: Job, stage: str) -> Tell:
    def tell(done: int, total: int, metrics: dict[str, float]) -> None:
        if metrics:
            job.step(stage, done, total, **metrics)
        job.check()

    return tell


def report(job: Job, order: Order, lesson: Lesson, progress: Progress) -> dict[str, Any]:
    settings, base = order.settings, order.base
    timing = progress.timing
    return {
        "version": 1,
        "settings": asdict(settings),
        "generator": {"kind": base.kind, "prediction": base.prediction, "resolution": order.resolution},
        "device": torch.cuda.get_device_name() if order.device.type == "cuda" else "cpu",
        "trainedParameters": sum(parameter.numel() for parameter in lesson.trained.parameters()),
        "photos": [{"name": photo.name, "mask": photo.mask_method} for photo in order.photos],
        "classImages": len(order.classes),
        "losses": curve(progress.losses.tolist(), settings.report_every),
        "batchParts": progress.parts,
        "secondsPerStep": timing.seconds_per_step,
        "imagesPerSecond": settings.batch * len(order.prompts) * timing.steps_per_second,
        "peakMemoryBytes": peak_memory(job.stages.records["train"]),
        "utilisation": utilisation(lesson, settings, timing),
    }


def curve(losses: list[float], every: int) -> list[dict[str, float]]:
    """The mean loss of each stretch of `every` steps."""
    stretches = [losses[start : start + every] for start in range(0, len(losses), every)]
    ends = [min(start + every, len(losses)) for start in range(0, len(losses), every)]
    return [{"step": end, "loss": sum(some) / len(some)} for end, some in zip(ends, stretches, strict=True)]


def sampling_report(job: Job, sampled: Sampled, requests: list[Request]) -> dict[str, Any]:
    """Where the safety checker held images back there are fewer than were asked for, and it says so."""
    seconds = job.stages.records["sample"]["seconds"]
    return {
        "asked": len(requests),
        "made": len(sampled.lines),
        "heldBack": sampled.flagged,
        "cutShort": sampled.cut_short,
        "seconds": seconds,
        "imagesPerSecond": len(requests) / seconds if seconds else 0.0,
    }


if __name__ == "__main__":
    cv2.setNumThreads(1)
    run(generate)
