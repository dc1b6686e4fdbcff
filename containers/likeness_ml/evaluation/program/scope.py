"""What is judged against what, as places in one list of pictures: an array over that list serves every question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from likeness_ml.evaluation.datasets import Evaluated, Picture


@dataclass(frozen=True)
class Selection:
    """Of one instance: `places` [n] of its judged pictures in the list, ascending, and which of them show it."""

    places: np.ndarray
    positive: np.ndarray

    def counts(self) -> tuple[int, int]:
        """Positives and negatives."""
        return int(self.positive.sum()), int((~self.positive).sum())


class Scope:
    """`tests` and `dense` are the pictures in scope in the dataset's order, under all shifts; `parts` are the whole
    evaluation, under None, and one a shift.
    """

    def __init__(self, whole: Evaluated, by_shift: dict[str, Evaluated]) -> None:
        self.whole = whole
        self.parts: dict[str | None, Evaluated] = {None: whole, **by_shift}
        self.names = tuple(instance.name for instance in whole.instances)
        self.gallery = whole.gallery
        self.tests, self.dense = (self._in_order(dense) for dense in (False, True))
        self.references = {name: whole.references(name) for name in self.names}
        self.selection = cache(self._selection)

    def relevant(self, name: str) -> np.ndarray:
        """bool, over the gallery."""
        return np.array([picture.instance == name for picture in self.gallery])

    def _in_order(self, dense: bool) -> tuple[Picture, ...]:
        """Any instance's positives and negatives are all there are."""
        name = self.names[0]
        found = {*self.whole.positives(name, dense=dense), *self.whole.negatives(name, dense=dense)}
        return tuple(picture for picture in self.whole.dataset.pictures if picture in found)

    def _selection(self, part: str | None, name: str, dense: bool) -> Selection:
        positives = {picture.identity for picture in self.parts[part].positives(name, dense=dense)}
        negatives = {picture.identity for picture in self.parts[part].negatives(name, dense=dense)}
        pictures = self.dense if dense else self.tests
        places = [place for place, p in enumerate(pictures) if p.identity in positives or p.identity in negatives]
        return Selection(np.array(places, int), np.array([pictures[p].identity in positives for p in places], bool))
