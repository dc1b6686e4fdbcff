"""What personalizing to one thing does to telling other things apart (paper section 4: other instances of the category,
non-target objects; the measure is ours).

    python -m likeness_ml.evaluation.others

Standard input has a JSON object a line, each about one run: `vectors` (the file that its represent job kept),
`subjects` (whose each distractor is, in the file's order, null where that isn't known), `categories` (by subject) and
`category` (the run's own). Standard output has a line for each: what `telling_apart` says, or null where the run was
not judged on held-out photos. A failure is the last line of standard error, `{Code}: {message}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from likeness_ml.errors import LikenessError, ServiceError
from likeness_ml.evaluation.metrics import Vectors, average_precision

Array = np.ndarray
GROUPS = ("references", "held_out", "distractors")


def telling_apart(
    base: Vectors,
    personalized: Vectors,
    subjects: Sequence[str | None],
    categories: Mapping[str, str],
    category: str,
) -> dict[str, object]:
    """How well the subjects among the distractors are told from everything else, in both spaces, ready for JSON.

    `subjects` says whose each distractor is, None where that isn't known. `otherInstances` is the mean over subjects of
    `category` (the run's own), `otherThings` that over subjects of other categories: {base, personalized} from 0 to 1,
    None where there are none. `drift`, from 0 to 2, is 1 less the mean cosine between the base and the personalized
    vector of the photos of other categories, None without one: LoRA leaves the space's axes, so that the two compare.
    """
    precisions = {"base": by_subject(base, subjects), "personalized": by_subject(personalized, subjects)}
    same = {name for name in subjects if name is not None and categories[name] == category}
    other = {name for name in subjects if name is not None and name not in same}
    elsewhere = [index for index, name in enumerate(subjects) if name in other]
    cosines = (base.distractors[elsewhere] * personalized.distractors[elsewhere]).sum(axis=1, dtype=np.float64)
    return {
        "otherInstances": mean_over(precisions, same),
        "otherThings": mean_over(precisions, other),
        "drift": _round(max(0.0, 1 - cosines.mean())) if elsewhere else None,
    }


def by_subject(vectors: Vectors, subjects: Sequence[str | None]) -> dict[str, float]:
    """Average precision from 0 to 1 of each subject that has at least two of the distractors.

    Each photo of the subject is the query in turn and ranks all other photos by cosine, those of the run's own subject
    among them; the subject's other photos are relevant. The mean over its photos. Ties count against.
    """
    pictures = np.concatenate([vectors.distractors, vectors.references, vectors.held_out]).astype(np.float64)
    owners = [*subjects, *[None] * (len(pictures) - len(subjects))]
    cosines = pictures @ pictures.T
    ones = np.ones((1, len(pictures) - 1))
    found = {}
    for subject in sorted({name for name in subjects if name is not None}):
        relevant = np.array([owner == subject for owner in owners])
        queries = np.flatnonzero(relevant)
        if len(queries) < 2:
            continue
        rankings = ((np.delete(cosines[query], query), np.delete(relevant, query)) for query in queries)
        found[subject] = float(np.mean([average_precision(*ranking, ones)[0] for ranking in rankings]))
    return found


def mean_over(
    precisions: Mapping[str, Mapping[str, float]], subjects: Collection[str]
) -> dict[str, float | None] | None:
    """By space, over those of the subjects that have a figure; None where none has."""
    known = sorted(name for name in subjects if name in precisions["base"])
    if not known:
        return None
    return {space: _round(np.mean([found[name] for name in known])) for space, found in precisions.items()}


def answer(request: Mapping) -> dict[str, object] | None:
    """What one line of standard input asks; raises ServiceError where the file isn't that of these distractors."""
    file = Path(request["vectors"])
    try:
        raw = load_file(file)
    except (OSError, SafetensorError) as error:
        raise _unusable(file, error) from error
    # Cross-validation has spaces of its own for each fold.
    if "base.held_out" not in raw or len(raw["base.held_out"]) == 0:
        return None
    base, personalized = (Vectors(*(raw[f"{space}.{group}"] for group in GROUPS)) for space in ("base", "personalized"))
    subjects = request["subjects"]
    for vectors in (base, personalized):
        if len(vectors.distractors) != len(subjects):
            raise _unusable(file, f"it has {len(vectors.distractors)} distractors and the run {len(subjects)}")
    return telling_apart(base, personalized, subjects, request["categories"], request["category"])


def _unusable(file: Path, why: object) -> ServiceError:
    return ServiceError(
        "Internal",
        f"The vectors {file} can't be measured ({why}). Bring the file back, or take otherInstances and otherThings "
        "out of the experiment's metrics.",
    )


def _round(value: float) -> float:
    return round(float(value), 6)


def main() -> int:
    try:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))))
    except LikenessError as error:
        print(f"{error.code}: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
