"""Hard negatives: which look-alikes are mined, how often they are drawn, and that without them nothing changes."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from represent_images import SETTINGS, pixels, trained, training_images, weights
from sample_jobs import BACKBONE, REPRESENT, SAMPLES, copy_some, digests, job_in

from likeness_ml.errors import InputError
from likeness_ml.job import Job
from likeness_ml.represent.__main__ import represent
from likeness_ml.represent.draws import Images, Pool, Rows, draw
from likeness_ml.represent.look_alikes import HARDEST, SAME_THING, VIEWS, mine, views_of
from likeness_ml.represent.settings import Settings

CPU = torch.device("cpu")


def unit(*degrees: float) -> list[np.ndarray]:
    """Vectors in a plane, in the place of pictures."""
    return [np.array([np.cos(angle), np.sin(angle)]) for angle in np.radians(degrees)]


def named(*degrees: float) -> dict[str, np.ndarray]:
    return {f"{number:02}": vector for number, vector in enumerate(unit(*degrees))}


class TestMining:
    def test_they_are_ranked_by_their_largest_cosine_to_a_reference(self) -> None:
        mined = mine(unit(0, 90), named(45, 150, 50, 180), np.stack)
        assert [found.photo for found in mined.hardest] == ["02", "00", "01", "03"]
        assert [found.cosine for found in mined.hardest] == pytest.approx(
            np.cos(np.radians([40, 45, 60, 90])), abs=1e-6
        )

    def test_only_the_hardest_train(self) -> None:
        mined = mine(unit(0, 90), named(*np.linspace(130, 220, HARDEST + 5)), np.stack)
        assert [found.photo for found in mined.hardest] == [f"{number:02}" for number in range(HARDEST)]
        assert mined.candidates == HARDEST + 5 and not mined.same_thing

    def test_what_is_as_alike_as_the_subject_is_left_out(self) -> None:
        mined = mine(unit(0, 90), named(5, 45, 0), np.stack)
        assert [found.photo for found in mined.same_thing] == ["02", "00"] and mined.bound == SAME_THING
        assert [found.photo for found in mined.hardest] == ["01"]

    def test_where_all_photos_are_alike_the_references_say_how_alike_the_subject_is(self) -> None:
        mined = mine(unit(0, 10), named(-20, -5), np.stack)
        assert mined.bound == pytest.approx(np.cos(np.radians(10)), abs=1e-6)
        assert ([found.photo for found in mined.hardest], [found.photo for found in mined.same_thing]) == (
            ["00"],
            ["01"],
        )

    def test_of_none_there_are_none(self) -> None:
        assert mine(unit(0, 90), {}, np.stack).record() == {
            "candidates": 0,
            "mined": [],
            "sameThing": {"bound": SAME_THING, "leftOut": []},
        }

    def test_views_are_the_picture_and_crops_of_it_by_the_seed(self) -> None:
        picture = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
        views = views_of([picture, picture], 3)
        assert len(views) == 2 * VIEWS and views[0] is picture and views[VIEWS] is picture
        assert len({view.tobytes() for view in views}) == 2 * VIEWS - 1
        again = views_of([picture, picture], 3)
        assert all(np.array_equal(one, other) for one, other in zip(views, again, strict=True))


def hard(images: Images, count: int) -> Images:
    """With look-alikes after the other negatives."""
    return replace(images, negatives=torch.cat([images.negatives, pixels(count, 60, 9)]), hard=count)


class TestDraws:
    @given(
        plain=st.integers(1, 9),
        look_alikes=st.integers(1, 9),
        negatives=st.integers(1, 20),
        share=st.floats(0, 1),
        step=st.integers(0, 20),
    )
    def test_of_each_step_the_share_is_look_alikes(
        self, plain: int, look_alikes: int, negatives: int, share: float, step: int
    ) -> None:
        numbered = Rows(torch.arange(3), torch.arange(3), torch.arange(plain + look_alikes), look_alikes)
        settings = Settings(negatives=negatives, hard_negatives=share)
        drawn = draw(numbered, settings, step)
        assert len(drawn.negatives) == negatives
        assert int((drawn.negatives >= plain).sum()) == drawn.hard == round(share * negatives)

    @given(st.integers(0, 9), st.integers(0, 50), st.floats(0, 1))
    def test_without_look_alikes_or_a_share_every_draw_is_what_it_was(self, seed: int, step: int, share: float) -> None:
        counts = (4, 5, 6)
        settings = replace(SETTINGS, seed=seed)
        generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
        wanted = (settings.anchors, settings.positives, settings.negatives)
        before = [
            torch.randperm(count, generator=generator)[:asked] for count, asked in zip(counts, wanted, strict=True)
        ]
        plain = Rows(*(torch.arange(count) for count in counts))
        among = replace(plain, negatives=torch.arange(6 + 3), hard=3)
        for rows, told in ((plain, share), (plain, 0.0), (among, 0.0)):
            drawn = draw(rows, replace(settings, hard_negatives=told), step)
            groups = (drawn.anchors, drawn.positives, drawn.negatives)
            assert all(torch.equal(one, other) for one, other in zip(groups, before, strict=True))

    def test_the_pool_knows_which_are_look_alikes(self) -> None:
        images = hard(training_images(), 2)
        pool = Pool.of(images, training_images(), SETTINGS, CPU)
        assert (len(pool.training.negatives), pool.training.hard) == (8, 2)
        assert torch.equal(pool.pixels[pool.training.negatives], images.negatives)
        assert pool.validation is not None and pool.validation.hard == 0


class TestTraining:
    def test_an_adapter_is_the_same_to_the_bit_where_no_look_alike_is_drawn(self, tmp_path: Path) -> None:
        before = weights(trained(training_images(), SETTINGS, tmp_path / "before")[0])
        settings = replace(SETTINGS, hard_negatives=0.5)
        assert weights(trained(training_images(), settings, tmp_path / "none")[0]) == before
        assert weights(trained(hard(training_images(), 3), SETTINGS, tmp_path / "unasked")[0]) == before
        assert weights(trained(hard(training_images(), 3), settings, tmp_path / "half")[0]) != before

    def test_look_alikes_alone_may_be_the_negatives_of_a_step(self, tmp_path: Path) -> None:
        _, steps = trained(hard(training_images(), 3), replace(SETTINGS, hard_negatives=1.0), tmp_path)
        assert steps == [*range(1, SETTINGS.steps + 1)]

    def test_look_alikes_do_not_stand_in_for_negatives_that_are_missing(self, tmp_path: Path) -> None:
        images = replace(hard(training_images(), 3), negatives=pixels(3, 60, 9))
        with pytest.raises(InputError, match="No negative is left"):
            trained(images, replace(SETTINGS, hard_negatives=0.5), tmp_path)


@pytest.fixture(scope="module")
def look_alikes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four other things, and a photo of the subject."""
    folder = copy_some(SAMPLES / "others", tmp_path_factory.mktemp("look-alikes") / "photos", 4)
    shutil.copy(SAMPLES / "sunrise-mug" / "reference" / "00.jpg", folder / "99.jpg")
    return folder


def finished(base: Path, references: Path, composed: Path, more: dict[str, Path], **changes: str) -> Job:
    channels = {"references": references, "synthetic": composed, "backbone": BACKBONE, **more}
    job = job_in(base, {**REPRESENT, "steps": "2", **changes}, **channels)
    represent(job)
    return job


def told(job: Job) -> dict:
    return json.loads((job.data_dir / "look-alikes.json").read_text())


class TestJob:
    def test_it_tells_which_were_mined_and_leaves_out_the_subject_itself(
        self, references: Path, composed: Path, look_alikes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        job = finished(tmp_path, references, composed, {"look_alikes": look_alikes}, hard_negatives="0.4")
        found = told(job)
        names = sorted(path.stem for path in look_alikes.glob("*.jpg"))
        assert (found["version"], found["hard_negatives"], found["candidates"]) == (1, 0.4, 5)
        assert sorted(one["photo"] for one in found["mined"]) == names[:-1]
        cosines = [one["cosine"] for one in found["mined"]]
        assert cosines == sorted(cosines, reverse=True) and max(cosines) < found["sameThing"]["bound"]
        assert [(one["photo"], one["cosine"]) for one in found["sameThing"]["leftOut"]] == [
            ("99", pytest.approx(1, abs=1e-5))
        ]
        assert "4 of 5 look-alikes train, 1 are the subject itself" in capsys.readouterr().out

    def test_without_any_it_trains_as_if_none_were_asked_for_and_says_so(
        self, references: Path, composed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked = finished(tmp_path / "asked", references, composed, {}, hard_negatives="0.5")
        plain = finished(tmp_path / "plain", references, composed, {})
        weights_of = "adapter_model.safetensors"
        assert digests(asked.model_dir)[weights_of] == digests(plain.model_dir)[weights_of]
        assert told(asked)["mined"] == [] and not (plain.data_dir / "look-alikes.json").exists()
        assert "every negative is one of the others" in capsys.readouterr().out

    def test_they_never_validate_so_the_split_is_the_same_with_and_without_them(
        self, references: Path, composed: Path, look_alikes: Path, tmp_path: Path
    ) -> None:
        guarded = {"patience": "2", "evaluate_every": "1"}
        more = {"look_alikes": look_alikes}
        jobs = [
            finished(tmp_path / share, references, composed, more, hard_negatives=share, **guarded)
            for share in ("0", "0.7")
        ]
        found = [json.loads((job.data_dir / "training.json").read_text())["adapters"][0] for job in jobs]
        assert found[0]["leftOut"] == found[1]["leftOut"]
        assert found[0]["evaluations"][0] == found[1]["evaluations"][0]  # the bare backbone's
