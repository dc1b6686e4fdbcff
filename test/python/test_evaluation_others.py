"""Telling other things apart: hand-made spaces with known figures, the laws of the measure, and the program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file
from sample_jobs import CONTAINERS
from sklearn.metrics import average_precision_score

from likeness_ml.evaluation.metrics import Vectors
from likeness_ml.evaluation.others import by_subject, telling_apart

CATEGORIES = {"rex": "dog", "fido": "dog", "mug": "mug", "vase": "vase"}


def at(*degrees: float) -> np.ndarray:
    """Unit vectors in the plane."""
    angles = np.deg2rad(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32).reshape(-1, 2)


def space(*distractors: float, references: tuple = (180, 181), held_out: tuple = (182,)) -> Vectors:
    return Vectors(at(*references), at(*held_out), at(*distractors))


@st.composite
def labelled(draw) -> tuple[Vectors, Vectors, list[str | None]]:
    """Two spaces of the same photos, and whose the distractors are."""
    subjects = draw(st.lists(st.sampled_from([*CATEGORIES, None]), min_size=1, max_size=12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    def unit(count: int) -> np.ndarray:
        rows = rng.normal(size=(count, 5))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    first, second = (Vectors(unit(3), unit(2), unit(len(subjects))) for _ in range(2))
    return first, second, subjects


class TestBySubject:
    def test_a_subject_whose_photos_lie_together_is_told_from_all(self) -> None:
        assert by_subject(space(0, 1, 90, 91), ["rex", "rex", "mug", "mug"]) == {"mug": 1, "rex": 1}

    def test_each_photo_looks_for_the_others_among_everything_else(self) -> None:
        # From 0 the other photo, at 10, comes after those at 2 and 3; from 10 that at 0 does too.
        found = by_subject(space(0, 10, 2, 3), ["rex", "rex", "mug", None])
        assert found == {"rex": pytest.approx(1 / 3)}

    def test_the_run_s_own_photos_are_confusers_too(self) -> None:
        own = {"references": (2,), "held_out": (3,)}
        assert by_subject(space(0, 10, **own), ["rex", "rex"]) == {"rex": pytest.approx(1 / 3)}

    def test_a_subject_with_one_photo_is_left_out(self) -> None:
        assert by_subject(space(0, 50, 51), ["rex", "mug", "mug"]) == {"mug": 1}

    @given(labelled())
    def test_it_is_scikit_learns_average_precision(self, drawn) -> None:
        vectors, _, subjects = drawn
        pictures = np.concatenate([vectors.distractors, vectors.references, vectors.held_out]).astype(np.float64)
        for name, figure in by_subject(vectors, subjects).items():
            own = [index for index, owner in enumerate(subjects) if owner == name]
            expected = []
            for query in own:
                rest = [index for index in range(len(pictures)) if index != query]
                scores = pictures[rest] @ pictures[query]
                expected.append(average_precision_score([index in own for index in rest], scores))
            assert figure == pytest.approx(np.mean(expected))


class TestTellingApart:
    def test_instances_of_the_category_and_other_things_are_told_of_apart(self) -> None:
        subjects = ["rex", "rex", "mug", "mug", "vase"]
        # Personalizing leaves the dogs where they are and turns one photo of the mug to them.
        base, personalized = space(0, 1, 60, 61, 120), space(0, 1, 60, 1.5, 120)
        found = telling_apart(base, personalized, subjects, CATEGORIES, "dog")
        # From 0 the other dog is still the nearest, from 1 the mug at 1.5 is.
        assert found["otherInstances"] == {"base": 1, "personalized": (1 + 1 / 2) / 2}
        # From 60 the other mug is the nearest, from 1.5 both dogs come before.
        assert found["otherThings"] == {"base": 1, "personalized": pytest.approx((1 + 1 / 3) / 2)}
        assert found["drift"] == pytest.approx((1 - np.cos(np.deg2rad(59.5))) / 3, abs=2e-6)

    def test_without_another_of_a_kind_there_is_no_figure_of_it(self) -> None:
        dogs, things = ["rex", "rex"], ["mug", "mug"]
        figures = {"base": 1, "personalized": 1}
        both = space(0, 1), space(0, 1)
        assert telling_apart(*both, dogs, CATEGORIES, "dog") == {
            "otherInstances": figures,
            "otherThings": None,
            "drift": None,
        }
        assert telling_apart(*both, things, CATEGORIES, "dog") == {
            "otherInstances": None,
            "otherThings": figures,
            "drift": 0,
        }
        assert set(telling_apart(*both, [None, None], CATEGORIES, "dog").values()) == {None}

    @given(labelled())
    def test_where_nothing_has_changed_both_spaces_have_one_figure_and_nothing_drifts(self, drawn) -> None:
        vectors, _, subjects = drawn
        found = telling_apart(vectors, vectors, subjects, CATEGORIES, "dog")
        for name in ("otherInstances", "otherThings"):
            assert found[name] is None or found[name]["base"] == found[name]["personalized"]
        assert found["drift"] in (None, pytest.approx(0, abs=1e-6))

    @given(labelled(), st.randoms())
    def test_the_order_of_photos_does_not_matter(self, drawn, random) -> None:
        base, personalized, subjects = drawn
        order = list(range(len(subjects)))
        random.shuffle(order)
        moved = [
            Vectors(vectors.references[::-1], vectors.held_out[::-1], vectors.distractors[order])
            for vectors in (base, personalized)
        ]
        found = telling_apart(base, personalized, subjects, CATEGORIES, "dog")
        again = telling_apart(*moved, [subjects[index] for index in order], CATEGORIES, "dog")
        assert _numbers(again) == pytest.approx(_numbers(found), abs=2e-6, nan_ok=True)


def _numbers(found: dict) -> list[float]:
    nothing = {"base": np.nan, "personalized": np.nan}
    pairs = [found[name] or nothing for name in ("otherInstances", "otherThings")]
    drift = np.nan if found["drift"] is None else found["drift"]
    return [*(pair[name] for pair in pairs for name in nothing), drift]


class TestProgram:
    def _run(self, *requests: dict) -> subprocess.CompletedProcess:
        text = "".join(f"{json.dumps(request)}\n" for request in requests)
        command = [sys.executable, "-m", "likeness_ml.evaluation.others"]
        environment = {**os.environ, "PYTHONPATH": str(CONTAINERS)}
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=environment)

    def _request(self, file: Path, subjects: list) -> dict:
        return {"vectors": str(file), "subjects": subjects, "categories": CATEGORIES, "category": "dog"}

    def _save(self, file: Path, base: Vectors, personalized: Vectors, prefix: str = "") -> Path:
        spaces = {"base": base, "personalized": personalized}
        save_file(
            {f"{prefix}{name}.{key}": rows for name, one in spaces.items() for key, rows in vars(one).items()}, file
        )
        return file

    def test_each_line_is_answered_by_one(self, tmp_path: Path) -> None:
        subjects = ["rex", "rex", "mug", "mug", None]
        spaces = space(0, 1, 60, 61, 70), space(0, 20, 5, 61, 70)
        judged = self._request(self._save(tmp_path / "a.safetensors", *spaces), subjects)
        folds = self._request(self._save(tmp_path / "b.safetensors", *spaces, prefix="fold0."), subjects)
        done = self._run(judged, folds)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert lines == [telling_apart(*spaces, subjects, CATEGORIES, "dog"), None]
        assert done.returncode == 0

    @pytest.mark.parametrize("damage", ["missing", "cut off", "of other photos"])
    def test_a_file_that_is_not_the_run_s_is_told_of_by_its_name(self, tmp_path: Path, damage: str) -> None:
        file = self._save(tmp_path / "vectors.safetensors", space(0, 1), space(0, 1))
        if damage == "cut off":
            file.write_bytes(file.read_bytes()[:40])
        elif damage == "missing":
            file.unlink()
        done = self._run(self._request(file, ["rex"]))
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith(f"Internal: The vectors {file} can't be measured (")
