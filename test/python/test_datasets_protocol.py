"""Who is judged, against whom, and under which shift."""

from pathlib import Path

import pytest
from dataset_trees import PODS, SHIFTS, plain, pods, write_folder

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets import Dataset, evaluated_on, load, per_shift


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Dataset:
    return load(write_folder(tmp_path_factory.mktemp("pods"), pods()))


def refusal(call: object, *arguments: object) -> InputError:
    with pytest.raises(InputError) as refused:
        call(*arguments)
    return refused.value


def test_all_instances_are_gallery_and_negatives_unless_told_otherwise(dataset):
    evaluated = evaluated_on(dataset, "test")
    assert [instance.name for instance in evaluated.instances] == ["mugs_blue", "shoes_old"]
    assert {picture.instance for picture in evaluated.gallery} == set(PODS)
    assert {picture.instance for picture in evaluated.negatives("mugs_blue")} == {"mugs_red", "shoes_old"}


def test_the_same_split_alone_can_be_the_others(dataset):
    evaluated = evaluated_on(dataset, "test", "same-split")
    assert {picture.instance for picture in evaluated.gallery} == {"mugs_blue", "shoes_old"}
    assert {picture.instance for picture in evaluated.negatives("mugs_blue")} == {"shoes_old"}


def test_counts_say_what_the_numbers_are_over(dataset):
    assert evaluated_on(dataset, "test").counts() == {
        "dataset": "pods",
        "split": "test",
        "others": "all",
        "shift": None,
        "negativesFrom": None,
        "instances": 2,
        "instancesInScope": 3,
        "galleryPictures": 9,
        "testPictures": 16,
        "testPicturesInScope": 24,
        "densePictures": 8,
        "shifts": dict.fromkeys(sorted(SHIFTS), 4),
    }


def test_dense_pictures_never_enter_the_global_test(dataset):
    evaluated = evaluated_on(dataset, "all")
    everything = evaluated.positives("mugs_red") + evaluated.negatives("mugs_red")
    assert len(everything) == 24
    assert not any(picture.dense for picture in everything)
    assert all(picture.dense for picture in evaluated.positives("mugs_red", dense=True))


def test_each_shift_has_its_own_positives_and_by_default_negatives_of_its_own(dataset):
    shifts = per_shift(dataset)
    assert list(shifts) == list(SHIFTS)
    for shift, evaluated in shifts.items():
        assert {p.shift for p in evaluated.positives("mugs_blue")} == {shift}
        assert {p.shift for p in evaluated.negatives("mugs_blue")} == {shift}
        assert {p.shift for p in evaluated.positives("mugs_blue", dense=True)} == {shift}
        assert len(evaluated.references("mugs_blue")) == 3
        assert (evaluated.counts()["shift"], evaluated.counts()["negativesFrom"]) == (shift, "same-shift")


def test_negatives_can_come_from_all_shifts(dataset):
    pose = per_shift(dataset, negatives="all-shifts")["pose"]
    assert {p.shift for p in pose.positives("mugs_blue")} == {"pose"}
    assert {p.shift for p in pose.negatives("mugs_blue")} == set(SHIFTS)


def test_the_shifts_positives_are_all_positives(dataset):
    whole = evaluated_on(dataset, "test").positives("shoes_old")
    apart = [picture for evaluated in per_shift(dataset).values() for picture in evaluated.positives("shoes_old")]
    assert sorted(p.identity for p in apart) == sorted(p.identity for p in whole)


def test_a_split_or_shift_that_nothing_states_is_refused(tmp_path):
    own = load(write_folder(tmp_path, plain()))
    assert refusal(evaluated_on, own, "test").code == "DatasetInvalid"
    assert "states no shifts" in str(refusal(per_shift, own, "all"))
    assert len(evaluated_on(own, "all").instances) == 2


def test_unknown_choices_are_refused(dataset):
    assert refusal(evaluated_on, dataset, "train").code == "OptionInvalid"
    assert refusal(evaluated_on, dataset, "test", "none").code == "OptionInvalid"
    assert refusal(per_shift, dataset, "test", "all", "none").code == "OptionInvalid"


def test_missing_masks_are_named_for_dense_tasks_alone(tmp_path: Path):
    files = plain()
    del files["train_masks/cup/1.png"], files["test_masks/hat/0.png"]
    evaluated = evaluated_on(load(write_folder(tmp_path, files)), "all")
    assert len(evaluated.positives("hat")) == 2
    error = refusal(evaluated.check_masks)
    assert error.code == "DatasetInvalid"
    assert "train/cup/1 has no mask" in str(error)
    assert "test/hat/0 has no mask" in str(error)


def test_test_pictures_serve_for_dense_tasks_where_none_are_apart(tmp_path):
    evaluated = evaluated_on(load(write_folder(tmp_path, plain())), "all")
    evaluated.check_masks()
    assert evaluated.positives("cup", dense=True) == evaluated.positives("cup")
