"""Which synthetic images train. A picture here is one colour, and its vector that colour's direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.represent.curate import Rule, curate, diversity
from likeness_ml.represent.pool import Candidate

RED = (200, 0, 0)
KEEP_ALL = Rule(drop_lowest=0, near_duplicate=1.01, too_close=1)


def direction(pictures: list[np.ndarray]) -> np.ndarray:
    vectors = np.stack([picture[0, 0].astype(np.float64) for picture in pictures])
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((2, 2, 3), colour, np.uint8)


def candidate(identity: str, colour: tuple[int, int, int], kind: str = "positive", source: str = "") -> Candidate:
    source = source or ("cut-and-paste" if kind == "positive" else "other-object")
    return Candidate(identity, source, kind, frozenset(), plain(colour))


def verdicts(candidates: list[Candidate], rule: Rule, photos: tuple = (RED,)) -> dict[str, str]:
    """The reason of each image."""
    kept, report = curate(candidates, [plain(colour) for colour in photos], direction, rule)
    assert [image["id"] for image in report["images"]] == [one.identity for one in candidates]
    assert [one.identity for one in kept] == [image["id"] for image in report["images"] if image["kept"]]
    return {image["id"]: image["reason"] for image in report["images"]}


def test_the_positives_least_like_the_photos_go_source_by_source() -> None:
    near = [candidate(f"near{n}", (200, 10 + n, 0)) for n in range(4)]
    far = [candidate(f"far{n}", (10 + n, 200, 0), source="augmented-real") for n in range(4)]
    found = verdicts(near + far, Rule(drop_lowest=0.25, near_duplicate=1.01))
    assert {name for name, reason in found.items() if reason} == {"near3", "far0"}
    assert found["near3"] == "low fidelity: among the least like the photos"


def test_of_near_duplicates_the_first_stays() -> None:
    images = [candidate("a", (200, 0, 0)), candidate("b", (200, 1, 0)), candidate("c", (200, 90, 0))]
    found = verdicts(images, Rule(drop_lowest=0))
    assert found == {"a": "", "b": "nearly the same as another", "c": ""}


def test_an_image_that_was_dropped_already_takes_no_other_with_it() -> None:
    images = [candidate("far", (9, 200, 0)), candidate("like it", (10, 200, 0)), candidate("near", (200, 0, 0))]
    found = verdicts(images, Rule(drop_lowest=0.3))
    assert found["far"].startswith("low fidelity") and found["like it"] == ""


def test_negatives_may_repeat_each_other() -> None:
    images = [candidate("p", RED), candidate("n", (0, 0, 9), "negative"), candidate("m", (0, 0, 9), "negative")]
    assert set(verdicts(images, Rule(drop_lowest=0)).values()) == {""}


def test_a_negative_nearer_than_the_positives_goes_unless_it_was_made_to_be_near() -> None:
    images = [candidate(f"p{n}", (200, 60 + 20 * n, 0)) for n in range(5)]
    images += [candidate(f"n {source}", (200, 1, 0), "negative", source) for source in ("other-object", "background")]
    images += [candidate("look-alike", (200, 1, 0), "negative", "look-alike"), candidate("n", (0, 9, 200), "negative")]
    found = verdicts(images, Rule(drop_lowest=0, near_duplicate=1.01))
    dropped = {name for name, reason in found.items() if reason == "too close to the subject for a negative"}
    assert dropped == {"n other-object", "n background"} == {name for name, reason in found.items() if reason}


def test_fidelity_is_to_the_nearest_photo() -> None:
    _, report = curate([candidate("a", (0, 200, 0))], [plain(RED), plain((0, 200, 0))], direction, KEEP_ALL)
    assert report["images"][0]["fidelity"] == 1


def test_the_summary_speaks_of_the_positives_that_stay() -> None:
    images = [candidate("a", RED), candidate("b", RED), candidate("c", (0, 200, 0)), candidate("n", RED, "negative")]
    _, report = curate(images, [plain(RED)], direction, Rule(drop_lowest=0))
    assert report["summary"] == {"kept": 3, "dropped": 1, "fidelity": 0.5, "diversity": 1.0}


COLOURS = st.tuples(st.integers(1, 255), st.integers(0, 255), st.integers(0, 255))
LISTS = st.tuples(
    st.lists(st.tuples(COLOURS, st.sampled_from(["cut-and-paste", "augmented-real"])), min_size=1, max_size=25),
    st.lists(st.tuples(COLOURS, st.sampled_from(["other-object", "look-alike", "background"])), max_size=25),
)


@given(LISTS)
def test_every_image_stays_or_has_a_reason_and_the_choice_is_the_same_each_time(groups: tuple) -> None:
    positives, negatives = groups
    images = [candidate(f"p{i}", colour, "positive", source) for i, (colour, source) in enumerate(positives)]
    images += [candidate(f"n{i}", colour, "negative", source) for i, (colour, source) in enumerate(negatives)]
    kept, report = curate(images, [plain(RED)], direction)
    assert curate(images, [plain(RED)], direction)[1] == report
    assert all(image["kept"] == (image["reason"] == "") for image in report["images"])
    assert {image.identity for image in images if image.source == "look-alike"} <= {one.identity for one in kept}
    chosen = direction([one.pixels for one in kept if one.kind == "positive"])
    assert (chosen @ chosen.T - np.eye(len(chosen))).max() <= Rule().near_duplicate


@given(st.integers(2, 8), st.integers(0, 2**32))
def test_diversity_is_one_less_the_mean_cosine_of_pairs(count: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = [vectors[i] @ vectors[j] for i in range(count) for j in range(i)]
    assert diversity(vectors) == pytest.approx(1 - np.mean(cosines))
    assert diversity(np.repeat(vectors[:1], count, axis=0)) == pytest.approx(0)
    assert diversity(vectors[:1]) == 0
