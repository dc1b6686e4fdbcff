"""Rows of many requests become batches: which go together, who waits, and what a failure costs whom."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.embedding.batching import Batcher, Busy, Limits, TooLate

NEVER = float("inf")


@dataclass(frozen=True)
class Row:
    number: int
    side: int = 224


class Model:
    """Answers with the number; stands still while `go` is not set."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.sides: list[set[int]] = []
        self.go, self.busy = threading.Event(), threading.Event()
        self.go.set()

    def answer(self, rows: Sequence[Row]) -> list[int | Exception]:
        self.busy.set()
        assert self.go.wait(60)
        self.batches.append([row.number for row in rows])
        self.sides.append({row.side for row in rows})
        if any(row.number < 0 for row in rows):
            raise RuntimeError("the model failed")
        return [ValueError("no answer") if row.number == 13 else row.number for row in rows]

    def stand_still(self, batcher: Batcher[Row, int]) -> None:
        """Returns once the model is in the middle of a batch of one."""
        self.go.clear()
        self.busy.clear()
        batcher.submit([Row(0)], NEVER)
        assert self.busy.wait(60)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def batcher(model: Model) -> Iterator[Batcher[Row, int]]:
    batcher: Batcher[Row, int] = Batcher(model.answer, Limits(at_once=4, wait=0))
    yield batcher
    model.go.set()
    batcher.close()


def results(futures: Sequence) -> list:
    return [future.exception(60) or future.result(60) for future in futures]


@given(sides=st.lists(st.sampled_from([64, 112, 224]), max_size=30), at_once=st.integers(1, 9))
def test_every_row_gets_its_own_answer_and_no_batch_mixes_sides_or_is_too_large(sides: list, at_once: int) -> None:
    model = Model()
    batcher: Batcher[Row, int] = Batcher(model.answer, Limits(at_once, 0))
    futures = batcher.submit([Row(100 + number, side) for number, side in enumerate(sides)], NEVER)
    batcher.close()
    assert results(futures) == [100 + number for number in range(len(sides))]
    assert all(len(batch) <= at_once for batch in model.batches)
    assert all(len(sides) == 1 for sides in model.sides)
    for side in set(sides):
        asked = [100 + number for number, one in enumerate(sides) if one == side]
        assert [n for batch, of in zip(model.batches, model.sides, strict=True) if of == {side} for n in batch] == asked


def test_rows_of_several_requests_go_together_in_the_order_they_came(model: Model, batcher: Batcher[Row, int]) -> None:
    model.stand_still(batcher)
    futures = [batcher.submit([Row(number), Row(number + 1)], NEVER) for number in (1, 3, 5)]
    model.go.set()
    assert [results(some) for some in futures] == [[1, 2], [3, 4], [5, 6]]
    assert model.batches == [[0], [1, 2, 3, 4], [5, 6]]


def test_the_side_that_waits_longest_goes_first(model: Model, batcher: Batcher[Row, int]) -> None:
    model.stand_still(batcher)
    futures = [
        batcher.submit([Row(number, side)], NEVER)[0] for number, side in ((1, 112), (2, 224), (3, 112), (4, 64))
    ]
    model.go.set()
    assert results(futures) == [1, 2, 3, 4]
    assert model.batches == [[0], [1, 3], [2], [4]]


def test_a_full_batch_does_not_wait_for_more(model: Model) -> None:
    batcher: Batcher[Row, int] = Batcher(model.answer, Limits(at_once=2, wait=3600))
    assert results(batcher.submit([Row(1), Row(2)], NEVER)) == [1, 2]
    late = batcher.submit([Row(3)], NEVER)
    batcher.close()  # which doesn't wait for a second either
    assert results(late) == [3]


def test_a_row_whose_deadline_passed_is_told_so_and_never_reaches_the_model(
    model: Model, batcher: Batcher[Row, int]
) -> None:
    model.stand_still(batcher)
    late, timely = batcher.submit([Row(1)], time.monotonic() - 1)[0], batcher.submit([Row(2)], NEVER)[0]
    model.go.set()
    assert isinstance(late.exception(60), TooLate) and timely.result(60) == 2
    assert late.exception().code == "EndpointTimeout"
    assert model.batches == [[0], [2]]


def test_a_row_that_was_given_up_never_reaches_the_model(model: Model, batcher: Batcher[Row, int]) -> None:
    model.stand_still(batcher)
    given_up, kept = batcher.submit([Row(1), Row(2)], NEVER)
    assert given_up.cancel()
    model.go.set()
    assert kept.result(60) == 2
    assert model.batches == [[0], [2]]
    with pytest.raises(CancelledError):
        given_up.result(0)


def test_where_the_model_fails_each_row_is_tried_alone(model: Model, batcher: Batcher[Row, int]) -> None:
    model.stand_still(batcher)
    good, bad, other = batcher.submit([Row(1), Row(-1), Row(2)], NEVER)
    model.go.set()
    assert (good.result(60), other.result(60)) == (1, 2)
    assert str(bad.exception(60)) == "the model failed"
    assert model.batches == [[0], [1, -1, 2], [1], [-1], [2]]
    assert results(batcher.submit([Row(3)], NEVER)) == [3]  # the thread lives


def test_one_rows_exception_is_not_its_neighbours(model: Model, batcher: Batcher[Row, int]) -> None:
    one, unlucky = batcher.submit([Row(1), Row(13)], NEVER)
    assert one.result(60) == 1
    assert str(unlucky.exception(60)) == "no answer"


def test_closed_it_answers_what_waits_and_takes_no_more(model: Model) -> None:
    batcher: Batcher[Row, int] = Batcher(model.answer, Limits(at_once=1, wait=0))
    model.stand_still(batcher)
    futures = batcher.submit([Row(1), Row(2)], NEVER)
    closing = threading.Thread(target=batcher.close)
    closing.start()
    model.go.set()
    closing.join(60)
    assert results(futures) == [1, 2]
    with pytest.raises(Busy) as raised:
        batcher.submit([Row(3)], NEVER)
    assert raised.value.code == "EndpointBusy"


def test_every_batch_is_told_of() -> None:
    told: list[tuple[int, float]] = []
    model = Model()
    batcher: Batcher[Row, int] = Batcher(model.answer, Limits(4, 0), lambda rows, waited: told.append((rows, waited)))
    model.stand_still(batcher)
    batcher.submit([Row(1), Row(2), Row(3)], NEVER)
    model.go.set()
    batcher.close()
    assert [rows for rows, _ in told] == [1, 3]
    assert all(waited >= 0 for _, waited in told)
