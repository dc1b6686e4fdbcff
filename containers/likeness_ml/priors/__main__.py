"""The priors job: what the generator makes of a category before it knows the subject.

    python -m likeness_ml.priors

Channels: `generator` (a base in diffusers' layout, safetensors only) and `captions` (captions.json). model/ gets
`images/{id}.jpg` and `images.jsonl`, one line an image with the keys of the compose job's: class images (cl0000),
negatives (pn0000) and backgrounds (bg0000). They depend on the category, the seed and the settings alone, so that a
category's subjects share them; what looks like a subject is left out where they are used.
output/data/priors.json says how many were made, what the safety checker held back and whose prompts were too long.
"""

from __future__ import annotations

from pathlib import Path

import torch

from likeness_ml.generator.base import Pipeline, base_digest, check_base, default_device, load_base
from likeness_ml.generator.captions import Captions, read_captions
from likeness_ml.generator.sampling import LISTING, Request, Sampled, copy_images, image_seed, sample, write_lines
from likeness_ml.generator.solvers import check_solver
from likeness_ml.job import Job, run
from likeness_ml.priors.settings import Settings
from likeness_ml.progress import write_json_atomic

PREFIXES = {"class": "cl", "negative": "pn", "background": "bg"}
STAGES = {"class": "class-images", "negative": "negatives", "background": "backgrounds"}


def priors(job: Job) -> None:
    settings = Settings.read(job.hyperparameters)
    torch.set_num_threads(settings.threads)
    captions = read_captions(job.channel("captions"))
    base, sampling = check_base(job.channel("generator")), settings.sampling
    check_solver(base, sampling.solver)
    with job.stages("load"):
        pipeline = load_base(base, sampling.precision, default_device(), safety_checker=sampling.safety_checker)
    made = {kind: draw(job, pipeline, kind, requests_of(kind, captions, settings), settings) for kind in STAGES}
    for kind, part in made.items():
        copy_images(part, folder_of(job, kind), job.model_dir)
    write_lines(job.model_dir / LISTING, [line for part in made.values() for line in part.lines])
    report = {
        "generatorDigest": base_digest(base.folder),
        "images": {kind: len(part.lines) for kind, part in made.items()},
        "flagged": [identity for part in made.values() for identity in part.flagged],
        "cutShort": [identity for part in made.values() for identity in part.cut_short],
    }
    write_json_atomic(job.data_dir / "priors.json", report)


def draw(job: Job, pipeline: Pipeline, kind: str, requests: list[Request], settings: Settings) -> Sampled:
    """The images of one kind, told and timed as a stage of their own."""
    stage = STAGES[kind]

    def tell(done: int, total: int, metrics: dict[str, float]) -> None:
        job.step(stage, done, total, **metrics)

    with job.stages(stage):
        return sample(pipeline, requests, folder_of(job, kind), settings.sampling, tell, job.check)


def folder_of(job: Job, kind: str) -> Path:
    return job.checkpoint_dir / STAGES[kind]


def requests_of(kind: str, captions: Captions, settings: Settings) -> list[Request]:
    """As many images as are asked for; the prompts are used in turn."""
    prompts, count = {
        "class": ((captions.class_prompt,), settings.class_images),
        "negative": (captions.negatives, settings.negatives),
        "background": (captions.scenes, settings.backgrounds),
    }[kind]
    return [
        Request(
            identity=f"{PREFIXES[kind]}{index:04d}",
            prompt=prompts[index % len(prompts)],
            seed=image_seed(settings.seed, kind, index),
            source="generator",
            kind=kind,
        )
        for index in range(count)
    ]


if __name__ == "__main__":
    run(priors)
