"""The training of the small backbone, tiny: made-up pictures, a random teacher, one block, one thread.

`LIKENESS_PHOTOS=DIR`, subjects as folders of photos, adds the number on the backbone's card; `LIKENESS_TEACHER=DIR`,
the folder of mobilenet_v2_backbone.safetensors, adds the teacher's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from sklearn.metrics import average_precision_score
from transformers import AutoImageProcessor, Dinov2Model

ROOT = Path(__file__).resolve().parents[2]
BACKBONE = ROOT / "assets/backbones/tiny-vit"
sys.path.insert(0, str(ROOT / "scripts"))

import train_backbone  # noqa: E402
from distillation import checkpoint, evaluation, optimisation, pictures, student, teacher, views  # noqa: E402

from likeness_ml.images import open_image  # noqa: E402

PHOTOS, TEACHER = os.environ.get("LIKENESS_PHOTOS"), os.environ.get("LIKENESS_TEACHER")
needs_photos = pytest.mark.skipif(not PHOTOS, reason="LIKENESS_PHOTOS is not set")
needs_teacher = pytest.mark.skipif(not TEACHER, reason="LIKENESS_TEACHER is not set")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch):
    """Few procedural pictures, few views to begin with, and one thread, so that sums have one order."""
    monkeypatch.setattr(pictures, "PROCEDURAL", 4)
    monkeypatch.setattr(train_backbone, "FIRST_VIEWS", 32)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`corpus`, `subjects` and `teacher` under one folder."""
    base = tmp_path_factory.mktemp("distillation")
    rng = random.Random(7)
    for folder in ("corpus", "subjects/a", "subjects/b"):
        (base / folder).mkdir(parents=True)
        for index in range(3):
            Image.fromarray(pictures.draw_leaves(rng)).save(base / folder / f"{index}.jpg")
    torch.manual_seed(7)
    network = teacher.MobileNetV2()
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    (base / "teacher").mkdir()
    save_file({k: v.half() for k, v in network.state_dict().items()}, base / "teacher" / teacher.FILE)
    return base


def options(folders: Path, out: Path, *more: str) -> argparse.Namespace:
    """Six steps of eight views, a checkpoint after each two."""
    given = [f"--{name}={folders / name}" for name in ("teacher", "corpus", "subjects")]
    small = "--views=48 --batch=8 --layers=1 --side=64 --sizes=0:32,0.5:48 --warm=2 --save-every=2 --report-every=1"
    return train_backbone.parse([*given, f"--out={out}", *small.split(), *more])


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def same(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> bool:
    return left.keys() == right.keys() and all(torch.equal(left[name], right[name]) for name in left)


def test_a_step_moves_every_weight_and_the_working_copy_follows(folders: Path, tmp_path: Path) -> None:
    given = options(folders, tmp_path)
    pool, network = pictures.Pictures(given.corpus, 0), teacher.load_teacher(given.teacher)
    trainer, objective = train_backbone.begin(given, pool, network)
    before = {name: weight.clone() for name, weight in trainer.student.named_parameters()}
    batch = views.make_views(pool, 8, 64, 0, 0)
    losses = objective(trainer.forward(student.student_input(batch, 32)), *teacher.teach(network, batch))
    assert list(losses) == ["cls", "mean", "pooled", "dense"]
    assert all(torch.isfinite(loss) for loss in losses.values())
    trainer.step(sum(losses.values()), 1.0)
    still = [name for name, weight in trainer.student.named_parameters() if torch.equal(weight, before[name])]
    assert still == ["embeddings.mask_token"]
    for weight, copy in zip(trainer.student.parameters(), trainer.working.parameters(), strict=True):
        assert torch.equal(weight.bfloat16(), copy)


def test_steps_on_the_same_views_lower_the_loss(folders: Path, tmp_path: Path) -> None:
    given = options(folders, tmp_path)
    pool, network = pictures.Pictures(given.corpus, 0), teacher.load_teacher(given.teacher)
    trainer, objective = train_backbone.begin(given, pool, network)
    batch = views.make_views(pool, 8, 64, 0, 0)
    pixels, targets = student.student_input(batch, 32), teacher.teach(network, batch)
    losses = []
    for _ in range(12):
        losses.append(sum(objective(trainer.forward(pixels), *targets).values()))
        trainer.step(losses[-1], 1.0)
    assert losses[-1] < 0.8 * losses[0]


def test_a_resumed_run_makes_the_weights_of_an_undisturbed_one(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train_backbone.train(options(folders, tmp_path / "undisturbed"))
    whole = capsys.readouterr().out.splitlines()

    def interrupt(given: argparse.Namespace, progress: checkpoint.Progress, *rest: float) -> None:
        if progress.step == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(train_backbone, "report", interrupt)
        train_backbone.train(options(folders, tmp_path / "resumed"))
    capsys.readouterr()
    train_backbone.train(options(folders, tmp_path / "resumed"))
    assert capsys.readouterr().out.splitlines()[0] == "goes on after step 2"
    assert sum(line.startswith("step") and "views/s" in line for line in whole) == 6
    assert same(weights(tmp_path / "resumed"), weights(tmp_path / "undisturbed"))
    assert not (tmp_path / "resumed" / checkpoint.FILE).exists()


def test_a_checkpoint_of_another_recipe_is_refused(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(train_backbone, "keep_best", interrupt)
        train_backbone.train(options(folders, tmp_path, "--save-every=1"))
    with pytest.raises(SystemExit, match="begun with --seed 0"):
        train_backbone.train(options(folders, tmp_path, "--seed=1"))


def test_the_exported_folder_gives_the_trained_vectors_in_stock_transformers(folders: Path, tmp_path: Path) -> None:
    model = student.build(2, seed=3)
    student.export(model, tmp_path)
    stock, processor = Dinov2Model.from_pretrained(tmp_path), AutoImageProcessor.from_pretrained(tmp_path)
    photos = [open_image(path) for path in sorted((folders / "subjects").glob("*/*.jpg"))]
    pixels = torch.cat([processor(images=photo, return_tensors="pt")["pixel_values"] for photo in photos])
    with torch.inference_mode():
        theirs = torch.nn.functional.normalize(stock.eval()(pixel_values=pixels).last_hidden_state[:, 0], dim=1)
    ours = evaluation.embed(student.plain(model), evaluation.read_subjects(folders / "subjects"))
    assert {weight.dtype for weight in weights(tmp_path).values()} == {torch.float16}
    assert stock.dtype == torch.float32
    assert np.abs(theirs.numpy() - ours).max() < 2e-3
    assert (theirs.numpy() * ours).sum(axis=1).min() > 0.9999


def test_the_exported_folder_has_the_files_that_ship(tmp_path: Path) -> None:
    student.export(student.build(8, seed=0), tmp_path)
    for name in ("config.json", "preprocessor_config.json"):
        assert json.loads((tmp_path / name).read_text()) == json.loads((BACKBONE / name).read_text()), name
    shapes = [{name: weight.shape for name, weight in weights(folder).items()} for folder in (tmp_path, BACKBONE)]
    assert shapes[0] == shapes[1]


def test_views_depend_on_seed_and_step_alone(folders: Path) -> None:
    pool = pictures.Pictures(folders / "corpus", 0)
    batch = views.make_views(pool, 8, 64, 0, 5)
    assert batch.shape == (8, 3, 64, 64) and batch.min() >= 0 and batch.max() <= 1
    assert torch.equal(batch, views.make_views(pool, 8, 64, 0, 5))
    assert not torch.equal(batch, views.make_views(pool, 8, 64, 0, 6))
    assert not torch.equal(batch, views.make_views(pool, 8, 64, 1, 5))


def test_the_learning_rate_rises_stays_and_falls_to_zero() -> None:
    rates = [optimisation.rate_at(step, share, 60) for step, share in ((0, 0), (59, 0.1), (500, 0.5), (700, 0.75))]
    assert rates == [1 / 60, 1.0, 1.0, 0.5]
    assert optimisation.rate_at(1000, 1.0, 60) == 0


def test_retrieval_is_the_average_precision_of_each_photo_among_the_others() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(12, 5)).astype(np.float32)
    labels = np.array(list("aaabbbbcccdd"))
    found = evaluation.retrieval(vectors, labels)
    for index in range(12):
        others = np.arange(12) != index
        truth, scores = labels[others] == labels[index], vectors[others] @ vectors[index]
        assert found[index] == pytest.approx(average_precision_score(truth, scores))


def test_a_folder_with_one_photo_of_a_subject_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (64, 64)).save(tmp_path / name / "0.jpg")
    with pytest.raises(SystemExit, match="at least two"):
        evaluation.read_subjects(tmp_path)


@needs_photos
def test_the_backbone_that_ships_measures_what_its_card_says(capsys: pytest.CaptureFixture[str]) -> None:
    mean = train_backbone.measure(BACKBONE, Path(PHOTOS))
    total = capsys.readouterr().out.splitlines()[-1]
    if total.split()[:4] != ["19", "subjects", "99", "photos"]:
        pytest.skip(f"these are not the card's photos: {total}")
    assert mean == pytest.approx(0.557, abs=0.002)


@needs_photos
@needs_teacher
def test_the_teacher_recognises_the_subjects() -> None:
    network = teacher.load_teacher(Path(TEACHER))
    subjects = evaluation.read_subjects(Path(PHOTOS))
    pixels = torch.from_numpy(subjects.pixels).permute(0, 3, 1, 2).float() / 255
    pooled = torch.nn.functional.normalize(teacher.teach(network, pixels)[0], dim=1).numpy()
    assert evaluation.retrieval(pooled, subjects.labels).mean() > 0.9
