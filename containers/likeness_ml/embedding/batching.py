"""Rows of many requests through the model together: one thread runs the model, everybody else waits for a future."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from likeness_ml.errors import ServiceError

Answer = TypeVar("Answer")


class Busy(ServiceError):
    """Nothing more is taken now: ask again."""

    def __init__(self, message: str) -> None:
        super().__init__("EndpointBusy", message)


class TooLate(ServiceError):
    """The deadline passed first."""

    def __init__(self) -> None:
        super().__init__("EndpointTimeout", "the deadline passed before there was an answer: ask again later")


class Batchable(Protocol):
    """What goes through the model as one row of a batch with others of the same `side`."""

    @property
    def side(self) -> int: ...


Row = TypeVar("Row", bound=Batchable)


@dataclass(eq=False)
class _Waiting(Generic[Row, Answer]):
    row: Row
    deadline: float
    since: float
    future: Future[Answer] = field(default_factory=Future)


@dataclass(frozen=True)
class Limits:
    """`at_once` rows at most go through the model together; the first of them waits `wait` seconds for others."""

    at_once: int
    wait: float


class Batcher(Generic[Row, Answer]):
    """`answer` is called with rows of one side, and gives as many answers, an exception for a row that has none."""

    def __init__(
        self,
        answer: Callable[[Sequence[Row]], Sequence[Answer | Exception]],
        limits: Limits,
        watch: Callable[[int, float], None] = lambda rows, seconds: None,
    ) -> None:
        """`watch` is told of every batch: its rows, and how long the first of them waited."""
        self._answer, self._limits, self._watch = answer, limits, watch
        self._queues: dict[int, deque[_Waiting[Row, Answer]]] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)
        self._thread.start()

    def submit(self, rows: Sequence[Row], deadline: float) -> list[Future[Answer]]:
        """One future a row, in order; `deadline` is a `time.monotonic()`. A cancelled future's row is left out.

        Raises Busy once it is closed.
        """
        now = time.monotonic()
        waiting = [_Waiting[Row, Answer](row, deadline, now) for row in rows]
        with self._changed:
            if self._closed:
                raise Busy("the server is shutting down: ask again")
            for one in waiting:
                self._queues.setdefault(one.row.side, deque()).append(one)
            self._changed.notify()
        return [one.future for one in waiting]

    def close(self) -> None:
        """Answers what waits, and then no more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while rows := self._take():
            live = [one for one in rows if one.future.set_running_or_notify_cancel()]
            now = time.monotonic()
            late = [one for one in live if one.deadline < now]
            for one in late:
                one.future.set_exception(TooLate())
            timely = [one for one in live if one.deadline >= now]
            if timely:
                self._watch(len(timely), now - timely[0].since)
                self._settle(timely)

    def _take(self) -> list[_Waiting[Row, Answer]]:
        """The rows that wait longest, of one side; none once it is closed and nothing waits."""
        with self._changed:
            while True:
                oldest = min((queue for queue in self._queues.values() if queue), key=_since, default=None)
                if oldest is None:
                    if self._closed:
                        return []
                    self._changed.wait()
                    continue
                left = oldest[0].since + self._limits.wait - time.monotonic()
                if left <= 0 or len(oldest) >= self._limits.at_once or self._closed:
                    return [oldest.popleft() for _ in range(min(len(oldest), self._limits.at_once))]
                self._changed.wait(left)

    def _settle(self, rows: Sequence[_Waiting[Row, Answer]]) -> None:
        try:
            answers = self._answer([one.row for one in rows])
        except Exception as error:  # whatever the model raises, the thread goes on
            if len(rows) == 1:
                rows[0].future.set_exception(error)
                return
            # One row's failure is not its neighbours'.
            for one in rows:
                self._settle([one])
            return
        for one, answer in zip(rows, answers, strict=True):
            if isinstance(answer, Exception):
                one.future.set_exception(answer)
            else:
                one.future.set_result(answer)


def _since(queue: deque[_Waiting[Row, Answer]]) -> float:
    return queue[0].since
