"""Choosing images that stand for all, against looking at every choice there is."""

import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.curation.facility import NOTHING, benefits, choose, gain, value

GROUPS = st.lists(st.sampled_from("ab"), min_size=1, max_size=9)


def pool(size: int, seed: int, coarse: bool = False) -> np.ndarray:
    """Benefits of random images; coarse ones have many equals."""
    rng = np.random.default_rng(seed)
    vectors = rng.integers(0, 2, (size, 3)) + 0.01 if coarse else rng.normal(size=(size, 4)) + 0.5
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return benefits(vectors, rng.integers(1, 3, size) / 2 if coarse else rng.random(size) * 1.2)


def plainly(benefit: np.ndarray, groups: list[str], limits: dict[str, int]) -> list[int]:
    """Greedy choice that looks at every row each time."""
    best, left, chosen = np.zeros(len(benefit)), dict(limits), []
    while True:
        open_rows = [row for row in range(len(benefit)) if row not in chosen and left[groups[row]]]
        gains = {row: gain(benefit[row], best) for row in open_rows}
        if not gains or max(gains.values()) <= NOTHING:
            return chosen
        row = max(gains, key=lambda one: (gains[one], -one))
        chosen.append(row)
        left[groups[row]] -= 1
        best = np.maximum(best, benefit[row])


@given(GROUPS, st.integers(0, 2**32), st.booleans(), st.integers(0, 5), st.integers(0, 5))
def test_looking_lazily_chooses_the_same(groups: list[str], seed: int, coarse: bool, a: int, b: int) -> None:
    benefit = pool(len(groups), seed, coarse)
    assert choose(benefit, groups, {"a": a, "b": b}) == plainly(benefit, groups, {"a": a, "b": b})


@given(st.integers(1, 200), st.integers(0, 2**32), st.integers(1, 30))
def test_looking_lazily_chooses_the_same_of_many(size: int, seed: int, budget: int) -> None:
    benefit = pool(size, seed, coarse=seed % 2 == 0)
    groups = ["a"] * size
    assert choose(benefit, groups, {"a": budget}) == plainly(benefit, groups, {"a": budget})


@given(st.integers(1, 9), st.integers(0, 2**32), st.integers(1, 5))
def test_it_reaches_the_promised_share_of_the_best_choice(size: int, seed: int, budget: int) -> None:
    benefit = pool(size, seed)
    best = max(value(benefit, list(rows)) for rows in itertools.combinations(range(size), min(budget, size)))
    assert value(benefit, choose(benefit, ["a"] * size, {"a": budget})) >= (1 - 1 / math.e) * best - 1e-9


@given(GROUPS, st.integers(0, 2**32), st.integers(0, 3), st.integers(0, 3))
def test_with_a_limit_for_each_group_it_reaches_half(groups: list[str], seed: int, a: int, b: int) -> None:
    benefit, limits = pool(len(groups), seed), {"a": a, "b": b}
    rows = [[row for row, group in enumerate(groups) if group == name] for name in "ab"]
    allowed = [itertools.combinations(own, min(limits[name], len(own))) for own, name in zip(rows, "ab", strict=True)]
    best = max(value(benefit, [*one, *other]) for one, other in itertools.product(*map(list, allowed)))
    chosen = choose(benefit, groups, limits)
    assert value(benefit, chosen) >= best / 2 - 1e-9
    assert all(sum(groups[row] == name for row in chosen) <= limit for name, limit in limits.items())


@given(st.integers(2, 8), st.integers(0, 2**32), st.data())
def test_more_is_never_worth_less_and_adds_less_to_more(size: int, seed: int, data: st.DataObject) -> None:
    benefit = pool(size, seed)
    larger = data.draw(st.lists(st.integers(0, size - 1), unique=True, max_size=size - 1))
    smaller = larger[: data.draw(st.integers(0, len(larger)))]
    extra = data.draw(st.sampled_from([row for row in range(size) if row not in larger]))
    to_larger = value(benefit, [*larger, extra]) - value(benefit, larger)
    to_smaller = value(benefit, [*smaller, extra]) - value(benefit, smaller)
    assert -1e-9 <= to_larger <= to_smaller + 1e-9


def test_of_equals_the_first_is_chosen_and_a_double_adds_nothing() -> None:
    benefit = benefits(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), np.ones(4))
    assert choose(benefit, ["a"] * 4, {"a": 4}) == [0, 2]


def test_an_image_that_is_no_more_like_the_photos_than_a_negative_is_worth_nothing() -> None:
    benefit = benefits(np.eye(3), np.array([-0.5, 0, 2]))
    assert benefit.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
