"""What an adapter knows the subject by, beside its weights: enough to match and to locate without the photos."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save

from likeness_ml.embedding.adapters import ABOUT, REFERENCES
from likeness_ml.job import Job
from likeness_ml.progress import write_atomic
from likeness_ml.represent.localise import Finder, read_references, side_of
from likeness_ml.represent.subject import Subject, embed


def save_references(
    job: Job, subject: Subject, adapted: torch.nn.Module, folder: Path, match: Mapping[str, object]
) -> None:
    """Writes references.safetensors, all float32 and L2-normalised by row, in the personalized space: `vectors`
    [photos, d] of the reference photos; where one has a mask, `feature` [patch d] of the subject's patches and `boxes`
    [masked photos, patch d] (`dense.target.Target`). Its metadata has, as JSON, `side`, the square's that things are
    looked for in, and what `evaluation.json` says under `match`. One member, because several come in another order
    each time.
    """
    vectors = embed(adapted, list(subject.photos.values()), subject.settings.feature)
    tensors = {"vectors": torch.from_numpy(vectors)}
    side = side_of(subject)
    masked = read_references(job, subject)
    if masked:
        target = Finder(adapted, subject.preprocessing, side, masked).target
        tensors |= {"feature": target.feature, "boxes": target.boxes}
    about = json.dumps({"side": side, **match}, sort_keys=True)
    content = save({name: one.contiguous() for name, one in tensors.items()}, metadata={ABOUT: about})
    write_atomic(folder / REFERENCES, content)
