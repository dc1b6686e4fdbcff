"""The curation benchmark says what its vectors say, and makes nothing twice."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import save_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "bench"))

from curation_arms import ARMS, OURS, RULES, facts_of, faithful  # noqa: E402
from curation_cases import Inputs, once  # noqa: E402
from curation_figures import document, paired, relation, whole_cases  # noqa: E402
from curation_pool import positives, unit  # noqa: E402
from curation_vectors import Study, file_of, missing, train_arms  # noqa: E402
from curation_words import ships, ships_in_words  # noqa: E402
from quality_figures import Space, read  # noqa: E402

from likeness_ml.curation.choose import decide  # noqa: E402
from likeness_ml.curation.rule import Rule  # noqa: E402
from likeness_ml.images import open_image, resize_and_crop  # noqa: E402

SUBJECTS = [f"thing{number}" for number in range(9)]
TUNING = {"thing7", "thing8"}
PHOTOS = [f"{subject}/{number:02d}.jpg" for subject in SUBJECTS for number in range(5)]


def space(noise: float, seed: int = 0) -> dict[str, np.ndarray]:
    """Vectors of all photos: one direction a subject, and noise."""
    rng = np.random.default_rng(seed)
    means = np.eye(16)[[SUBJECTS.index(name.split("/")[0]) for name in PHOTOS]]
    vectors = unit(means + noise * rng.standard_normal(means.shape)).astype(np.float32)
    return dict(zip(PHOTOS, vectors, strict=True))


def facts(fidelity: float) -> dict:
    counts = {"cut-and-paste": 4, "dreambooth": 4}
    none = {"cut-and-paste": 1}
    found = {"pool": counts, "kept": counts, "negatives": 3, "fidelity": fidelity, "diversity": 0.5, "vendi": 2.0}
    return found | {"faithful": {"threshold": {}, "coverage": none}, "fallback": False}


def write_study(folder: Path, noise: dict[str, float], choices: int = 2) -> Path:
    """Raw vectors as a whole run leaves them: each arm as noisy as it is told, `coverage` where it isn't."""
    save_file(space(2.0), folder / "base.safetensors")
    for subject in SUBJECTS:
        for choice in range(choices):
            references = [f"{subject}/{number:02d}.jpg" for number in range(choice, choice + 3)]
            for arm in ARMS:
                amount = noise.get(arm.name, noise[OURS])
                metadata = {"references": json.dumps(references), "facts": json.dumps(facts(1 / (1 + amount)))}
                to = file_of(folder, subject, choice, arm)
                to.parent.mkdir(parents=True, exist_ok=True)
                save_file(space(amount), to, metadata)
    return folder


def test_a_rule_whose_adapters_find_their_subjects_is_better_than_those_that_do_not(tmp_path: Path) -> None:
    noisy = {arm.name: 0.8 for arm in ARMS if arm.name != OURS}
    found = document(write_study(tmp_path, noisy | {OURS: 0.05}), TUNING)
    group, words = found["groups"]["test"], found["words"]["test"]
    assert group["subjects"] == SUBJECTS[:7] and group["personalizations"] == 14
    assert found["groups"]["tuning"]["subjects"] == SUBJECTS[7:]
    for name, metrics in group["differences"].items():
        for metric, difference in metrics.items():
            means = group["means"][metric]
            assert difference["difference"] == pytest.approx(means[OURS] - means[name])
            assert difference["outcome"] == "better"
    assert all("Coverage is better than" in text for text in words["rules"])
    assert words["ships"].startswith("Coverage should ship")
    assert "more fidelity give better adapters" in words["figure12"][0]
    assert "0 of 56 images of dreambooth reach it, none at all in 14 personalizations" in words["threshold"]


def test_two_subjects_never_say_that_anything_is_better(tmp_path: Path) -> None:
    found = document(write_study(tmp_path, {"all": 0.8, OURS: 0.05}), TUNING)
    difference = found["groups"]["tuning"]["differences"]["all"]["averagePrecisionOneReference"]
    assert difference["difference"] > 0 and difference["outcome"] == "no difference"
    assert found["words"]["tuning"]["ships"] == "2 subjects are too few to say which rule should ship."


def test_arms_of_the_same_vectors_differ_by_nothing_and_the_simplest_ships(tmp_path: Path) -> None:
    found = document(write_study(tmp_path, {OURS: 0.5}), TUNING)
    words = found["words"]["test"]
    assert all("no difference shows (+0.000, +0.000 to +0.000" in text for text in words["rules"])
    assert words["ships"].startswith("The simpler rule “no curation” should ship")
    assert "does not vary" in words["figure12"][0]


def test_a_choice_that_was_broken_off_is_in_no_figure(tmp_path: Path) -> None:
    write_study(tmp_path, {OURS: 0.5})
    file_of(tmp_path, "thing0", 1, ARMS[3]).unlink()
    assert len(whole_cases(tmp_path)) == 17
    assert missing(tmp_path, "thing0", 1) == [ARMS[3]]
    assert document(tmp_path, TUNING)["groups"]["test"]["personalizations"] == 13


numbers = st.lists(st.floats(-1, 1), min_size=5, max_size=12)


@given(numbers)
def test_what_is_better_one_way_round_is_worse_the_other(differences: list[float]) -> None:
    values = np.array(differences)
    drawn = np.random.default_rng(0).integers(len(values), size=(500, len(values)))
    one, other = paired(values, values * 0, drawn), paired(values * 0, values, drawn)
    turned = {"better": "worse", "worse": "better", "no difference": "no difference"}
    assert other["outcome"] == turned[one["outcome"]]
    assert other["interval"] == pytest.approx([-bound for bound in reversed(one["interval"])])
    assert (other["better"], other["worse"]) == (one["worse"], one["better"])


@given(st.dictionaries(st.sampled_from([rule.name for rule in RULES]), st.floats(0, 1), min_size=5))
def test_the_rule_that_ships_is_beaten_by_none_and_every_simpler_one_is(means: dict[str, float]) -> None:
    better = {name: [other for other in means if means[other] > mean + 0.2] for name, mean in means.items()}
    name = ships(better)
    simpler = [rule.name for rule in RULES][: [rule.name for rule in RULES].index(name)]
    assert not better[name] and all(better[one] for one in simpler)
    assert ships_in_words(better, 12)


def test_quality_that_follows_fidelity_within_each_subject_correlates_whatever_the_subjects_levels() -> None:
    rng = np.random.default_rng(0)
    levels, steps = rng.random(6), {arm.name: index / 10 for index, arm in enumerate(ARMS)}
    material = {name: {"fidelity": step - levels} for name, step in steps.items()}
    quality = {name: 2 * step + levels for name, step in steps.items()}
    drawn = rng.integers(6, size=(200, 6))
    found = relation(material, quality, "fidelity", drawn)
    assert found["correlation"] == pytest.approx(1) and found["outcome"] == "better"
    assert (
        relation(material, {name: -values for name, values in quality.items()}, "fidelity", drawn)["outcome"] == "worse"
    )


def test_what_trained_is_told_by_source_and_a_fallback_is_no_faithful_choice() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((6, 4)))
    pool = positives([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], vectors, ["cut-and-paste"] * 4 + ["dreambooth"] * 2)
    rule = Rule("coverage", budget=2)
    found = facts_of(pool, decide(pool, rule), rule)
    assert found["fallback"] and sum(found["kept"].values()) == 2
    assert found["pool"] == {"cut-and-paste": 4, "dreambooth": 2}
    lower = Rule("coverage", budget=2, fidelity_floor=0.25)
    found = facts_of(pool, decide(pool, lower), lower)
    assert not found["fallback"] and found["fidelity"] == pytest.approx(0.3)
    assert faithful(pool, lower)["coverage"].sum() == 2


def test_a_job_whose_list_is_there_does_not_run_again(tmp_path: Path) -> None:
    runs = []

    def program(job) -> None:
        runs.append(job.hyperparameters)
        (job.model_dir / "images.jsonl").write_text("")

    for _ in range(2):
        assert once(tmp_path / "job", program, {"seed": 0}, {"bank": tmp_path}) == tmp_path / "job" / "model"
    assert runs == [{"seed": "0"}]


@pytest.fixture
def one_thread() -> Iterator[None]:
    """As a worker of the benchmark has it: two threads on a busy machine wait for each other more than they work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def write_photo(file: Path, seed: int) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    colours = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    Image.fromarray(colours).resize((96, 96), Image.Resampling.BICUBIC).save(file)
    return file


def write_made(model: Path, images: list[tuple[str, str, str]]) -> None:
    """A job's model/, of images of (id, source, kind)."""
    lines = []
    for number, (identity, source, kind) in enumerate(images):
        write_photo(model / "images" / f"{identity}.jpg", number + len(source))
        keys = {"id": identity, "file": f"images/{identity}.jpg", "source": source, "kind": kind}
        lines.append(json.dumps(keys | {"parents": [], "prompt": None, "seed": 0, "box": None}))
    for number in range(3):
        mask = np.zeros((96, 96), np.uint8)
        mask[20:70, 30:80] = 255
        (model / "masks").mkdir(parents=True, exist_ok=True)
        Image.fromarray(mask).save(model / "masks" / f"{number:02d}.png")
    (model / "images.jsonl").write_text("\n".join(lines))


def study_of(folder: Path) -> Study:
    """Pools that are there already, so that no generator is asked for; the shipped backbone; one step a training."""
    files = {
        f"mug/{number:02d}.jpg": write_photo(folder / f"photos/mug/{number:02d}.jpg", number) for number in range(4)
    }
    composed = [(f"cp{n}", "cut-and-paste", "positive") for n in range(3)]
    composed += [("ar0", "augmented-real", "anchor"), ("ng0", "other-object", "negative")]
    own = folder / "pools" / "subjects" / "mug" / "0"
    write_made(own / "compose" / "model", composed)
    write_made(own / "laptop" / "model", composed)
    write_made(own / "generate" / "model", [(f"db{n}", "dreambooth", "positive") for n in range(3)])
    write_made(folder / "pools" / "priors" / "mug" / "model", [("pn0", "generator", "negative")])
    training = {"steps": 1, "anchors": 1, "positives": 2, "negatives": 2, "side": 28}
    preset = {
        "priors": {},
        "generate": {},
        "compose": {},
        "represent": training | {"curation": "coverage", "budget": 4, "fidelity_floor": -5},
    }
    laptop = {"compose": {}, "represent": training | {"curation": "lowest-tenth"}}
    inputs = Inputs(folder / "pools", folder, folder, preset, laptop, {"mug": "mug"})
    crops = {name: resize_and_crop(open_image(path)) for name, path in files.items()}
    return Study(inputs, ROOT / "assets" / "backbones" / "tiny-vit", folder / "out", files, crops)


@pytest.mark.usefixtures("one_thread")
def test_an_arm_that_is_lost_is_made_again_to_the_bit_and_the_others_stay(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    case = ("mug", 0, ("mug/00.jpg", "mug/01.jpg", "mug/02.jpg"))
    train_arms(study, *case)
    files = {arm.name: file_of(study.out, "mug", 0, arm) for arm in ARMS}
    before = {name: (read(file), file.stat().st_mtime_ns) for name, file in files.items()}
    assert not same(before["all"][0], before["dreambooth"][0])
    files["random"].unlink()
    train_arms(study, *case)
    for name, file in files.items():
        assert same(read(file), before[name][0])
        assert name == "random" or file.stat().st_mtime_ns == before[name][1]


def same(one: tuple[Space, dict], other: tuple[Space, dict]) -> bool:
    """Their vectors to the bit. Not their files: safetensors keeps no order of what it is told beside them."""
    (vectors, metadata), (others, told) = one, other
    return metadata == told and all(np.array_equal(vectors[name], others[name]) for name in vectors | others)
