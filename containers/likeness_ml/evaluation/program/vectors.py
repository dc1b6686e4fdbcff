"""Every picture's vector in every space, each picture decoded once for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from likeness_ml.evaluation.datasets import Picture
from likeness_ml.evaluation.program.models import Models, Space
from likeness_ml.evaluation.program.pace import Pace, tell_estimate
from likeness_ml.evaluation.program.store import Store
from likeness_ml.job import Job

AT_ONCE = 128  # decoded crops in memory, 150 KB each at 224 pixels; what a kill costs is at most so many vectors

ByPicture = dict[str, np.ndarray]  # by the digest of the picture's file


def kind_of(space: Space) -> str:
    return f"vectors/{space.key}/{space.feature}-{space.image_size}"


def compute_vectors(
    job: Job, store: Store, models: Models, spaces: Sequence[Space], pictures: Sequence[Picture]
) -> None:
    """Brings into the store what it lacks of the spaces' vectors. Memory doesn't grow with the number of pictures."""
    distinct = {picture.digest: picture for picture in pictures}
    lacking = {space: distinct.keys() - store.known(kind_of(space)) for space in spaces}
    left, total = sum(map(len, lacking.values())), len(distinct) * len(spaces)
    if left:
        what = f"vectors of {len(distinct)} pictures by {len(spaces)} models"
        tell_estimate(what, left, seconds_of_one(models, spaces[0]))
    pace = Pace(job, "vectors", total - left, total)
    wanted = [picture for digest, picture in distinct.items() if any(digest in some for some in lacking.values())]
    for chunk in chunks(wanted, AT_ONCE):
        crops = cropped(models, spaces, chunk)
        for space, digests in lacking.items():
            found: ByPicture = {}
            try:
                for picture in chunk:
                    if picture.digest in digests:
                        found[picture.digest] = models.vector(space, crops[space.image_size, picture.digest])
                        pace.passed()
            finally:
                store.write(kind_of(space), found)


def read_vectors(store: Store, space: Space) -> ByPicture:
    """float32 [d] each, L2-normalised."""
    return store.read(kind_of(space))


def cropped(models: Models, spaces: Sequence[Space], pictures: Sequence[Picture]) -> dict[tuple[int, str], np.ndarray]:
    preprocessings = {space.image_size: models.crop_for(space) for space in spaces}
    crops = {}
    for picture in pictures:
        image = picture.read_image()
        for size, preprocessing in preprocessings.items():
            crops[size, picture.digest] = preprocessing.cropped(image)
    return crops


def seconds_of_one(models: Models, space: Space) -> float:
    """The second pass: a first one is slower than all others."""
    grey = np.full((space.image_size, space.image_size, 3), 128, np.uint8)
    models.vector(space, grey)
    began = time.perf_counter()
    models.vector(space, grey)
    return time.perf_counter() - began


def chunks(pictures: Sequence[Picture], size: int) -> Iterator[Sequence[Picture]]:
    for start in range(0, len(pictures), size):
        yield pictures[start : start + size]
