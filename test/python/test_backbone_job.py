"""The represent job on backbones of other kinds than the one that ships."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from sample_jobs import PHOTOS, REPRESENT, SAMPLES, copy_some, job_in
from tiny_backbones import SIDE, WIDTH, make_backbone

from likeness_ml.backbone import backbone_digest
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.images import open_image
from likeness_ml.represent.__main__ import represent


@pytest.mark.parametrize("kind", ["clip", "vit_mae"])
def test_a_job_on_another_kind_of_backbone_judges_the_vectors_that_are_served(
    references: Path, composed: Path, tmp_path: Path, kind: str
) -> None:
    backbone = make_backbone(tmp_path / "backbone", kind)
    others = copy_some(SAMPLES / "others", tmp_path / "others", 4)
    channels = {"references": references, "synthetic": composed, "backbone": backbone, "others": others}
    job = job_in(tmp_path / "job", REPRESENT, **channels)
    represent(job)
    assert json.loads((job.data_dir / "evaluation.json").read_text())["protocol"] == "cross-validation"

    raw = load_file(job.data_dir / "vectors.safetensors")
    embedder = Embedder(backbone)
    served = embedder.embed((open_image(references / f"{name}.jpg") for name in PHOTOS), None)
    assert raw["fold0.base.references"].shape[1] == WIDTH
    for vector in raw["fold0.base.references"]:
        assert np.abs(served - vector).max(axis=1).min() < 1e-5

    loaded = embedder.read(job.model_dir)
    assert (loaded.image_size, loaded.feature) == (SIDE, "cls")
    assert backbone_digest(backbone) in (job.model_dir / "README.md").read_text()
    assert (job.data_dir / "similarity" / "00-personalized.jpg").exists()
