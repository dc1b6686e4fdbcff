"""Measures what training costs, plain and ours, and what a job of many subjects saves; prints one JSON document.

    python test/bench/train_measure.py --assets DIR --compose JSON --represent JSON [--rounds 3] [--threads 2]
        [--shapes laptop,paper,dinov2-s] [--subjects 4] [--quick]

All ways run once a round, forwards and backwards in turn, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import torch
from PIL import Image
from train_cases import APART, CURVES, LADDER, TRUNK, Case, Cost, cost, difference, losses, shares
from train_cohort import compare, write_subjects
from train_shapes import SETTINGS, SIZES, Shape, read, shape_of, write_dinov2_small

from likeness_ml.job import die_with_parent

TIMED_STEPS = {"laptop": 4, "paper": 2, "dinov2-s": 1}
ON_GPU = 20  # times as many there: a step takes milliseconds
CURVE_STEPS = {"laptop": 12, "paper": 5}
Costs = dict[Case, list[Cost]]


def timed_steps(name: str) -> int:
    return TIMED_STEPS[name] * (ON_GPU if torch.cuda.is_available() else 1)


def ways_of(name: str) -> list[Case]:
    """The large shape's plain way and ours alone: it takes long. A trunk is measured on the smallest."""
    if name == "dinov2-s":
        return [LADDER[0], LADDER[-1]]
    pairs = (pair for what, pair in APART.items() if name == "laptop" or what != "blocks")
    return list(dict.fromkeys([*LADDER, *(case for pair in pairs for case in pair)]))


def curves_of(name: str, *, quick: bool) -> list[str]:
    known = [] if name == "dinov2-s" else [what for what in CURVES if name == "laptop" or what != TRUNK]
    return known if not quick else known[:1] if name == "laptop" else []


def measure(name: str, shape: Shape, rounds: int, steps: int) -> Costs:
    ways = ways_of(name)
    costs: Costs = {way: [] for way in ways}
    for number in range(rounds):
        for way in ways if number % 2 == 0 else reversed(ways):
            costs[way].append(cost(way, shape, steps))
            say(f"{name}, round {number + 1} of {rounds}: {way.what}: {costs[way][-1].seconds:.3f} s a step")
    return costs


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def factor(before: Sequence[Cost], after: Sequence[Cost]) -> dict[str, float]:
    """Of the medians, with the least and the most of the rounds."""
    each = [a.seconds / b.seconds for a, b in zip(before, after, strict=True)]
    return {"factor": middle(before) / middle(after), "least": min(each), "most": max(each)}


def middle(costs: Sequence[Cost]) -> float:
    return median(one.seconds for one in costs)


def told(name: str, costs: Costs) -> dict[str, object]:
    rungs = [way for way in LADDER if way in costs]
    pairs = zip([rungs[0], *rungs], rungs, strict=False)
    return {
        "shape": name,
        "ladder": [
            {"change": after.what, "seconds": middle(costs[after])} | factor(costs[before], costs[after])
            for before, after in pairs
        ],
        "whole": factor(costs[rungs[0]], costs[rungs[-1]]),
        "apart": [
            {"what": what, "seconds": middle(costs[ours]), "before": median(one.before for one in costs[ours])}
            | factor(costs[other], costs[ours])
            for what, (other, ours) in APART.items()
            if ours in costs
        ],
    }


def reading(shape: Shape, rounds: int) -> list[dict[str, object]]:
    """Of photos and of synthetic pictures: what ours pays before its first step, for all, and the plain way at each,
    for those drawn.
    """
    photos = len(shape.images.anchors)
    settings = shape.settings
    drawn = {"photos": settings.anchors, "synthetic": settings.positives + settings.negatives}
    rows = []
    for kind, files in (("photos", shape.files[:photos]), ("synthetic", shape.files[photos:])):
        seconds = []
        for _ in range(rounds):
            began = time.perf_counter()
            read(files, shape.preprocessing)
            seconds.append(time.perf_counter() - began)
        size = sum(file.stat().st_size for file in files) / len(files)
        count = {"pictures": len(files), "drawn": drawn[kind]}
        rows.append(
            {"kind": kind, "size": Image.open(files[0]).size, "bytes": size, "seconds": median(seconds)} | count
        )
    return rows


def curve(name: str, what: str, shape: Shape) -> dict[str, object]:
    plain, ours = (losses(case, shape, CURVE_STEPS[name]) for case in CURVES[what])
    say(f"{name}, losses of {len(ours)} steps, {what}: {difference(plain, ours):.1e} apart")
    return {"shape": name, "what": what, "plain": plain, "ours": ours, "difference": difference(plain, ours)}


def cohort(folder: Path, asked: argparse.Namespace) -> dict[str, object]:
    subjects = write_subjects(folder, asked.assets, asked.subjects, asked.compose)
    settings = asked.represent | {"threads": asked.threads} | ({"steps": 6} if asked.quick else {})
    found = compare(folder, subjects, asked.assets / "backbones" / "tiny-vit", settings)
    say(f"{asked.subjects} subjects: {found['together']:.1f} s in one job, {sum(found['each']):.1f} s in one each")
    return {"subjects": asked.subjects, "steps": settings["steps"], **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assets", type=Path, required=True, help="the small backbone, samples and the bank")
    parser.add_argument("--compose", type=json.loads, required=True, help="the compose job's settings")
    parser.add_argument("--represent", type=json.loads, required=True, help="the represent job's, for the cohort")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--shapes", default="laptop,paper,dinov2-s")
    parser.add_argument("--subjects", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="few steps: whether it works, not how fast it is")
    asked = parser.parse_args()
    die_with_parent()
    torch.set_num_threads(asked.threads)
    with tempfile.TemporaryDirectory() as written:
        folder = Path(written)
        shapes = {}
        for name in asked.shapes.split(","):
            small = asked.assets / "backbones" / "tiny-vit"
            backbone = write_dinov2_small(folder / name / "backbone") if name == "dinov2-s" else small
            shapes[name] = shape_of(backbone, SETTINGS[name], SIZES[name], folder / name / "pictures")
        rows, curves = [], []
        for name, shape in shapes.items():
            costs = measure(name, shape, asked.rounds, 1 if asked.quick else timed_steps(name))
            paid = {"reading": reading(shape, asked.rounds), "shares": shares(LADDER[-1], shape)}
            rows.append(told(name, costs) | paid)
            curves += [curve(name, what, shape) for what in curves_of(name, quick=asked.quick)]
        document = {
            "rounds": asked.rounds,
            "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
            "threads": asked.threads,
            "torch": torch.__version__,
            "quick": asked.quick,
            "shapes": rows,
            "curves": curves,
            "cohort": cohort(folder / "cohort", asked),
        }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
