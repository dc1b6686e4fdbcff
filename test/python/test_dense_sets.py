"""The sets for detection and segmentation: exact masks, no photo that was learnt from, the same bytes from a seed."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import check_pictures, evaluated_on, load

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from dense import rendered  # noqa: E402
from dense.composites import composite, pasted, turned  # noqa: E402
from dense.held_out import chosen_in, scenes_in  # noqa: E402
from make_dense_sets import main  # noqa: E402

COLOURS = {"cup": (200, 40, 30), "hat": (30, 60, 200)}
SIDE = 64


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two subjects of five photos with masks, a disk in one colour each, and one subject that nobody judges."""
    folder = tmp_path_factory.mktemp("photos")
    for seed, (name, colour) in enumerate({**COLOURS, "rug": (90, 160, 90)}.items()):
        (folder / name).mkdir()
        for number in range(5):
            noise = np.random.default_rng([seed, number]).integers(100, 140, (96, 120, 3)).astype(np.uint8)
            rows, columns = np.mgrid[:96, :120]
            disk = np.hypot(rows - 48, columns - 50 - 4 * number) < 30
            noise[disk] = colour
            Image.fromarray(noise).save(folder / name / f"{number:02d}.png")
            Image.fromarray(np.where(disk, 255, 0).astype(np.uint8)).save(folder / name / f"{number:02d}.mask.png")
    return folder


def experiment_in(folder: Path, references: dict[str, list[str]]) -> Path:
    runs = [
        {"subject": name, "category": "thing", "choice": 0, "status": "done", "references": names}
        for name, names in references.items()
    ]
    file = folder / "experiment.json"
    file.write_text(json.dumps({"runs": runs}))
    return file


REFERENCES = {"cup": ["03.png", "00.png", "01.png"], "hat": ["04.png", "02.png", "01.png"]}


def composites_in(out: Path, photos: Path, experiment: Path, seed: int = 5) -> int:
    where = ["--photos", str(photos), "--experiment", str(experiment), "--out", str(out)]
    return main(["composites", *where, "--count", "5", "--size", str(SIDE), "--seed", str(seed)])


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@given(seed=st.integers(0, 2**32 - 1), side=st.sampled_from([48, 64, 129]), hole=st.booleans())
@settings(max_examples=40)
def test_a_mask_is_exactly_what_was_pasted(seed: int, side: int, hole: bool) -> None:
    """Where it is 255 the object's colours alone are, elsewhere the scene is untouched, pixel by pixel."""
    rng = np.random.default_rng(seed)
    photo = rng.integers(200, 256, (80, 100, 3)).astype(np.uint8)
    mask = np.zeros((80, 100), np.uint8)
    mask[10:70, 20:90] = 255
    if hole:
        mask[30:50, 40:60] = 0
    scene = rng.integers(0, 56, (60, 90, 3)).astype(np.uint8)
    made = composite(photo, mask, scene, side, rng)
    assert made.pixels.shape == (side, side, 3)
    assert set(np.unique(made.mask)) == {0, 255}
    assert ((made.pixels.min(axis=2) >= 200) == (made.mask > 0)).all()
    assert (made.pixels[made.mask == 0] < 56).all()


@given(height=st.integers(2, 90), width=st.integers(2, 90), degrees=st.floats(-15, 15), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_what_is_pasted_is_whole_however_it_is_turned(height: int, width: int, degrees: float, seed: int) -> None:
    cutout = turned(np.full((height, width, 4), 255, np.uint8), degrees, SIDE)
    made = pasted(np.zeros((SIDE, SIDE, 3), np.uint8), cutout, np.random.default_rng(seed))
    assert np.count_nonzero(made.mask) == np.count_nonzero(cutout[..., 3]) > 0
    assert (made.pixels[made.mask > 0] == 255).all()


def test_a_mask_that_leaves_a_speck_is_refused() -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[5:9, 5:9] = 255
    picture = np.zeros((40, 40, 3), np.uint8)
    with pytest.raises(InputError, match="fewer than 100 pixels"):
        composite(picture, mask, picture, 32, np.random.default_rng(0))


def test_composites_load_as_a_dataset_and_show_no_photo_that_was_learnt_from(photos: Path, tmp_path: Path) -> None:
    experiment = experiment_in(tmp_path, REFERENCES)
    assert composites_in(tmp_path / "set", photos, experiment) == 0
    dataset = load(tmp_path / "set/dataset")
    check_pictures(dataset.pictures)
    judged = evaluated_on(dataset, "test")
    assert [(one.name, one.category) for one in judged.instances] == [("cup", "thing"), ("hat", "thing")]
    for name, references in REFERENCES.items():
        train = [Path(picture.identity).name for picture in judged.references(name)]
        assert train == sorted(Path(reference).stem for reference in references)
        assert len(judged.positives(name, dense=True)) == 5
    told = json.loads((tmp_path / "set/set.json").read_text())
    for origin in told["pictures"]:
        assert f"{origin['photo']}.png" not in REFERENCES[origin["instance"]]
        assert origin["scene"].startswith("rug/")


def test_a_composite_shows_the_subject_where_its_mask_is(photos: Path, tmp_path: Path) -> None:
    composites_in(tmp_path / "set", photos, experiment_in(tmp_path, REFERENCES))
    for name, colour in COLOURS.items():
        for file in sorted((tmp_path / "set/dataset/test" / name).iterdir()):
            pixels = np.asarray(Image.open(file)).astype(int)
            mask = np.asarray(Image.open(tmp_path / "set/dataset/test_masks" / name / f"{file.stem}.png")) > 0
            near = np.abs(pixels - colour).sum(axis=2) < 120
            assert (near == mask).mean() > 0.97  # JPEG blurs colours by a pixel or two


def test_the_same_seed_makes_the_same_bytes_and_another_others(photos: Path, tmp_path: Path) -> None:
    experiment = experiment_in(tmp_path, REFERENCES)
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        composites_in(tmp_path / name, photos, experiment, seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_another_subject_changes_no_composite(photos: Path, tmp_path: Path) -> None:
    scenes = ["--backgrounds", str(photos / "rug")]
    for name, references in (("one", {"cup": REFERENCES["cup"]}), ("two", REFERENCES)):
        where = ["--photos", str(photos), "--experiment", str(experiment_in(tmp_path, references))]
        assert main(["composites", *where, "--out", str(tmp_path / name), "--size", str(SIDE), *scenes]) == 0
    assert contents(tmp_path / "one/dataset/test/cup") == contents(tmp_path / "two/dataset/test/cup")


def test_experiments_that_no_set_is_fair_to_are_refused(photos: Path, tmp_path: Path) -> None:
    file = experiment_in(tmp_path, REFERENCES)
    told = json.dumps(json.loads(file.read_text())["runs"][0])
    other = told.replace("00.png", "02.png")
    for text, said in (
        (f'{{"runs": [{told}, {other}]}}', "different photos"),
        (f'{{"runs": [{told.replace("00.png", "09.png")}]}}', "has no photo 09.png"),
        (f'{{"runs": [{told.replace("done", "failed")}]}}', "Run the experiment first"),
        ("[]", "is no experiment.json"),
    ):
        file.write_text(text)
        with pytest.raises(InputError, match=said):
            chosen_in(file, photos)


def test_scenes_leave_judged_subjects_out(photos: Path) -> None:
    assert all(name.startswith("rug/") for name in scenes_in(photos, ["cup", "hat"]))
    assert len(scenes_in(photos)) == 15
    with pytest.raises(InputError, match="--backgrounds"):
        scenes_in(photos, ["cup", "hat", "rug"])


def test_a_folder_that_is_no_set_is_left_alone(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/diary.txt").write_text("dear")
    assert composites_in(tmp_path / "mine", photos, experiment_in(tmp_path, REFERENCES)) == 2
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["diary.txt"]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Very small, since all that is asked is what is there."""
    out = tmp_path_factory.mktemp("drawn") / "set"
    assert main(["rendered", "--out", str(out), "--size", "32"]) == 0
    return out


def test_drawn_things_load_as_a_dataset_whose_look_alikes_are_negatives_alone(drawn: Path) -> None:
    dataset = load(drawn / "dataset")
    check_pictures(dataset.pictures)
    judged = evaluated_on(dataset, "test")
    assert [one.name for one in judged.instances] == list(rendered.SUBJECTS)
    assert len({one.category for one in judged.instances}) == 6
    for name in rendered.SUBJECTS:
        assert len(judged.references(name)) == 3
        assert len(judged.positives(name, dense=True)) == 8
        assert len(judged.negatives(name, dense=True)) == 5 * 8 + 12 * 2


def test_an_experiment_learns_from_the_pictures_that_the_dataset_has(drawn: Path) -> None:
    categories = json.loads((drawn / "photos/subjects.json").read_text())
    assert set(rendered.SUBJECTS) < set(categories)
    for name in categories:
        for mine, theirs in (("reference", "train"), ("held-out", "test")):
            own = contents(drawn / "photos" / name / mine)
            assert {file: own[file] for file in own if file.endswith(".jpg")} == contents(
                drawn / "dataset" / theirs / name
            )


def test_a_thing_is_drawn_the_same_whatever_else_there_is() -> None:
    body = rendered.SUBJECTS["marble-vase"].thing()
    first, again = (rendered.snapshot(np.random.default_rng(3), body, 32) for _ in range(2))
    assert (first.picture == again.picture).all() and (first.mask == again.mask).all()
