"""Which adapters are in memory: loaded when a request first names them, those least recently used going first."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar
from weakref import WeakSet

from likeness_ml.embedding.catalog import AdapterUnknown, Catalog, Entry
from likeness_ml.embedding.embedder import Adapter
from likeness_ml.embedding.host import HostMemory
from likeness_ml.errors import InputError, ServiceError

# So many stores that don't answer are needed before an adapter waits for another's.
LOADING_THREADS = 32

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Full(ServiceError):
    """Every adapter in memory is pinned, and there is no room for another."""

    def __init__(self, name: str) -> None:
        super().__init__("EndpointFull", f"there is no memory left for {name}: take another adapter off first")


class NameTaken(InputError):
    """The name belongs to an adapter of other weights."""

    def __init__(self, name: str) -> None:
        super().__init__("AdapterInvalid", f"{name} names another adapter: delete that one first")


class Reader(Protocol):
    def read(self, folder: Path) -> Adapter:
        """Raises InputError AdapterInvalid."""

    def place(self, adapter: Adapter) -> Adapter:
        """Where the model is."""


@dataclass(eq=False)
class Resident:
    """An adapter in memory. Once `withdrawn`, nothing that was made with it may be answered any more."""

    name: str
    adapter: Adapter
    entry: Entry
    fresh_until: float
    pinned: bool = False
    withdrawn: bool = False

    def check(self) -> None:
        """Raises AdapterUnknown once it is withdrawn."""
        if self.withdrawn:
            raise AdapterUnknown(self.name)


class Residents:
    """Of one event loop, on which it never waits for a disk or a network: loads run in threads, one a name however many
    ask for it, and none waits for another's.
    """

    def __init__(
        self,
        reader: Reader,
        catalog: Catalog,
        capacity: int,
        lease: float,
        watch: Callable[[str, float], None] = lambda event, seconds: None,
        host: HostMemory | None = None,
    ) -> None:
        """`capacity` in bytes of weights, where the model is; `host` for those that had to leave it. An adapter from
        the store is looked for there again after `lease` seconds, so that one deleted elsewhere stops answering.
        `watch` is told `hit`, `load`, `refused` and `evict`, with seconds.
        """
        self._reader, self._catalog, self._capacity, self._lease = reader, catalog, capacity, lease
        self._watch, self._host = watch, host
        self._residents: OrderedDict[str, Resident] = OrderedDict()
        self._flights: dict[str, asyncio.Task[Resident]] = {}
        self._threads = ThreadPoolExecutor(LOADING_THREADS, "adapters")
        self._alive: WeakSet[Resident] = WeakSet()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._residents)

    def loaded(self) -> dict[str, Resident]:
        return dict(self._residents)

    def names(self, name: str) -> bool:
        """Whether it can be an adapter's name here: registered, or of the store's form."""
        return self._catalog.names(name)

    async def get(self, name: str) -> Resident:
        """Raises AdapterUnknown, InputError AdapterInvalid, Full."""
        resident = self._residents.get(name)
        if resident is not None and time.monotonic() < resident.fresh_until:
            self._residents.move_to_end(name)
            self._watch("hit", 0)
            return resident
        flight = self._flights.get(name)
        if flight is None:
            flight = self._flights[name] = asyncio.create_task(self._load(name))
            flight.add_done_callback(lambda done: self._landed(name, done))
        # Who gave up waiting must not take the load away from the others.
        return await asyncio.shield(flight)

    async def register(self, name: str, src: str, preload: bool = True, pin: bool = False) -> None:
        """The same weights again are harmless. Raises InputError AdapterInvalid (NameTaken), Full."""
        registered, resident = self._catalog.registered(name), self._residents.get(name)
        before = registered or (resident and resident.entry)
        if before is not None and before.src != src:
            await self._same_weights(before, Entry(name, src))
        entry = registered if registered is not None and registered.src == src else self._catalog.register(name, src)
        if registered is None:
            self._flights.pop(name, None)  # it may have looked the name up before
        if not preload and not pin:
            return
        try:
            resident = await self.get(name)
        except Exception:
            if registered is None and self._catalog.registered(name) is entry:
                self._catalog.forget(name)
            raise
        resident.pinned = resident.pinned or pin

    def remove(self, name: str) -> None:
        """From memory and disk, at once and for what is under way too. Raises AdapterUnknown."""
        known = self._catalog.forget(name)
        flight = self._flights.pop(name, None)
        if not self._withdraw(name) and not known and flight is None:
            raise AdapterUnknown(name)

    async def sweep(self) -> list[str]:
        """Looks in the store for every adapter that is kept here, also for those that nobody asks for: what is gone
        from it goes from memory and disk. Gives the names of those. Where the store doesn't answer, they stay.
        """
        gone: list[str] = []
        for name in self._kept():
            try:
                await self._threaded(self._catalog.find, name)
            except AdapterUnknown:
                if name not in self._flights:  # or else that finds out
                    self._withdraw(name)
                    gone.append(name)
            except ServiceError:
                continue
        return gone

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._catalog.close()

    def _kept(self) -> set[str]:
        host = self._host.names() if self._host is not None else set()
        return {*self._residents, *self._catalog.copied(), *host}

    async def _load(self, name: str) -> Resident:
        me = asyncio.current_task()
        try:
            entry = await self._threaded(self._catalog.find, name)
        except AdapterUnknown:
            if self._flights.get(name) is me:
                self._withdraw(name)  # deleted elsewhere
            raise
        resident = self._residents.get(name)
        if resident is not None and resident.entry == entry:
            resident.fresh_until = self._fresh_until(name)
            return resident
        began = time.perf_counter()
        try:
            adapter = await self._threaded(self._read, entry)
        except InputError:
            self._watch("refused", time.perf_counter() - began)
            if self._flights.get(name, me) is me:
                self._discard(name)  # what is in the store may be mended
            raise
        if self._flights.get(name) is not me:  # it was removed meanwhile
            if self._host is not None:
                self._host.discard(name)
            if name not in self._flights:
                self._catalog.discard(name)
            raise AdapterUnknown(name)
        resident = Resident(name, adapter, entry, self._fresh_until(name))
        self._keep(resident)
        self._watch("load", time.perf_counter() - began)
        return resident

    def _read(self, entry: Entry) -> Adapter:
        adapter = self._host and self._host.get(entry)
        if adapter is None:
            adapter = self._checked(entry)
            if self._host is not None:
                self._host.put(entry, adapter)
        return self._reader.place(adapter)

    def _checked(self, entry: Entry) -> Adapter:
        with self._catalog.folder(entry) as folder:
            adapter = self._reader.read(folder)
        if not adapter.digest.startswith(entry.digest):
            message = f"the adapter's weights have the digest {adapter.digest}, not the one that its name says"
            raise InputError("AdapterInvalid", message)
        return adapter

    async def _same_weights(self, before: Entry, after: Entry) -> None:
        resident = self._residents.get(after.name)
        old = resident.adapter if resident is not None else await self._threaded(self._checked, before)
        new = await self._threaded(self._checked, after)
        if (old.digest, old.feature, old.image_size) != (new.digest, new.feature, new.image_size):
            raise NameTaken(after.name)

    def _fresh_until(self, name: str) -> float:
        return float("inf") if self._catalog.registered(name) else time.monotonic() + self._lease

    def _keep(self, resident: Resident) -> None:
        """Raises Full where what is pinned leaves no room; then everything stays as it was."""
        before = self._residents.get(resident.name)
        needed = self.bytes + resident.adapter.bytes - self._capacity - (before.adapter.bytes if before else 0)
        going: list[str] = []
        for one in self._residents.values():
            if needed <= 0:
                break
            if not one.pinned and one.name != resident.name:
                going.append(one.name)
                needed -= one.adapter.bytes
        if needed > 0:
            raise Full(resident.name)
        for name in (*going, resident.name):
            self._drop(name)
        self._residents[resident.name] = resident
        self._alive.add(resident)
        self.bytes += resident.adapter.bytes
        for _ in going:
            self._watch("evict", 0)

    def _withdraw(self, name: str) -> bool:
        """Whether it was in memory."""
        resident = self._drop(name)
        for one in self._alive:  # also those that were dropped and that a request still holds
            if one.name == name:
                one.withdrawn = True
        self._discard(name)
        return resident is not None

    def _discard(self, name: str) -> None:
        self._catalog.discard(name)
        if self._host is not None:
            self._host.discard(name)

    def _drop(self, name: str) -> Resident | None:
        resident = self._residents.pop(name, None)
        if resident is not None:
            self.bytes -= resident.adapter.bytes
        return resident

    def _landed(self, name: str, done: asyncio.Task[Resident]) -> None:
        if self._flights.get(name) is done:
            del self._flights[name]
        if not done.cancelled():
            done.exception()  # whoever asked was told; if all have gone, nobody needs to be

    async def _threaded(self, work: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *given, **named))
