"""Raw vectors of the curation benchmark: one pool a choice of reference photos, one adapter an arm.

    python test/bench/curation_vectors.py --stage priors|arms --inputs FILE --worker 0/2 [--choices 2] [--subjects a,b]

`--inputs` is the JSON file that curation.ts writes: the two presets, the folders and each subject's category. The stage
`priors` makes what the generator makes of each category; `arms` makes the pools and trains. Writes `base.safetensors`
(all photos through stock transformers) and `{subject}/{choice}/{arm}.safetensors`, each `photo -> vector`, with the
references and what is to be known of the arm's images. What is there already is not made again, so a broken-off run
goes on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from curation_arms import ARMS, LAPTOP, WITH_GENERATOR, Arm, facts_of
from curation_cases import SEED, Inputs, Made, make_pools, make_priors, strings_of
from quality_vectors import Vectors, base_vectors, cases_of
from safetensors.numpy import save

from likeness_ml.curation.choose import decide
from likeness_ml.curation.fidelity import score
from likeness_ml.curation.rule import Rule
from likeness_ml.curation.views import Views
from likeness_ml.images import open_image, resize_and_crop
from likeness_ml.job import die_with_parent
from likeness_ml.progress import step, write_atomic
from likeness_ml.represent.lesson import learn
from likeness_ml.represent.pool import Candidate, read_pool
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.subject import Subject, embed


@dataclass(frozen=True)
class Study:
    """`files` are the photos by `subject/name`, `crops` the same as serving sees them."""

    inputs: Inputs
    backbone: Path
    out: Path
    files: dict[str, Path]
    crops: dict[str, np.ndarray]


@dataclass(frozen=True)
class Pool:
    """Candidates, each of which the backbone sees once for all arms."""

    candidates: list[Candidate]
    subject: Subject
    views: Views
    rule: Rule


def pools_of(made: Made, study: Study) -> dict[str, Pool]:
    inputs = study.inputs

    def opened(preset: dict, composed: Path, generated: Path | None, priors: Path | None) -> Pool:
        rule, rest = Rule.take(strings_of(SEED | preset["represent"]))
        subject = Subject.read(made.references, study.backbone, Settings.read(rest))
        return Pool(read_pool(composed, generated, priors), subject, subject.views(composed), rule)

    return {
        WITH_GENERATOR: opened(inputs.preset, made.composed, made.generated, made.priors),
        LAPTOP: opened(inputs.laptop, made.laptop, None, None),
    }


def trained(
    arms: list[Arm], pools: dict[str, Pool], crops: dict[str, np.ndarray]
) -> Iterator[tuple[Arm, Vectors, dict]]:
    """Each arm's vectors of all photos, and what is to be known of its images. All take the same steps from the same
    seed, so two that keep the same images are one adapter.
    """
    known: dict[tuple[str, ...], Vectors] = {}
    for arm in arms:
        pool = pools[arm.pool]
        candidates, rule, settings = arm.candidates(pool.candidates), arm.rule(pool.rule), pool.subject.settings
        scored = score(candidates, pool.views)
        decision = decide(scored, rule, settings.seed)
        kept = [one for one, reason in zip(candidates, decision.reasons, strict=True) if not reason]
        key = (arm.pool, *(one.identity for one in kept))
        if key not in known:
            with tempfile.TemporaryDirectory() as checkpoint:
                model, _ = learn(pool.subject, kept, frozenset(), Path(checkpoint), lambda *_: None)
            vectors = embed(model, list(crops.values()), settings.feature)
            known[key] = dict(zip(crops, vectors, strict=True))
        yield arm, known[key], facts_of(scored, decision, rule)


def train_arms(study: Study, subject: str, choice: int, references: tuple[str, ...]) -> None:
    """The arms whose vectors aren't there yet."""
    made = make_pools(study.inputs, subject, choice, [study.files[name] for name in references])
    arms = missing(study.out, subject, choice)
    for arm, vectors, facts in trained(arms, pools_of(made, study), study.crops):
        metadata = {"references": json.dumps(references), "facts": json.dumps(facts)}
        write_atomic(file_of(study.out, subject, choice, arm), save(vectors, metadata=metadata))


def missing(out: Path, subject: str, choice: int) -> list[Arm]:
    return [arm for arm in ARMS if not file_of(out, subject, choice, arm).exists()]


def file_of(out: Path, subject: str, choice: int, arm: Arm) -> Path:
    return out / subject / str(choice) / f"{arm.name}.safetensors"


def tell_each(stage: str, work: list[tuple[str, Callable[[], object]]]) -> None:
    """Does what is left, and says how long the rest will take."""
    began = time.monotonic()
    for done, (name, make) in enumerate(work, 1):
        make()
        left = (time.monotonic() - began) / done * (len(work) - done)
        step(stage, done, len(work), of=name, seconds_left=round(left))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", choices=("priors", "arms"), required=True)
    parser.add_argument("--inputs", type=Path, required=True)
    parser.add_argument("--worker", default="0/1", help="which share is this process's")
    parser.add_argument("--choices", type=int, default=2, help="of reference photos, a subject")
    parser.add_argument("--subjects", default="", help="only these, comma-separated")
    asked = parser.parse_args()
    die_with_parent()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    given = json.loads(asked.inputs.read_text())
    places = {name: Path(path) for name, path in given["places"].items()}
    inputs = Inputs(
        places["pools"], places["generator"], places["bank"], given["preset"], given["laptop"], given["categories"]
    )
    share, workers = (int(part) for part in asked.worker.split("/"))
    files = {f"{path.parent.name}/{path.name}": path for path in sorted(places["photos"].glob("*/*.jpg"))}
    cases = cases_of(list(files), set(filter(None, asked.subjects.split(","))), asked.choices)

    if asked.stage == "priors":
        names = sorted({inputs.folders[subject] for subject, *_ in cases})[share::workers]
        tell_each("priors", [(name, lambda name=name: make_priors(inputs, name)) for name in names])
        return
    photos = {name: open_image(path) for name, path in files.items()}
    base = places["out"] / "base.safetensors"
    if share == 0 and not base.exists():
        feature = inputs.preset["represent"]["feature"]
        write_atomic(base, save(base_vectors(photos, places["backbone"], feature)))
    crops = {name: resize_and_crop(photo) for name, photo in photos.items()}
    study = Study(inputs, places["backbone"], places["out"], files, crops)
    left = [case for case in cases[share::workers] if missing(study.out, *case[:2])]
    tell_each("arms", [(f"{case[0]}/{case[1]}", lambda case=case: train_arms(study, *case)) for case in left])


if __name__ == "__main__":
    main()
