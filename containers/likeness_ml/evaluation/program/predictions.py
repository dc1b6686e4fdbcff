"""Every dense picture's predictions for every instance it is judged for, each picture decoded once for all models."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from likeness_ml.evaluation.datasets import Picture
from likeness_ml.evaluation.program.dense import (
    COLUMNS,
    Looked,
    Protocol,
    Wanted,
    learn,
    mask_digest,
    measured,
    predictions,
)
from likeness_ml.evaluation.program.models import Models
from likeness_ml.evaluation.program.pace import Pace, tell_estimate
from likeness_ml.evaluation.program.store import Store, digest_of
from likeness_ml.evaluation.program.vectors import chunks
from likeness_ml.job import Job

AT_ONCE = 8  # decoded pictures in memory


@dataclass(frozen=True)
class Looker:
    """One model and the instances that it looks for: the base for all, an adapter for its own."""

    adapter: str | None
    instances: tuple[str, ...]


class Dense:
    """Patch grids are not kept (12 MB a picture and model at the paper's size): what is kept is what they are asked
    for, the targets and the predictions, by the digests of pictures, masks, models and the protocol.
    """

    def __init__(self, job: Job, store: Store, models: Models, protocol: Protocol) -> None:
        self.job, self.store, self.models, self.protocol = job, store, models, protocol
        self._masks: dict[str, str] = {}

    def compute(
        self, lookers: Sequence[Looker], references: Mapping[str, tuple[Picture, ...]], pictures: Sequence[Picture]
    ) -> None:
        """Brings into the store what it lacks. `references` by instance; the pictures are all of the dense test's."""
        told = sum(len(looker.instances) for looker in lookers)
        pace = Pace(self.job, "targets", 0, told)
        wanted = {}
        for looker in lookers:
            for name in looker.instances:
                wanted[looker.adapter, name] = self.target(looker.adapter, references[name])
                pace.passed()
        kinds = {looker: self.kind(looker, references) for looker in lookers}
        keys = {picture.identity: self.key(picture) for picture in pictures}
        lacking = {looker: set(keys.values()) - self.store.known(kind) for looker, kind in kinds.items()}
        total = len(set(keys.values())) * len(lookers)
        left = sum(map(len, lacking.values()))
        if left:
            what = f"patches of {len(pictures)} pictures at {self.protocol.side} pixels by {len(lookers)} models"
            tell_estimate(what, left, self._seconds_of_one(pictures[0], wanted, lookers[0]))
        pace = Pace(self.job, "patches", total - left, total)
        distinct = {keys[picture.identity]: picture for picture in pictures}
        for chunk in chunks(
            [p for key, p in distinct.items() if any(key in some for some in lacking.values())], AT_ONCE
        ):
            looked = {keys[picture.identity]: Looked.at(picture, self.protocol) for picture in chunk}
            for looker, missing in lacking.items():
                found: dict[str, np.ndarray] = {}
                try:
                    for picture in chunk:
                        key = keys[picture.identity]
                        if key in missing:
                            found[key] = self._rows(looker, wanted, picture, looked[key])
                            pace.passed()
                finally:
                    self.store.write(kinds[looker], found)

    def read(
        self, looker: Looker, references: Mapping[str, tuple[Picture, ...]], pictures: Sequence[Picture]
    ) -> np.ndarray:
        """float64 [pictures, instances, methods, columns]."""
        kept = self.store.read(self.kind(looker, references))
        return np.stack([kept[self.key(picture)] for picture in pictures])

    def target(self, adapter: str | None, references: tuple[Picture, ...]) -> Wanted:
        """Kept, or learnt and then kept."""
        kind, key = f"targets/{self.models.key(adapter)}", self._target_key(references)
        mixed = self.protocol.sam is not None
        kept = self.store.read_one(kind, key)
        if kept is not None:
            return Wanted.unpacked(kept, mixed)
        found = learn(self.models, adapter, references, self.protocol)
        self.store.write(kind, {key: found.packed()})
        return found

    def kind(self, looker: Looker, references: Mapping[str, tuple[Picture, ...]]) -> str:
        sought = digest_of(self._target_key(references[name]) for name in looker.instances)
        return f"predictions/{self.models.key(looker.adapter)}/{sought[:32]}"

    def key(self, picture: Picture) -> str:
        """A picture with its mask and whose it is."""
        return digest_of([picture.digest, self._mask(picture), picture.instance])

    def _target_key(self, references: tuple[Picture, ...]) -> str:
        seen = [f"{picture.digest} {self._mask(picture)}" for picture in references]
        return digest_of([references[0].instance, *self.protocol.words(), *seen])

    def _mask(self, picture: Picture) -> str:
        if picture.identity not in self._masks:
            self._masks[picture.identity] = mask_digest(picture)
        return self._masks[picture.identity]

    def _rows(
        self, looker: Looker, wanted: Mapping[tuple[str | None, str], Wanted], picture: Picture, looked: Looked
    ) -> np.ndarray:
        """float64 [instances, methods, columns] of one picture."""
        encoded = self.models.encoded(looker.adapter, looked.pixels, self.protocol.side)
        rows = np.empty((len(looker.instances), len(self.protocol.methods), len(COLUMNS)))
        for row, name in zip(rows, looker.instances, strict=True):
            truth = looked.mask if picture.instance == name else None
            found = predictions(looked, encoded, wanted[looker.adapter, name], self.protocol)
            row[:] = [measured(prediction, truth) for prediction in found]
        return rows

    def _seconds_of_one(
        self, picture: Picture, wanted: Mapping[tuple[str | None, str], Wanted], looker: Looker
    ) -> float:
        looked = Looked.at(picture, self.protocol)
        began = time.perf_counter()
        self._rows(looker, wanted, picture, looked)
        return time.perf_counter() - began
