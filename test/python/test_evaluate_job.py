"""The evaluate job: what it says follows from the vectors and predictions that it keeps, and nothing is done twice."""

import csv
import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from dataset_trees import picture
from evaluation_jobs import EVERYTHING, evaluated, inputs_in, result, results_of
from safetensors.numpy import load_file
from sample_jobs import digests, job_in, start_program

from likeness_ml.backbone import load_backbone
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.evaluation.__main__ import evaluate
from likeness_ml.evaluation.datasets import load
from likeness_ml.evaluation.program.models import Models
from likeness_ml.evaluation.program.tasks import dense_figures
from likeness_ml.images import IMAGENET
from likeness_ml.job import Job, Stopped
from likeness_ml.represent.subject import embed

PASSES = (9 + 24) * 3  # pictures in train and test by the base and two adapters
Channels = dict[str, Path]


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    return inputs_in(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, channels: Channels) -> Job:
    return evaluated(tmp_path_factory.mktemp("job"), EVERYTHING, **channels)


def vectors_of(job: Job, instance: str, model: str) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Of the gallery and of the test pictures, by identity."""
    told = json.loads((job.data_dir / "vectors.json").read_text())
    arrays = load_file(job.data_dir / told["files"][instance][model])
    gallery, test = (dict(zip(told[group], arrays[group], strict=True)) for group in ("gallery", "test"))
    return gallery, test


def average_precision(scores: dict[str, float], relevant: str) -> float:
    ranking = sorted(scores, key=scores.__getitem__, reverse=True)
    hits = [place for place, name in enumerate(ranking, start=1) if relevant in name]
    return sum(found / place for found, place in enumerate(hits, start=1)) / len(hits)


@pytest.mark.parametrize("shift", [None, "pose"])
@pytest.mark.parametrize("model", ["base", "personalized"])
def test_global_figures_follow_from_the_vectors_that_are_kept(done: Job, model: str, shift: str | None) -> None:
    document = results_of(done)
    part = document if shift is None else next(one for one in document["shifts"] if one["shift"] == shift)
    gallery, test = vectors_of(done, "mugs_blue", model)
    own = [vector for name, vector in gallery.items() if "/mugs_blue/" in name]
    judged = {name: vector for name, vector in test.items() if shift is None or f"_{shift}" in name}
    judged = {name: vector for name, vector in judged.items() if shift != "pose" or "distractors" not in name}
    assert len(judged) == (24 if shift is None else 6)
    scores = {name: max(float(vector @ one) for one in own) for name, vector in judged.items()}
    told = next(i for i in result(part, "classification")["instances"] if i["instance"] == "mugs_blue")
    assert told[model]["averagePrecision"] == pytest.approx(average_precision(scores, "/mugs_blue/"))

    gains = []
    for vector in (vector for name, vector in judged.items() if "/mugs_blue/" in name):
        ranking = sorted(gallery, key=lambda name: float(gallery[name] @ vector), reverse=True)
        places = [place for place, name in enumerate(ranking, start=1) if "/mugs_blue/" in name]
        gains.append(sum(1 / np.log2(place + 1) for place in places) / sum(1 / np.log2(n + 1) for n in (1, 2, 3)))
    told = next(i for i in result(part, "retrieval")["instances"] if i["instance"] == "mugs_blue")
    assert told[model]["ndcg"] == pytest.approx(float(np.mean(gains)))


@pytest.mark.parametrize("model", ["base", "personalized"])
def test_dense_figures_follow_from_the_predictions_that_are_kept(done: Job, model: str) -> None:
    told = json.loads((done.data_dir / "predictions.json").read_text())
    assert len(told["pictures"]) == 12
    file = "base" if model == "base" else "instances/shoes_old"
    place = told["instances"].index("shoes_old") if model == "base" else 0
    rows = load_file(done.data_dir / "predictions" / f"{file}.safetensors")["predictions"][:, place, 0]
    found = dense_figures(["detection", "segmentation"], rows)
    for task, record in found.items():
        kept = next(i for i in result(results_of(done), task)["instances"] if i["instance"] == "shoes_old")
        assert kept[model] == pytest.approx(record)
    shows = ["/shoes_old/" in name for name in told["pictures"]]
    assert list(~np.isnan(rows[:, told["columns"].index("objectArea")])) == shows


def test_vectors_are_those_of_each_model_alone(done: Job, channels: Channels) -> None:
    chosen = next(p for p in load(channels["dataset"]).pictures if p.identity == "train/mugs_blue/mugs_blue_train0")
    image = chosen.read_image()
    alone = embed(load_backbone(channels["backbone"]), [IMAGENET.cropped(image)], "cls")[0]
    assert (vectors_of(done, "mugs_red", "base")[0][chosen.identity] == alone).all()
    embedder = Embedder(channels["backbone"])
    for name in ("mugs_blue", "shoes_old"):
        adapter = embedder.read(channels["adapters"] / name)
        (alone,) = embedder.embed([image], adapter)
        assert np.abs(vectors_of(done, name, "personalized")[0][chosen.identity] - alone).max() < 1e-6


def test_pairs_instances_and_names_those_without_an_adapter(done: Job) -> None:
    document = results_of(done)
    assert document["withoutAdapter"] == ["mugs_red"]
    assert [adapter["instance"] for adapter in document["adapters"]] == ["mugs_blue", "shoes_old"]
    for found in document["results"]:
        compared, differences = found["averages"]["compared"], []
        for one in found["instances"]:
            if one["instance"] == "mugs_red":
                assert one["personalized"] is one["difference"] is None
                continue
            metric = next(iter(one["base"]))
            assert one["difference"][metric] == pytest.approx(one["personalized"][metric] - one["base"][metric])
            differences.append(one["difference"][metric])
        assert compared["difference"][metric]["mean"] == pytest.approx(float(np.mean(differences)))
        assert compared["base"][metric]["instances"] == 2
        assert found["averages"]["base"][metric]["instances"] == 3


def test_says_all_that_the_numbers_are_over(done: Job, channels: Channels) -> None:
    document = results_of(done)
    assert document["counts"]["galleryPictures"] == 9
    assert document["instances"][0] == {
        **{"category": "mug", "split": "val", "instance": "mugs_red", "references": 3},
        **{"test": {"positives": 8, "negatives": 16}, "dense": {"positives": 4, "negatives": 8}},
    }
    pose = next(one for one in document["shifts"] if one["shift"] == "pose")
    assert pose["instances"][0]["test"] == {"positives": 2, "negatives": 4}
    assert document["protocol"]["dense"]["side"] == 64
    assert document["protocol"]["shiftNegatives"] == "same-shift"


def test_the_table_has_every_figure_once(done: Job) -> None:
    rows = list(csv.DictReader((done.data_dir / "instances.csv").open()))
    keys = [tuple(row[name] for name in ("shift", "instance", "model", "task", "method", "metric")) for row in rows]
    metrics = 1 + 3 + 9 + 9
    assert len(set(keys)) == len(keys) == 5 * (3 + 2) * metrics
    kept = {key: row["value"] for key, row in zip(keys, rows, strict=True)}
    told = result(results_of(done), "retrieval")["instances"][1]
    assert float(kept["", "mugs_blue", "personalized", "retrieval", "", "mrr"]) == told["personalized"]["mrr"]


def counted(monkeypatch: pytest.MonkeyPatch, then: Callable[[int], None] = lambda _: None) -> list[str]:
    """What models are asked from now on, one word a pass; `then` gets how many there were."""
    asked: list[str] = []
    for name in ("vector", "encoded"):
        original = getattr(Models, name)

        def passing(self, *arguments, _name=name, _original=original):
            if arguments[1].std() > 0:  # the grey picture is there to time a pass
                asked.append(_name)
                then(len(asked))
            return _original(self, *arguments)

        monkeypatch.setattr(Models, name, passing)
    return asked


def again(base: Path, kept: Path, channels: Channels) -> Job:
    """A job that finds what was computed before in the folder `kept`, and keeps there what it computes."""
    job = job_in(base, EVERYTHING, **channels)
    (job.checkpoint_dir / "features").symlink_to(kept)
    return job


def test_a_repeated_job_asks_no_model_and_writes_the_same_bytes(
    done: Job, channels: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(monkeypatch)
    job = again(tmp_path, done.checkpoint_dir / "features", channels)
    evaluate(job)
    assert asked == []
    written, before = (digests(one.data_dir) for one in (job, done))
    assert written | {"stages.json": ""} == before | {"stages.json": ""}


def test_a_stopped_job_goes_on_where_it_was(
    done: Job, channels: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_in(tmp_path / "first", EVERYTHING, **channels)
    asked = counted(monkeypatch, lambda count: setattr(job, "stopping", count % 29 == 0))
    stops = 0
    while True:
        try:
            evaluate(job)
            break
        except Stopped:
            stops += 1
            job.stopping = False
    assert stops >= 4
    assert asked.count("vector") == PASSES
    assert (job.data_dir / "results.json").read_bytes() == (done.data_dir / "results.json").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_program_that_is_ended_goes_on_in_the_next_one(
    number: signal.Signals, done: Job, channels: Channels, tmp_path: Path
) -> None:
    job = job_in(tmp_path, EVERYTHING, **channels)
    program = start_program("evaluation", tmp_path)
    assert program.stdout is not None
    next(line for line in program.stdout if line.startswith("vectors step 50/"))
    program.send_signal(number)
    program.communicate()
    assert program.returncode == (143 if number == signal.SIGTERM else -9)
    assert not (job.data_dir / "results.json").exists()
    assert len(list((job.checkpoint_dir / "features").rglob("*.safetensors"))) >= 1
    evaluate(job)
    assert (job.data_dir / "results.json").read_bytes() == (done.data_dir / "results.json").read_bytes()


def test_a_changed_picture_alone_is_computed_anew(
    done: Job, channels: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(channels["dataset"], tmp_path / "pods")
    shutil.copytree(done.checkpoint_dir / "features", tmp_path / "features")
    (tmp_path / "pods" / "test" / "mugs_blue" / "mugs_blue_pose0.jpg").write_bytes(picture("another"))
    asked = counted(monkeypatch)
    job = again(tmp_path / "job", tmp_path / "features", channels | {"dataset": tmp_path / "pods"})
    evaluate(job)
    assert asked == ["vector"] * 3
    assert results_of(job)["results"][0] != results_of(done)["results"][0]


def with_member(file: Path, **members: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | members))


def test_an_adapter_of_another_alpha_alone_is_computed_anew_under_the_same_digest(
    done: Job, channels: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(channels["adapters"], tmp_path / "adapters")
    shutil.copytree(done.checkpoint_dir / "features", tmp_path / "features")
    with_member(tmp_path / "adapters" / "mugs_blue" / "adapter_config.json", lora_alpha=40)
    asked = counted(monkeypatch)
    job = again(tmp_path / "job", tmp_path / "features", channels | {"adapters": tmp_path / "adapters"})
    evaluate(job)
    assert asked.count("vector") == PASSES / 3
    assert asked.count("encoded") == 3 + 12 + 1 + 1  # references, dense pictures, one drawn, one to time a pass
    assert results_of(job)["adapters"] == results_of(done)["adapters"]
    for name, same in (("mugs_blue", False), ("shoes_old", True)):
        changed, before = (vectors_of(one, name, "personalized")[1] for one in (job, done))
        assert all((changed[picture] == before[picture]).all() == same for picture in before)


def test_a_backbone_of_another_configuration_is_computed_anew_under_the_same_digest(
    done: Job, channels: Channels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(channels["backbone"], tmp_path / "backbone")
    shutil.copytree(done.checkpoint_dir / "features", tmp_path / "features")
    with_member(tmp_path / "backbone" / "config.json", hidden_act="relu")
    asked = counted(monkeypatch)
    job = again(tmp_path / "job", tmp_path / "features", channels | {"backbone": tmp_path / "backbone"})
    evaluate(job)
    assert asked.count("vector") == PASSES
    assert results_of(job)["backbone"]["digest"] == results_of(done)["backbone"]["digest"]
    changed, before = (vectors_of(one, "mugs_blue", "base")[1] for one in (job, done))
    assert all((changed[picture] != before[picture]).any() for picture in before)
