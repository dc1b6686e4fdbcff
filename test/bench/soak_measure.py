"""A server under load while adapters come and go; prints one JSON document.

    python test/bench/soak_measure.py --backbone DIR --work DIR [--seconds 600]

Each answer is compared with what the same picture and adapter gave before: the same digest and, but for rounding, the
same vector. What an adapter that was just taken off may answer is 404. One request in fifty is no picture.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from serve_adapters import write_adapters
from serve_client import Call, Caller
from serve_measure import BATCH, percentiles, say, write_photos
from serve_process import Server

from likeness_ml.embedding.embedder import Embedder
from likeness_ml.job import die_with_parent

ADAPTERS, HERE, RESIDENT = 600, 200, 100  # on disk; registered at a time; that fit into memory
CALLERS = 8
SAMPLES = 120


class Soak:
    def __init__(self, server: Server, folders: list[Path], pictures: list[bytes]) -> None:
        self.server, self.pictures = server, pictures
        self.digests = [
            hashlib.sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest() for folder in folders
        ]
        self.folders = folders
        self.random = random.Random(0)
        self.here: set[int] = set()
        self.left: dict[int, float] = {}  # when each was taken off last
        self.wrong: list[str] = []
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.vectors: dict[tuple[int, int], np.ndarray] = {}
        self.came = self.went = 0
        self.until = 0.0

    async def run(self, seconds: float) -> list[dict[str, float]]:
        for number in range(HERE):
            await self.come(number)
        self.until = time.monotonic() + seconds
        samples, *_ = await asyncio.gather(
            self.sample(seconds), self.change(), *(self.call(seed) for seed in range(CALLERS))
        )
        return samples

    async def come(self, number: int) -> None:
        await asyncio.to_thread(self.server.register, f"a{number}", self.folders[number], preload=False)
        self.here.add(number)
        self.came += 1

    async def change(self) -> None:
        """Takes one off and puts another on, again and again."""
        while time.monotonic() < self.until:
            number = self.random.choice(sorted(self.here))
            self.here.discard(number)
            await asyncio.to_thread(self.server.remove, f"a{number}")
            self.left[number] = time.monotonic()
            self.went += 1
            await self.come(self.random.choice(sorted(set(range(len(self.folders))) - self.here)))
            await asyncio.sleep(0.25)

    async def call(self, seed: int) -> None:
        draw, caller = random.Random(seed), Caller(self.server.url)
        while time.monotonic() < self.until:
            picture = draw.randrange(len(self.pictures))
            if draw.random() < 0.02:
                status, _ = await caller.ask(Call(self.pictures[picture][:1000]))
                self.note(status, 422, "no picture")
                continue
            number = draw.choice(sorted(self.here))
            began = time.monotonic()
            status, body = await caller.ask(Call(self.pictures[picture], f"a{number}"))
            if status == 404 and self.left.get(number, 0) >= began:
                self.note(404, 404, "taken off meanwhile")
                continue
            self.note(status, 200, "answered")
            if status == 200:
                self.latencies.append(time.monotonic() - began)
                self.compare(number, picture, json.loads(body))
        caller.close()

    def note(self, status: int, expected: int, what: str) -> None:
        self.statuses[what if status == expected else f"{status} instead of {expected}"] += 1
        if status != expected:
            self.wrong.append(f"{what}: {status} instead of {expected}")

    def compare(self, number: int, picture: int, answer: dict) -> None:
        if answer["adapter"] != self.digests[number]:
            self.wrong.append(f"a{number} answered by {answer['adapter']}")
        vector = np.array(answer["data"][0]["embedding"])
        before = self.vectors.setdefault((number, picture), vector)
        if before @ vector < 0.99999:
            self.wrong.append(f"a{number} gave another vector than before: cosine {before @ vector:.6f}")

    async def sample(self, seconds: float) -> list[dict[str, float]]:
        samples, began = [], time.monotonic()
        while time.monotonic() < self.until:
            samples.append({"at": time.monotonic() - began, "bytes": self.server.resident_bytes})
            left = self.until - time.monotonic()
            say(f"soak {len(samples)}/{SAMPLES}, {left:.0f} s left, {sum(self.statuses.values())} requests")
            await asyncio.sleep(seconds / SAMPLES)
        return samples


def main() -> None:
    die_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=600)
    asked = parser.parse_args()
    embedder = Embedder(asked.backbone)
    folders = write_adapters(asked.work / embedder.backbone.digest[:16], ADAPTERS, embedder.backbone)
    small, _ = write_photos(asked.work / "photos", embedder.backbone)
    pictures = [photo.read_bytes() for photo in small]
    room = RESIDENT * embedder.read(folders[0]).bytes
    with Server(asked.backbone, asked.work / "soak.log", adapter_bytes=room, batch=BATCH) as server:
        soak = Soak(server, folders, pictures)
        samples = asyncio.run(soak.run(asked.seconds))
    document = {
        "version": 1,
        "seconds": asked.seconds,
        **{"adapters": ADAPTERS, "registered": HERE, "resident": RESIDENT, "callers": CALLERS},
        "statuses": dict(soak.statuses),
        "came": soak.came,
        "went": soak.went,
        "wrong": {"count": len(soak.wrong), "first": soak.wrong[:10]},
        "latency": percentiles(soak.latencies),
        "memory": samples,
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
