"""What a job writes beside its adapter, to match and to locate by: read by the server as the job meant it."""

import json
from pathlib import Path

import numpy as np
import pytest
from embedding_server import data_uri, serving
from safetensors import safe_open
from safetensors.numpy import load_file
from sample_jobs import BACKBONE, PHOTOS, REPRESENT, SAMPLES, SUBJECT, copy_some, job_in

from likeness_ml.embedding.embedder import Embedder
from likeness_ml.evaluation.threshold import calibrate
from likeness_ml.images import open_image
from likeness_ml.job import Job
from likeness_ml.represent.__main__ import represent


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, references: Path, composed: Path) -> Job:
    root = tmp_path_factory.mktemp("judged")
    others = copy_some(SAMPLES / "others", root / "others", 6)
    photos = copy_some(SAMPLES / SUBJECT / "held-out", root / "photos", 3)
    channels = {"references": references, "synthetic": composed, "backbone": BACKBONE}
    changes = {"feature": '"cls+patch"', "learning_rate": "0.01"}
    job = job_in(root / "job", REPRESENT | changes, **channels, others=others, held_out=photos)
    represent(job)
    return job


@pytest.fixture(scope="module")
def unjudged(tmp_path_factory: pytest.TempPathFactory, references: Path, composed: Path) -> Job:
    channels = {"references": references, "synthetic": composed, "backbone": BACKBONE}
    job = job_in(tmp_path_factory.mktemp("unjudged") / "job", REPRESENT | {"steps": "1"}, **channels)
    represent(job)
    return job


def test_the_vectors_are_those_of_the_reference_photos_that_were_judged_by(judged: Job) -> None:
    read = Embedder(BACKBONE).read(judged.model_dir).references
    assert read is not None
    personalized = load_file(judged.data_dir / "vectors.safetensors")["personalized.references"]
    assert read.vectors.shape == (len(PHOTOS), 2 * 192)
    assert np.abs(read.vectors.numpy() - personalized).max() < 1e-5


def test_the_threshold_and_what_it_is_worth_are_the_evaluations(judged: Job) -> None:
    read = Embedder(BACKBONE).read(judged.model_dir).references
    said = json.loads((judged.data_dir / "evaluation.json").read_text())["match"]
    assert read is not None
    assert {name: getattr(read, name) for name in ("threshold", "precision", "recall")} == {
        name: said[name] for name in ("threshold", "precision", "recall")
    }


def test_where_nothing_was_judged_there_is_no_threshold(unjudged: Job) -> None:
    read = Embedder(BACKBONE).read(unjudged.model_dir).references
    assert calibrate(np.empty(0), np.empty(0))["threshold"] is None
    assert read is not None and read.threshold is read.precision is read.recall is None
    assert read.vectors.shape == (len(PHOTOS), 192)


def test_what_to_look_for_is_there_and_nothing_but_numbers(judged: Job, unjudged: Job) -> None:
    for job in (judged, unjudged):
        file = job.model_dir / "references.safetensors"
        said = json.loads((job.data_dir / "evaluation.json").read_text())["match"]
        with safe_open(file, "np") as opened:
            [(name, about)] = opened.metadata().items()
            assert name == "likeness" and json.loads(about) == {"side": 224, **said}
        tensors = load_file(file)
        assert tensors["feature"].shape == (192,) and tensors["boxes"].shape == (len(PHOTOS), 192)
        for tensor in tensors.values():
            assert tensor.dtype == np.float32
            assert np.abs(np.linalg.norm(tensor, axis=-1) - 1).max() < 1e-5


def test_served_the_jobs_adapter_matches_and_locates_its_own_photos(judged: Job) -> None:
    files = sorted(judged.channel("references").glob("*.jpg"))
    told = {"input": [data_uri(file.read_bytes()) for file in files], "model": "mug"}
    with serving() as (client, _):
        assert client.post("/adapters", json={"name": "mug", "src": str(judged.model_dir)}).status_code == 200
        matched = client.post("/invocations", json=told | {"task": "match"}).json()["data"]
        assert [one["reference"] for one in matched] == list(range(len(files)))
        assert all(one["score"] == pytest.approx(1, abs=1e-4) for one in matched)
        located = client.post("/invocations", json=told | {"task": "locate"}).json()["data"]
    for file, one in zip(files, located, strict=True):
        image = open_image(file)
        x, y, width, height = one["box"]
        assert 0 <= x < x + width <= image.width and 0 <= y < y + height <= image.height
        assert one["score"] > 0.5
