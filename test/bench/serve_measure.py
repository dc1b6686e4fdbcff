"""Measures what many adapters cost on one backbone, in the model and through the server; prints one JSON document.

    python test/bench/serve_measure.py --backbone DIR --work DIR [--rounds 3] [--quick]

`--backbone dinov2-base` is one of that shape with random weights.

What is compared runs once a round, forwards and backwards in turn, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
import torch
from serve_adapters import write_adapters
from serve_client import Call, Load, closed, first_answer, opened
from serve_model import LOADED, Ways, seconds
from serve_process import Server
from train_shapes import write_picture
from transformers import Dinov2Config, Dinov2Model

from likeness_ml.embedding.adapters import Backbone
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.images import open_image
from likeness_ml.job import die_with_parent

COUNTS = (1, 8, 64, 512, 1024)
COLD = 200  # adapters that are loaded when asked for
ON_GPU = torch.cuda.is_available()
BATCH = 64 if ON_GPU else 8
CALLERS = 128 if ON_GPU else 16
DECODERS = max(1, (os.cpu_count() or 1) - 2) if ON_GPU else 1
SHARES = (0.25, 0.5, 0.75, 0.9)  # of the most that the server answers


def main() -> None:
    die_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    backbone = asked.backbone if asked.backbone.is_dir() else dinov2_base(asked.work / "dinov2-base")
    embedder = Embedder(backbone)
    counts = (1, 8, 64) if asked.quick else COUNTS
    folders = write_adapters(asked.work / embedder.backbone.digest[:16], max(counts) + COLD, embedder.backbone)
    photos = write_photos(asked.work / "photos", embedder.backbone)
    document = {
        "version": 1,
        "gpu": torch.cuda.get_device_name() if ON_GPU else None,
        "torch": torch.__version__,
        "backbone": embedder.name,
        "side": embedder.backbone.image_size,
        "adapterBytes": embedder.read(folders[0]).bytes,
        "batch": BATCH,
        "counts": list(counts),
        "model": model(backbone, folders, counts, photos[0], asked.rounds),
        **served(backbone, asked.work, folders, counts, photos, asked.rounds, quick=asked.quick),
    }
    json.dump(document, sys.stdout)


def dinov2_base(folder: Path) -> Path:
    """DINOv2 B/14 with random weights: what an image costs follows from shapes, not from weights."""
    if not folder.exists():
        torch.manual_seed(0)
        config = Dinov2Config(
            hidden_size=768, num_hidden_layers=12, num_attention_heads=12, patch_size=14, image_size=518
        )
        Dinov2Model(config).save_pretrained(str(folder))
    return folder


def write_photos(folder: Path, backbone: Backbone) -> tuple[list[Path], list[Path]]:
    """As large as the backbone sees them, and as a phone takes them."""
    side = backbone.image_size
    small = [folder / f"{side}-{number}.jpg" for number in range(8)]
    large = [folder / f"12mp-{number}.jpg" for number in range(2)]
    for number, file in enumerate((*small, *large)):
        if not file.exists():
            write_picture(file, (side, side) if file in small else (4032, 3024), number, 20)
    return small, large


def model(
    backbone: Path, folders: Sequence[Path], counts: Sequence[int], photos: Sequence[Path], rounds: int
) -> dict[str, object]:
    """The model alone, one batch after another, without server and decoding."""
    ways = Ways(backbone, folders, counts)
    pictures = np.stack([np.asarray(open_image(photo)) for photo in photos])[np.arange(BATCH) % len(photos)]
    equal = ways.equality(pictures)
    batches = 20 if ON_GPU else 2
    times: dict[str, list[float]] = {name: [] for name in ways.ways}
    peft: dict[int, dict[str, list[float]]] = {}
    for number in range(rounds):
        for name in sorted(times, reverse=number % 2 == 1):
            times[name].append(seconds(ways.ways[name], pictures, batches))
        say(f"model, round {number + 1} of {rounds}")
    for held in sorted({LOADED, max(LOADED, *counts)}):
        ways.hold(held)
        named = {"ours": ways.ways[str(held)], "switching": ways.switching, "mixed": ways.peft_mixed}
        peft[held] = {name: [] for name in named}
        for number in range(rounds):
            for name in sorted(named, reverse=number % 2 == 1):
                peft[held][name].append(seconds(named[name], pictures, 1))
            say(f"peft with {held} adapters, round {number + 1} of {rounds}")
    return {
        "cosine": {"fp32": equal, "bf16": Ways(backbone, folders, (LOADED,), "bf16").equality(pictures)},
        "loading": {"adapters": LOADED, "seconds": ways.loading},
        "mixed": [told(name, found) for name, found in times.items()],
        "peft": [
            {"adapters": held, "ways": [told(name, found) for name, found in some.items()]}
            for held, some in peft.items()
        ],
    }


def told(name: str, found: Sequence[float]) -> dict[str, object]:
    return {"what": name, "seconds": list(found)}


def served(
    backbone: Path,
    work: Path,
    folders: Sequence[Path],
    counts: Sequence[int],
    photos: tuple[list[Path], list[Path]],
    rounds: int,
    *,
    quick: bool,
) -> dict[str, object]:
    small, large = ([file.read_bytes() for file in some] for some in photos)
    log = work / "server.log"
    resident = max(counts)
    with Server(backbone, log, adapter_bytes=4 << 30, batch=BATCH, decoders=DECODERS) as server:
        asyncio.run(closed(server.url, lambda: Call(small[0]), 4, 32))
        empty = server.resident_bytes
        cold = [{"resident": 0, **asyncio.run(cold_loads(server, folders[:COLD], small[0]))}]
        for number, folder in enumerate(folders[:resident]):
            server.register(f"a{number}", folder)
        say(f"{resident} adapters in memory")
        asyncio.run(closed(server.url, lambda: Call(small[0]), 4, 32))
        memory = {"empty": empty, "resident": resident, "full": server.resident_bytes}
        cold.append({"resident": resident, **asyncio.run(cold_loads(server, folders[-COLD:], small[0]))})
        say("cold loads")
        images = (64 if quick else 320) * (8 if ON_GPU else 1)
        loads: dict[str, list[Load]] = {name: [] for name in ("base only", *map(str, counts))}
        for number in range(rounds):
            for name in sorted(loads, reverse=number % 2 == 1):
                calls = calling(small, 0 if name == "base only" else int(name), number)
                loads[name].append(asyncio.run(closed(server.url, calls, CALLERS, images)))
            say(f"server, round {number + 1} of {rounds}")
        phone = {
            name: [asyncio.run(closed(server.url, calling(large, count, 0), CALLERS, 48)) for _ in range(rounds)]
            for name, count in (("base only", 0), ("64", 64))
        }
        most = median(load.per_second for load in loads["64"])
        latency = []
        for share in SHARES:
            load = asyncio.run(opened(server.url, calling(small, 64, 7), share * most, 5 if quick else 20))
            latency.append({"share": share, "rate": share * most, **percentiles(load.latencies), "errors": load.errors})
            say(f"latency at {share:.0%}")
    errors = sum(load.errors for some in (*loads.values(), *phone.values()) for load in some)
    return {
        "served": [{"what": name, "perSecond": [load.per_second for load in some]} for name, some in loads.items()],
        "phone": [{"what": name, "perSecond": [load.per_second for load in some]} for name, some in phone.items()],
        "callers": CALLERS,
        "errors": errors,
        "cold": cold,
        "latency": latency,
        "memory": memory,
    }


def calling(bodies: Sequence[bytes], adapters: int, seed: int) -> Callable[[], Call]:
    """Calls with one of the pictures for one of so many adapters, or for the bare backbone."""
    draw = random.Random(seed)
    return lambda: Call(draw.choice(bodies), f"a{draw.randrange(adapters)}" if adapters else None)


async def cold_loads(server: Server, folders: Sequence[Path], body: bytes) -> dict[str, object]:
    """Seconds from a request that first names an adapter to its vector, the server having nothing else to do; and of
    the same request once the adapter is there.
    """
    cold, warm = [], []
    for number, folder in enumerate(folders):
        name = f"cold{number}"
        server.register(name, folder, preload=False)
        cold.append(await first_answer(server.url, Call(body, name)))
        warm.append(await first_answer(server.url, Call(body, name)))
        server.remove(name)
    return {"cold": percentiles(cold), "warm": percentiles(warm)}


def percentiles(found: Sequence[float]) -> dict[str, float]:
    values = np.percentile(found, [50, 95, 99])
    return {f"p{name}": float(value) for name, value in zip((50, 95, 99), values, strict=True)}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    main()
