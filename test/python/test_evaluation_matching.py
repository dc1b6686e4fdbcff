"""Greedy matching by rules that one can follow by hand; against pycocotools it is tested through its records."""

import numpy as np
import pytest

from likeness_ml.evaluation.matching import AREA_RANGES, IOU_THRESHOLDS, Overlaps, match

HALF = np.array([0.5])


def picture(ious: list[list[float]], scores: list[float], areas=None, object_areas=None) -> Overlaps:
    table = np.array(ious, float).reshape(len(scores), len(ious[0]) if ious else 0)
    areas = [100.0] * len(scores) if areas is None else areas
    object_areas = [100.0] * table.shape[1] if object_areas is None else object_areas
    return Overlaps(table, np.array(scores, float), np.array(areas), np.array(object_areas))


def without_objects(scores: list[float], areas=None) -> Overlaps:
    return picture([[] for _ in scores], scores, areas)


def test_the_thresholds_are_cocos() -> None:
    expected = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
    assert IOU_THRESHOLDS.tolist() == pytest.approx(expected)


def test_the_surest_prediction_has_the_first_choice_and_an_object_is_found_once() -> None:
    # Both overlap the first object most; the surer one, given second, takes it and the other gets what is left.
    matches = match([picture([[0.9, 0.6], [0.8, 0]], [0.3, 0.7])], np.array([0.5, 0.7]))
    assert matches.scores.tolist() == [0.7, 0.3]
    assert matches.true_positives.tolist() == [[True, True], [True, False]]
    assert matches.false_positives.tolist() == [[False, False], [False, True]]
    assert matches.objects == 2


def test_of_objects_that_overlap_equally_the_last_is_taken() -> None:
    assert match([picture([[0.6, 0.6], [0.9, 0]], [0.9, 0.8])], HALF).found.tolist() == [[True, True]]
    assert match([picture([[0.6, 0.6], [0, 0.9]], [0.9, 0.8])], HALF).found.tolist() == [[True, False]]


def test_an_overlap_of_exactly_the_threshold_is_enough() -> None:
    assert match([picture([[0.5]], [1])], HALF).found.all()
    assert not match([picture([[0.4999]], [1])], HALF).found.any()


def test_predictions_in_a_picture_without_objects_are_false_positives() -> None:
    matches = match([picture([[1.0]], [0.4]), without_objects([0.9, 0.2])], HALF)
    assert matches.false_positives.tolist() == [[True, False, True]]
    assert matches.objects == 1


def test_equal_scores_keep_the_order_of_the_pictures() -> None:
    found, missed = picture([[1.0]], [0.5]), without_objects([0.5])
    assert match([found, missed], HALF).found.tolist() == [[True, False]]
    assert match([missed, found], HALF).found.tolist() == [[False, True]]


def test_only_the_surest_predictions_of_each_picture_count() -> None:
    pictures = [picture([[0], [0.9], [0]], [0.8, 0.5, 0.9]), without_objects([0.1])]
    matches = match(pictures, HALF, max_detections=2)
    assert matches.scores.tolist() == [0.9, 0.8, 0.1]
    assert not matches.found.any()


def test_an_object_outside_the_area_range_is_no_miss_and_what_finds_it_is_neither_right_nor_wrong() -> None:
    matches = match([picture([[0.9]], [1], [2000], [2000])], HALF, AREA_RANGES["small"])
    assert matches.objects == 0
    assert not matches.true_positives.any()
    assert not matches.false_positives.any()


def test_an_object_within_the_area_range_is_preferred_to_one_that_overlaps_more() -> None:
    matches = match([picture([[0.95, 0.6]], [1], [900], [2000, 900])], HALF, AREA_RANGES["small"])
    assert matches.true_positives.tolist() == [[True]]


def test_an_object_outside_the_range_is_found_once_too() -> None:
    matches = match([picture([[0.9], [0.9]], [0.9, 0.8], [500, 500], [2000])], HALF, AREA_RANGES["small"])
    assert matches.ignored.tolist() == [[True, False]]
    assert matches.false_positives.tolist() == [[False, True]]


def test_what_finds_nothing_is_wrong_only_where_its_own_area_is_in_range() -> None:
    pictures = [without_objects([0.9, 0.8], [500, 2000])]
    assert match(pictures, HALF, AREA_RANGES["small"]).false_positives.tolist() == [[True, False]]
    assert match(pictures, HALF, AREA_RANGES["medium"]).false_positives.tolist() == [[False, True]]


def test_a_range_includes_both_of_its_ends() -> None:
    whole = picture([[1.0]], [1], [32.0**2], [32.0**2])
    assert [match([whole], HALF, AREA_RANGES[name]).objects for name in AREA_RANGES] == [1, 1, 1, 0]


def test_nothing_at_all_matches_nothing() -> None:
    for pictures in ([], [without_objects([])]):
        matches = match(pictures)
        assert matches.found.shape == matches.ignored.shape == (10, 0)
        assert matches.objects == 0


def test_a_score_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        without_objects([0.5, np.nan])


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="1 predictions"):
        picture([[0.5]], [1], areas=[3, 4])
    with pytest.raises(ValueError, match="1 objects"):
        picture([[0.5]], [1], object_areas=[3, 4])
