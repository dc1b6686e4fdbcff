"""Records of boxes against pycocotools' COCOeval, to 1e-9: on 200 random cases with scores that differ and on 100 with
many ties, each of up to five pictures, some of them without objects, without predictions or without either.
"""

import numpy as np
import pytest
from coco_oracle import coco, expected
from hypothesis import given, settings
from hypothesis import strategies as st

from likeness_ml.evaluation.detection import Boxes, detection

SEEDS = st.integers(0, 2**32)
COUNTS = st.tuples(st.integers(0, 4), st.integers(0, 13))  # objects and predictions of a picture
NOTHING = np.zeros((0, 4))


def random_picture(rng: np.random.Generator, objects: int, predictions: int) -> Boxes:
    """Of all of COCO's sizes; two of three predictions are near some object. Scores are of twenty levels."""
    truth = random_boxes(rng, objects)
    predicted = random_boxes(rng, predictions)
    if objects:
        near = rng.random(predictions) < 2 / 3
        moved = truth[rng.integers(0, objects, predictions)]
        moved = moved + moved[:, [2, 3, 2, 3]] * rng.normal(0, 0.1, (predictions, 4))
        predicted = np.where(near[:, None], np.round(moved), predicted)
        predicted[:, 2:] = np.maximum(predicted[:, 2:], 1)
    return Boxes(predicted, rng.integers(0, 20, predictions) / 20, truth)


def random_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    sides = np.round(2 ** rng.uniform(2, 8, (count, 2)))
    return np.concatenate([rng.integers(0, 300, (count, 2)), sides], axis=1)


def with_distinct_scores(pictures: list[Boxes], rng: np.random.Generator) -> list[Boxes]:
    scores = rng.permutation(sum(len(picture.scores) for picture in pictures)) / 100 - 0.3
    parts = np.split(scores, np.cumsum([len(picture.scores) for picture in pictures])[:-1])
    return [Boxes(picture.predicted, part, picture.objects) for picture, part in zip(pictures, parts, strict=True)]


def only(box: list[float], score: float = 0.5) -> Boxes:
    """A picture whose one object is found exactly."""
    return Boxes(np.array([box], float), np.array([score]), np.array([box], float))


@settings(max_examples=200)
@given(SEEDS, st.lists(COUNTS, min_size=1, max_size=5))
def test_a_record_is_what_pycocotools_measures(seed: int, counts: list[tuple[int, int]]) -> None:
    rng = np.random.default_rng(seed)
    pictures = with_distinct_scores([random_picture(rng, *count) for count in counts], rng)
    assert detection(pictures) == pytest.approx(expected(coco(pictures)), abs=1e-9)


@settings(max_examples=100)
@given(SEEDS, st.lists(COUNTS, min_size=1, max_size=5))
def test_equal_scores_count_as_in_pycocotools(seed: int, counts: list[tuple[int, int]]) -> None:
    rng = np.random.default_rng(seed)
    pictures = [random_picture(rng, *count) for count in counts]
    assert detection(pictures) == pytest.approx(expected(coco(pictures)), abs=1e-9)


def test_no_more_than_a_hundred_predictions_of_a_picture_count_as_in_pycocotools() -> None:
    rng = np.random.default_rng(0)
    pictures = with_distinct_scores([random_picture(rng, 4, 130), random_picture(rng, 2, 3)], rng)
    assert detection(pictures) == pytest.approx(expected(coco(pictures)), abs=1e-9)


@pytest.mark.parametrize("second", [0, 10])
def test_of_objects_that_overlap_equally_the_same_is_taken_as_in_pycocotools(second: int) -> None:
    objects = np.array([[0, 0, 10, 10], [10, 0, 10, 10]])
    predicted = np.array([[0, 0, 20, 10], [second, 0, 10, 10]])
    pictures = [Boxes(predicted, np.array([0.9, 0.8]), objects)]
    assert detection(pictures) == pytest.approx(expected(coco(pictures)), abs=1e-9)


def test_a_perfect_prediction_scores_one() -> None:
    record = detection([only([10 * n, 5, 20, 30]) for n in range(3)])
    assert {name: record[name] for name in ("mAP", "mAP50", "f1", "f1_50")} == pytest.approx(
        {"mAP": 1, "mAP50": 1, "f1": 1, "f1_50": 1}
    )
    assert record["paper_f1"] == pytest.approx(1, abs=1e-6)


def test_the_papers_first_id_of_zero_would_have_cost_the_first_object() -> None:
    pictures = [only([10 * n, 5, 20, 30]) for n in range(3)]
    assert coco(pictures, first_id=1).stats[0] == pytest.approx(1)
    assert coco(pictures, first_id=0).stats[0] == pytest.approx(0.442, abs=5e-4)


def test_the_papers_example_of_six_found_among_twelve() -> None:
    found = [only([0, 0, 50, 50], 0.1 * n) for n in range(6)]
    missed = [Boxes(NOTHING, np.zeros(0), np.array([[0, 0, 50, 50]]))] * 6
    record = detection(found + missed)
    assert record["mAP50"] == pytest.approx(0.505, abs=5e-4)
    assert record["f1_50"] == record["best_f1_50"] == pytest.approx(0.667, abs=5e-4)
    assert record["paper_f1_50"] == pytest.approx(0.337, abs=5e-4)


def test_surer_predictions_on_pictures_of_other_things_cost_precision_and_less_sure_ones_do_not() -> None:
    found = [only([0, 0, 50, 50], 0.5)]
    other = [Boxes(np.array([[3, 3, 9, 9]]), np.array([score]), NOTHING) for score in (0.9, 0.4)]
    assert detection([*found, other[1]])["mAP"] == pytest.approx(1)
    assert detection([*found, other[0]])["mAP"] == pytest.approx(0.5)


@given(SEEDS)
def test_only_the_order_of_the_scores_matters(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pictures = [random_picture(rng, 1, 1), random_picture(rng, 0, 2), random_picture(rng, 2, 4)]
    stretched = [Boxes(picture.predicted, np.exp(picture.scores) - 7, picture.objects) for picture in pictures]
    assert detection(stretched) == detection(pictures)


def test_without_an_object_in_any_picture_every_figure_is_none() -> None:
    for pictures in ([], [Boxes(np.array([[0, 0, 9, 9]]), np.array([0.5]), NOTHING)]):
        record = detection(pictures)
        assert len(record) == 8
        assert set(record.values()) == {None}
