"""Evaluate jobs on small datasets with a tiny random backbone and random adapters."""

import json
from pathlib import Path

from dataset_trees import pods, write_folder
from make_adapter import make_adapter
from sample_jobs import job_in
from tiny_backbones import make_backbone

from likeness_ml.evaluation.__main__ import evaluate
from likeness_ml.job import Job

ALL_TASKS = json.dumps(["classification", "retrieval", "detection", "segmentation"])
EVERYTHING = {"tasks": ALL_TASKS, "shifts": "true", "side": "64", "threads": "1", "split": '"all"'}


def inputs_in(folder: Path) -> dict[str, Path]:
    """The channels: PODS in small, with adapters of two of its three instances."""
    backbone = make_backbone(folder / "backbone", "dinov2")
    for seed, name in enumerate(("mugs_blue", "shoes_old")):
        make_adapter(backbone, folder / "adapters" / name, seed=seed)
    return {
        "dataset": write_folder(folder / "pods", pods()),
        "backbone": backbone,
        "adapters": folder / "adapters",
    }


def evaluated(base: Path, hyperparameters: dict[str, str], **channels: Path) -> Job:
    job = job_in(base, hyperparameters, **channels)
    evaluate(job)
    return job


def results_of(job: Job) -> dict:
    return json.loads((job.data_dir / "results.json").read_text())


def result(document: dict, task: str) -> dict:
    return next(one for one in document["results"] if one["task"] == task and one["method"] != "persam")
