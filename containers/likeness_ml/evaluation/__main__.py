"""The evaluate job: a backbone, and adapters beside it, on a dataset.

    python -m likeness_ml.evaluation

Channels: `dataset` (a dataset's folder, or a folder with nothing but its zip) and `backbone`; optionally `adapters`
(one folder of PEFT files an instance, named as the instance), `mapping` (a folder with the one file that says which
pictures are whose) and `sam` (a SAM, which segments beside the thresholds). output/data/ gets results.json,
instances.csv, vectors and predictions, from which all figures can be computed again, and a few pictures.
checkpoints/features keeps what was computed: a job that was stopped or killed, or comes again, goes on from there.
Computes on a GPU where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import torch

from likeness_ml.backbone import backbone_digest, file_digest, load_backbone
from likeness_ml.backbone_files import CONFIG, WEIGHTS
from likeness_ml.embedding.adapters import Backbone
from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import Dataset, Picture, check_pictures, evaluated_on, load, per_shift
from likeness_ml.evaluation.dense.framing import Frame
from likeness_ml.evaluation.dense.sam import load_sam
from likeness_ml.evaluation.program.adapters import find_adapters
from likeness_ml.evaluation.program.dense import Protocol, protocol_of
from likeness_ml.evaluation.program.document import VERSION, as_csv, judged, parts_of
from likeness_ml.evaluation.program.illustrations import illustrate
from likeness_ml.evaluation.program.judge import (
    Results,
    distinct,
    judge_predictions,
    judge_vectors,
    lookers_of,
    spaces_of,
)
from likeness_ml.evaluation.program.models import Models, Space
from likeness_ml.evaluation.program.pace import Pace
from likeness_ml.evaluation.program.predictions import Dense
from likeness_ml.evaluation.program.scope import Scope
from likeness_ml.evaluation.program.settings import Settings
from likeness_ml.evaluation.program.store import Store
from likeness_ml.evaluation.program.vectors import compute_vectors
from likeness_ml.job import Job, run
from likeness_ml.progress import write_atomic, write_json_atomic


def device() -> torch.device:
    """A GPU where there is one; in whole fp32 there too, so that figures agree with a CPU's."""
    torch.backends.cudnn.allow_tf32 = False
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def evaluate(job: Job) -> None:
    settings = Settings.read(job.hyperparameters)
    if job.has_channel("sam") and not settings.dense:
        raise InputError("OptionInvalid", "sam is of detection and segmentation: ask for one of them too.")
    torch.set_num_threads(settings.threads)
    dataset = read_dataset(job, settings)
    whole = evaluated_on(dataset, settings.split, settings.others)
    if settings.dense:
        whole.check_masks()
    by_shift = per_shift(dataset, settings.split, settings.others, settings.negatives) if settings.shifts else {}
    scope = Scope(whole, by_shift)
    models, unjudged = read_models(job, scope)
    protocol = read_protocol(job, models, settings) if settings.dense else None
    with job.stages("check"):
        check_pictures(paced(job, used_pictures(scope, settings)))

    store = Store(job.checkpoint_dir / "features")
    results = Results(settings.tasks, protocol.methods if protocol else (), list(scope.parts))
    spaces = spaces_of(models, scope.names, settings)
    if settings.whole_pictures:
        with job.stages("vectors"):
            compute_vectors(job, store, models, distinct(spaces), [*scope.gallery, *scope.tests])
            judge_vectors(job, store, scope, spaces, settings, results)
    pictures: list[dict[str, str | None]] = []
    if protocol is not None:
        with job.stages("patches"):
            dense, lookers = Dense(job, store, models, protocol), lookers_of(models, scope.names)
            dense.compute(lookers, scope.references, scope.dense)
            judge_predictions(job, dense, scope, lookers, settings, results)
            pictures = illustrate(job, store, dense, models, scope)

    on_all, shifts = parts_of(scope, results, settings.seed)
    adapters = [
        {"instance": name, "digest": models.adapters[name].digest, **seen(spaces[name][0])}
        for name in scope.names
        if name in models.adapters
    ]
    document = {
        "version": VERSION,
        "dataset": dataset.name,
        "backbone": {"name": models.name, "digest": models.backbone.digest},
        "adapters": adapters,
        "withoutAdapter": [name for name in scope.names if name not in models.adapters],
        "adaptersNotJudged": unjudged,
        "protocol": protocol_told(settings, models, protocol),
        "counts": whole.counts(),
        "instances": [
            {"category": instance.category, "split": instance.split, **row}
            for instance, row in zip(whole.instances, judged(scope, None), strict=True)
        ],
        "results": on_all,
        "shifts": shifts,
        "pictures": pictures,
    }
    write_atomic(job.data_dir / "instances.csv", as_csv(whole, results))
    write_json_atomic(job.data_dir / "results.json", document)


def read_dataset(job: Job, settings: Settings) -> Dataset:
    folder = job.channel("dataset")
    entries = list(folder.iterdir())
    zipped = len(entries) == 1 and entries[0].suffix.lower() == ".zip"
    mapping = only_file(job.channel("mapping")) if job.has_channel("mapping") else None
    # Resolved, so that the dataset has its own name and not the channel's.
    return load((entries[0] if zipped else folder).resolve(), mapping=mapping, seed=settings.seed)


def only_file(folder: Path) -> Path:
    files = [entry for entry in folder.iterdir() if entry.is_file()]
    if len(files) != 1:
        raise InputError("OptionInvalid", f"The mapping channel holds {len(files)} files: give one.")
    return files[0].resolve()


def read_models(job: Job, scope: Scope) -> tuple[Models, list[str]]:
    """With the judged instances' adapters; and the names of the instances whose adapters aren't judged now."""
    folder = job.channel("backbone").resolve()
    bare = load_backbone(folder).to(device())
    backbone = Backbone.of(bare, backbone_digest(folder))
    named = [instance.name for instance in scope.whole.dataset.instances]
    adapters = find_adapters(job.channel("adapters"), named, backbone) if job.has_channel("adapters") else {}
    own = {name: adapter for name, adapter in adapters.items() if name in scope.names}
    if adapters and not own:
        raise InputError(
            "AdapterInvalid", f"No adapter is of an instance for {scope.whole.split}: they are for others."
        )
    return Models(folder, bare, backbone, own), [name for name in adapters if name not in own]


def read_protocol(job: Job, models: Models, settings: Settings) -> Protocol:
    sam = sam_digest = sam_config = None
    if job.has_channel("sam"):
        folder = job.channel("sam").resolve()
        sam = load_sam(folder).to(device())
        sam_digest, sam_config = file_digest(folder / WEIGHTS), file_digest(folder / CONFIG)
    protocol = protocol_of(models.model_type, models.backbone.patch, settings.side, sam, sam_digest, sam_config)
    Frame(1, 1, protocol.side, models.backbone.patch)  # refuses a side that the patches don't divide
    return protocol


def used_pictures(scope: Scope, settings: Settings) -> list[Picture]:
    groups = (
        scope.gallery,
        scope.tests if settings.whole_pictures else (),
        scope.dense if settings.dense else (),
    )
    return list(dict.fromkeys(picture for group in groups for picture in group))


def paced(job: Job, pictures: list[Picture]) -> Iterable[Picture]:
    def one_by_one() -> Iterator[Picture]:
        pace = Pace(job, "check", 0, len(pictures))
        for picture in pictures:
            yield picture
            pace.passed()

    return one_by_one()


def seen(space: Space) -> dict[str, object]:
    return {"feature": space.feature, "imageSize": space.image_size}


def protocol_told(settings: Settings, models: Models, protocol: Protocol | None) -> dict[str, object]:
    """All that was a choice."""
    dense = None
    if protocol is not None:
        dense = {
            "side": protocol.side,
            "patch": models.backbone.patch,
            "methods": protocol.methods,
            "pooling": protocol.pooling,
            "target": "first reference",
            "masks": "largest filled outline",
            "sam": protocol.sam_digest,
        }
    return {
        "tasks": settings.tasks,
        "split": settings.split,
        "others": settings.others,
        "feature": settings.feature,
        "imageSize": models.backbone.image_size,
        "shiftNegatives": settings.negatives if settings.shifts else None,
        "dense": dense,
        "seed": settings.seed,
    }


if __name__ == "__main__":
    run(evaluate)
