"""Measures the cost of DreamBooth and of sampling, plain and ours; prints one JSON document.

    python test/bench/generation_measure.py --recipes JSON [--small DIR] [--rounds 3] [--threads 2] [--shapes a,b]

Every case runs in a process of its own, so that its peak memory is its own, and all cases run once a round, forwards
and backwards in turn, so that what else the machine does hits all alike. Without a GPU the shape is the small
generator's (`--small`, or random weights); with one, Stable Diffusion 1.5's and SDXL's at full size.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean

import torch
from generation_cases import Case, Cost, measure
from generation_inputs import Inputs, write_inputs
from generation_ladder import CLASS_IMAGES, POSITIVES, STEPS, SUBJECTS, Costs, Recipe, Rung, ladder, rungs_of
from generation_shapes import SHAPES, write

from likeness_ml.generator.base import check_base
from likeness_ml.job import die_with_parent

TIMED_STEPS, TIMED_STEPS_CUDA = 6, 20
BATCHES = (1, 2, 4)


def cases_of(recipe: Recipe, *, cuda: bool, threads: int) -> tuple[list[Case], list[Rung]]:
    """What the ladder needs, and beside it each method, precision and batch size."""
    precisions = ("fp32", "bf16", "fp16") if cuda else ("fp32", "bf16")
    methods = ("lora",) if recipe.method == "lora" else ("full", "lora")
    rungs = rungs_of(recipe, "fp16" if cuda else "fp32")
    cases = [case for rung in rungs for case in (rung.train, rung.sample)]
    step, picture = rungs[0].train, rungs[0].sample
    cases += [replace(step, text_encoder=True), replace(picture, batch=4)]
    for method in methods:
        for precision in precisions:
            cases += [Case("ours", "train", 0, method, precision, batch) for batch in BATCHES]
    if cuda:
        cases += [Case("ours", "train", 0, method, recipe.precision, checkpointing=True) for method in methods]
    solver = {"solver": "dpm-solver++", "steps": recipe.sampling_steps}
    for precision in precisions:
        for batch in sorted({*BATCHES, recipe.sample_batch}):
            cases.append(Case("ours", "sample", 0, precision=precision, batch=batch, **solver))

    def sized(case: Case) -> Case:
        steps = TIMED_STEPS_CUDA if cuda else max(2, TIMED_STEPS // case.batch)
        return replace(case, count=steps if case.what == "train" else max(2, case.batch), threads=threads)

    rungs = [replace(rung, train=sized(rung.train), sample=sized(rung.sample)) for rung in rungs]
    return list(dict.fromkeys(sized(case) for case in cases)), rungs


class Meter:
    """Runs cases in fresh processes and tells how far it is."""

    def __init__(self, total: int) -> None:
        # Forking from a process that has imported everything saves seconds a case; CUDA doesn't survive a fork.
        context = multiprocessing.get_context("spawn" if torch.cuda.is_available() else "forkserver")
        context.set_forkserver_preload(["generation_cases"])
        self.pool = ProcessPoolExecutor(1, context, max_tasks_per_child=1)
        self.total, self.done = total, 0
        self.took: dict[tuple[str, Case], float] = {}

    def run(self, shape: str, case: Case, inputs: Inputs, left: Sequence[tuple[str, Case]]) -> Cost:
        began = time.perf_counter()
        cost = self.pool.submit(measure, case, inputs).result()
        self.took[shape, case] = time.perf_counter() - began
        self.done += 1
        usual = mean(self.took.values())
        minutes = sum(self.took.get(one, usual) for one in left) / 60
        found = "out of memory" if cost.seconds is None else f"{cost.seconds:.3f} s"
        text = f"{self.done}/{self.total} {shape}: {described(case)}: {found}; {minutes:.1f} min left"
        print(text, file=sys.stderr, flush=True)
        return cost


def described(case: Case) -> str:
    what = case.method if case.what == "train" else f"{case.solver} {case.steps}"
    notes = {
        "optimizer not fused": not case.fused,
        "text encoder too": case.text_encoder,
        "gradient checkpointing": case.checkpointing,
    }
    more = "".join(f", {note}" for note, holds in notes.items() if holds)
    return f"{case.side} {case.what} {what} {case.precision} batch {case.batch}{more}"


def order_of(plan: Sequence[tuple[str, Case]], rounds: int) -> Iterator[tuple[str, Case]]:
    for number in range(rounds):
        yield from plan if number % 2 == 0 else reversed(plan)


def tell(case: Case, measured: Sequence[Cost]) -> dict[str, object]:
    peak = max(cost.peak_bytes for cost in measured)
    return asdict(case) | {"seconds": [cost.seconds for cost in measured], "peakBytes": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipes", type=json.loads, required=True, help="by shape, see generation_ladder.Recipe")
    parser.add_argument("--small", type=Path, help="the small generator's folder; without it random weights")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--shapes", default="")
    asked = parser.parse_args()
    die_with_parent()
    cuda = torch.cuda.is_available()
    names = [name for name in asked.shapes.split(",") if name] or (["sd15", "sdxl"] if cuda else ["small"])

    with tempfile.TemporaryDirectory() as folder:
        inputs, cases, rungs = {}, {}, {}
        for name in names:
            own = name == "small" and asked.small
            generator = asked.small.resolve() if own else write(SHAPES[name], Path(folder) / name / "generator")
            inputs[name] = write_inputs(Path(folder) / name, generator, check_base(generator).resolution)
            cases[name], rungs[name] = cases_of(Recipe(**asked.recipes[name]), cuda=cuda, threads=asked.threads)
        plan = [(name, case) for name in names for case in cases[name]]
        meter, costs = Meter(len(plan) * asked.rounds), {name: {case: [] for case in cases[name]} for name in names}
        order = list(order_of(plan, asked.rounds))
        for place, (name, case) in enumerate(order):
            costs[name][case].append(meter.run(name, case, inputs[name], order[place + 1 :]))
        meter.pool.shutdown()

    def shape(name: str, measured: Costs) -> dict[str, object]:
        cost = [tell(case, some) for case, some in measured.items()]
        return {
            "shape": name,
            "weights": "its own" if name == "small" and asked.small else "random",
            "recipe": asked.recipes[name],
            "ladder": ladder(rungs[name], measured),
            "costs": cost,
        }

    document = {
        "device": torch.cuda.get_device_name() if cuda else None,
        "rounds": asked.rounds,
        "threads": asked.threads,
        "torch": torch.__version__,
        "subject": {"steps": STEPS, "classImages": CLASS_IMAGES, "positives": POSITIVES, "subjects": SUBJECTS},
        "shapes": [shape(name, measured) for name, measured in costs.items()],
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
