"""Callers of the server: a connection each, how many requests are under way, and when each was answered."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

ADAPTER = "X-Amzn-SageMaker-Adapter-Identifier"


@dataclass(frozen=True)
class Call:
    body: bytes
    adapter: str | None = None

    def head(self, host: str) -> bytes:
        lines = [
            "POST /invocations HTTP/1.1",
            f"Host: {host}",
            "Content-Type: image/jpeg",
            f"Content-Length: {len(self.body)}",
        ]
        if self.adapter is not None:
            lines.append(f"{ADAPTER}: {self.adapter}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Caller:
    """One connection that is kept."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, call: Call) -> tuple[int, bytes]:
        """A connection that the server closed while nobody used it is opened anew."""
        try:
            return await self._ask(call)
        except ConnectionError:
            self.close()
            return await self._ask(call)

    async def _ask(self, call: Call) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port, limit=1 << 22)
        reader, writer = self._streams
        writer.writelines((call.head(self.host), call.body))
        await writer.drain()
        first = await reader.readline()
        if not first:
            raise ConnectionResetError("the server closed the connection")
        status = int(first.split()[1])
        length = 0
        while (line := await reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return status, await reader.readexactly(length)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass(frozen=True)
class Load:
    """What a load did: seconds altogether, seconds of each answer, and how many had another status than 200."""

    seconds: float
    latencies: list[float]
    errors: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


async def closed(url: str, call: Callable[[], Call], callers: int, count: int) -> Load:
    """Each caller asks again once it was answered, `count` requests altogether."""
    latencies, errors, left = [], 0, count

    async def work() -> None:
        nonlocal errors, left
        caller = Caller(url)
        while left > 0:
            left -= 1
            began = time.perf_counter()
            status, _ = await caller.ask(call())
            latencies.append(time.perf_counter() - began)
            errors += status != 200
        caller.close()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(callers)))
    return Load(time.perf_counter() - began, latencies, errors)


async def opened(url: str, call: Callable[[], Call], rate: float, seconds: float, seed: int = 0) -> Load:
    """Requests come at random moments, `rate` a second on average, whether or not those before were answered."""
    arrivals, idle, latencies, errors = random.Random(seed), [], [], 0

    async def one() -> None:
        nonlocal errors
        caller = idle.pop() if idle else Caller(url)
        began = time.perf_counter()
        status, _ = await caller.ask(call())
        latencies.append(time.perf_counter() - began)
        errors += status != 200
        idle.append(caller)

    began, at, under_way = time.perf_counter(), 0.0, []
    while at < seconds:
        at += arrivals.expovariate(rate)
        await asyncio.sleep(max(0.0, began + at - time.perf_counter()))
        under_way.append(asyncio.create_task(one()))
    await asyncio.gather(*under_way)
    for caller in idle:
        caller.close()
    return Load(time.perf_counter() - began, latencies, errors)


async def first_answer(url: str, call: Call) -> float:
    """Seconds of one request by a connection that is open already."""
    caller = Caller(url)
    await caller.ask(Call(call.body))
    began = time.perf_counter()
    status, body = await caller.ask(call)
    found = time.perf_counter() - began
    caller.close()
    if status != 200:
        raise RuntimeError(f"the server answered {status}: {json.loads(body)['message']}")
    return found
