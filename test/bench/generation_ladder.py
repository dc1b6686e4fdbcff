"""What each change is worth: one after another on top of the last, until the plain way has become ours.

The factors of all changes multiply to the whole's, since each compares two neighbours of one chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from generation_cases import VIEWS, Case, Cost
from generation_inputs import PHOTOS

# One subject as the paper's scripts make it (its sections 1.1 and 1.4); 20 subjects share each of its categories.
STEPS, CLASS_IMAGES, POSITIVES, SUBJECTS = 400, 200, 450, 20
ENCODED = PHOTOS * VIEWS + CLASS_IMAGES


@dataclass(frozen=True)
class Recipe:
    """How we train and sample a shape."""

    method: str  # of both sides
    precision: str
    batch: int  # photos a step
    sample_batch: int
    sampling_steps: int  # of DPM-Solver++


@dataclass(frozen=True)
class Rung:
    change: str
    train: Case
    sample: Case
    subjects: int = 1  # that share the class images


def rungs_of(recipe: Recipe, plain_sampling: str) -> list[Rung]:
    """`plain_sampling` is the precision in which the plain way samples."""
    step = Case("plain", "train", 0, method=recipe.method)
    picture = Case("plain", "sample", 0, precision=plain_sampling)
    rungs = [Rung("the plain way", step, picture)]

    def change(words: str, subjects: int = 1) -> None:
        rungs.append(Rung(words, step, picture, subjects))

    step = replace(step, side="ours", fused=False)
    change("latents and text embeddings cached")
    step = replace(step, fused=True)
    change("optimizer fused")
    picture = replace(picture, side="ours")
    change("our sampling program, still a picture at a time")
    step, picture = (replace(one, precision=recipe.precision) for one in (step, picture))
    change(f"precision {recipe.precision}")
    step = replace(step, batch=recipe.batch)
    change(f"{recipe.batch} photos a step")
    picture = replace(picture, batch=recipe.sample_batch)
    change(f"{recipe.sample_batch} pictures at once, same solver steps")
    for steps in sorted({25, recipe.sampling_steps}, reverse=True):
        picture = replace(picture, solver="dpm-solver++", steps=steps)
        change(f"{steps} steps of DPM-Solver++ instead of {rungs[-1].sample.steps}")
    change(f"class images shared by {SUBJECTS} subjects", SUBJECTS)
    return rungs


Costs = dict[Case, list[Cost]]


def ladder(rungs: Sequence[Rung], costs: Costs) -> list[dict[str, object]] | None:
    """Each rung's seconds and the factors to it from the rung before, with their least and most over the rounds; None
    where a rung ran out of memory.
    """
    rounds = [[parts_of(rung, costs, number) for rung in rungs] for number in range(rounds_of(costs))]
    if not rounds or any(part is None for parts in rounds for part in parts):
        return None
    middle = [{name: median(parts[place][name] for parts in rounds) for name in PARTS} for place in range(len(rungs))]
    told = []
    for place, rung in enumerate(rungs):
        before = max(place - 1, 0)
        factors = {name: spread(middle, rounds, name, before, place) for name in PARTS}
        told.append({"change": rung.change, "seconds": middle[place], "factors": factors})
    whole = {name: spread(middle, rounds, name, 0, len(rungs) - 1) for name in PARTS}
    return [*told, {"change": "all together", "seconds": middle[-1], "factors": whole}]


PARTS = ("train", "image", "whole")  # seconds a trained photo, a sampled picture and a subject


def parts_of(rung: Rung, costs: Costs, number: int) -> dict[str, float] | None:
    step, picture = costs[rung.train][number], costs[rung.sample][number]
    if step.seconds is None or picture.seconds is None:
        return None
    photo = step.seconds / rung.train.batch
    encoding = ENCODED * (step.encode_seconds or 0.0)
    pictures = POSITIVES + CLASS_IMAGES / rung.subjects
    return {"train": photo, "image": picture.seconds, "whole": STEPS * photo + encoding + pictures * picture.seconds}


def spread(middle: list[dict], rounds: list[list[dict]], name: str, before: int, after: int) -> dict[str, float]:
    each = [parts[before][name] / parts[after][name] for parts in rounds]
    return {"factor": middle[before][name] / middle[after][name], "least": min(each), "most": max(each)}


def rounds_of(costs: Costs) -> int:
    return min(len(measured) for measured in costs.values())
