"""The tasks: an image to a vector, to a decision about it, or to where the thing is in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import torch

from likeness_ml.embedding.adapters import References
from likeness_ml.embedding.batching import Batcher, Busy, Limits, TooLate
from likeness_ml.embedding.catalog import Catalog
from likeness_ml.embedding.decoding import Crop, Decoder, Fit, Picture
from likeness_ml.embedding.embedder import Adapter, Embedder, feature_of, vectors
from likeness_ml.embedding.host import HostMemory
from likeness_ml.embedding.metrics import Metrics
from likeness_ml.embedding.options import Options
from likeness_ml.embedding.residents import Resident, Residents
from likeness_ml.embedding.stores import DiskCache, store_of
from likeness_ml.errors import InputError, ServiceError

# A worker that takes longer for one file is given up: the largest that are let in take about a second.
DECODING_SECONDS = 10


@dataclass(frozen=True, eq=False)
class Row:
    """One image for the model. `feature` None asks for the tokens themselves, float32 [1 + patches, d]."""

    picture: Picture
    resident: Resident | None
    feature: str | None

    @property
    def side(self) -> int:
        return len(self.picture.square)


@dataclass(frozen=True)
class Seen:
    """`patches` float32 [patches, d], row by row of the square."""

    picture: Picture
    patches: np.ndarray


class Service:
    """Of one event loop; made in any thread, because loading the backbone takes seconds."""

    def __init__(self, options: Options, metrics: Metrics) -> None:
        """Raises InputError SetupIncomplete, ModelInvalid, OptionInvalid."""
        self.options, self.metrics = options, metrics
        self.embedder = Embedder(options.backbone, options.precision)
        self.embedder.warm_up()
        store = store_of(options.store) if options.store else None
        disk = DiskCache(options.disk, options.disk_bytes) if store is not None and store.folder("") is None else None
        host = HostMemory(options.host_bytes) if self.embedder.device.type != "cpu" else None
        self.residents = Residents(
            self.embedder, Catalog(store, disk), options.adapter_bytes, options.lease, metrics.adapter, host
        )
        self._decoder = Decoder(options.decoders, DECODING_SECONDS)
        limits = Limits(options.batch, options.batch_wait)
        self._batcher: Batcher[Row, np.ndarray] = Batcher(self._answer, limits, metrics.batched)
        self._inside = 0
        metrics.waiting.set_function(lambda: self._inside)
        metrics.resident.set_function(lambda: len(self.residents))
        metrics.resident_bytes.set_function(lambda: self.residents.bytes)

    async def embed(
        self, images: Sequence[bytes], name: str | None, feature: str | None
    ) -> tuple[np.ndarray, Resident | None, str]:
        """float32 [n, d], L2-normalised, by the named adapter or the backbone alone; that adapter, and the feature.

        Raises InputError for images and adapters that can't be used, AdapterUnknown, Busy, TooLate.
        """
        async with self._admitted(len(images)) as deadline:
            resident = await self._resident(name)
            adapter = resident and resident.adapter
            wanted = feature or feature_of(adapter)
            shape = Crop.of(self.embedder.preprocessing_for(adapter))
            pictures = await self._decoded(images, shape)
            found = await self._answered([Row(picture, resident, wanted) for picture in pictures], deadline)
        return np.stack(found), resident, wanted

    async def locate(self, images: Sequence[bytes], name: str) -> tuple[list[Seen], Resident]:
        """What the adapter sees of each image, all of it, in a square. Raises as `embed` does, and InputError
        AdapterInvalid for an adapter without references.
        """
        async with self._admitted(len(images)) as deadline:
            resident = await self.residents.get(name)
            side = references_of(resident.adapter, name).side
            pictures = await self._decoded(images, Fit(side))
            found = await self._answered([Row(picture, resident, None) for picture in pictures], deadline)
        return [Seen(picture, tokens[1:]) for picture, tokens in zip(pictures, found, strict=True)], resident

    @asynccontextmanager
    async def _admitted(self, images: int) -> AsyncIterator[float]:
        """Entered, there is room for the images; gives the deadline, a `time.monotonic()`. Raises Busy, TooLate."""
        if self._inside + images > self.options.queue:
            raise Busy(f"{self._inside} images are waiting already: ask again in a moment")
        self._inside += images
        seconds = self.options.deadline
        try:
            async with asyncio.timeout(seconds):
                yield time.monotonic() + seconds
        except TimeoutError as error:
            raise TooLate from error
        finally:
            self._inside -= images

    async def _resident(self, name: str | None) -> Resident | None:
        return None if name is None else await self.residents.get(name)

    async def _decoded(self, images: Sequence[bytes], shape: Crop | Fit) -> list[Picture]:
        pictures = [asyncio.ensure_future(self._decoder.picture(content, shape)) for content in images]
        try:
            return await asyncio.gather(*pictures)
        finally:
            for picture in pictures:
                picture.cancel()  # where one can't be decoded, nobody waits for the others

    async def _answered(self, rows: Sequence[Row], deadline: float) -> list[np.ndarray]:
        answers = self._batcher.submit(rows, deadline)
        try:
            found = await asyncio.gather(*(asyncio.wrap_future(answer) for answer in answers))
        finally:
            for answer in answers:
                answer.cancel()  # nobody waits for it any more, where something failed
        for resident in {row.resident for row in rows}:
            if resident is not None:
                resident.check()
        return found

    async def close(self) -> None:
        """Answers what waits for the model."""
        await asyncio.to_thread(self._batcher.close)
        await self._decoder.close()
        self.residents.close()

    def _answer(self, rows: Sequence[Row]) -> list[np.ndarray | Exception]:
        """On the model's thread."""
        pictures = np.stack([row.picture.square for row in rows])
        padded = {n: row.picture.inner for n, row in enumerate(rows) if row.picture.inner != (row.side, row.side)}
        adapters = [row.resident and row.resident.adapter for row in rows]
        tokens = self.embedder.tokens(pictures, adapters, padded)
        found: list[np.ndarray | Exception] = [ServiceError("Internal", "not answered")] * len(rows)
        for feature in {row.feature for row in rows}:
            places = [number for number, row in enumerate(rows) if row.feature == feature]
            for place, answer in zip(places, _answers(tokens[places], feature), strict=True):
                found[place] = answer
        return found


def references_of(adapter: Adapter, name: str) -> References:
    """Raises InputError AdapterInvalid for one without."""
    if adapter.references is None:
        raise InputError("AdapterInvalid", f"{name} has no references to tell its subject by: personalize again")
    return adapter.references


def _answers(tokens: torch.Tensor, feature: str | None) -> Sequence[np.ndarray | Exception]:
    if feature is None:
        return list(tokens.cpu().numpy())
    try:
        return list(vectors(tokens, feature))
    except ServiceError as error:
        if len(tokens) == 1:
            return [error]
        return [answer for one in tokens.split(1) for answer in _answers(one, feature)]
