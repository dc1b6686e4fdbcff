"""What the tasks answer, in JSON."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence

import numpy as np
import torch

from likeness_ml.embedding.adapters import References
from likeness_ml.embedding.requests import Wanted
from likeness_ml.embedding.residents import Resident
from likeness_ml.embedding.service import Seen, Service, references_of
from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.encode import Encoded
from likeness_ml.evaluation.dense.framing import Frame
from likeness_ml.evaluation.dense.predict import predict
from likeness_ml.evaluation.dense.target import Target

Answering = Callable[[Service, Sequence[bytes], str | None, Wanted], Awaitable[dict[str, object]]]


async def embed(service: Service, images: Sequence[bytes], adapter: str | None, wanted: Wanted) -> dict[str, object]:
    """OpenAI's shape, and what made the vectors: never compare those of different adapters, features or dimensions."""
    found, resident, feature = await service.embed(images, adapter, wanted.feature)
    if wanted.dimensions is not None:
        found = reduced(found, wanted.dimensions)
    data = [
        {"object": "embedding", "index": index, "embedding": encoded(vector, wanted.encoding_format)}
        for index, vector in enumerate(found)
    ]
    return {
        "object": "list",
        **made_by(service, resident),
        "feature": feature,
        "dimensions": found.shape[1],
        "data": data,
        "usage": {"images": len(found)},
    }


async def match(service: Service, images: Sequence[bytes], adapter: str | None, wanted: Wanted) -> dict[str, object]:
    """Of each image the largest cosine to a reference photo, and whether that makes it the subject: null where no
    threshold could be calibrated.
    """
    name = named(adapter, "match")
    found, resident, _ = await service.embed(images, name, None)
    assert resident is not None
    references = references_of(resident.adapter, name)
    data = [{"object": "match", "index": index, **one} for index, one in enumerate(matched(found, references))]
    made = made_by(service, resident) | calibrated(references)
    return {"object": "list", **made, "data": data, "usage": {"images": len(data)}}


def matched(vectors: np.ndarray, references: References) -> list[dict[str, object]]:
    """Of vectors [n, d], L2-normalised."""
    cosines, threshold = vectors @ references.vectors.numpy().T, references.threshold
    return [
        {
            "score": float(row.max()),
            "reference": int(row.argmax()),
            "match": None if threshold is None else bool(row.max() >= threshold),
        }
        for row in cosines
    ]


def calibrated(references: References) -> dict[str, float | None]:
    """From which score on a photo counts as the subject, and how well that is expected to tell."""
    return {"threshold": references.threshold, "precision": references.precision, "recall": references.recall}


async def locate(service: Service, images: Sequence[bytes], adapter: str | None, wanted: Wanted) -> dict[str, object]:
    """Of each image where the subject is, if it is there: a box in the upright image's pixels, a mask in COCO's
    uncompressed run lengths (as large as the model saw the image), how sure (a cosine), and the map of cosines behind
    it. Box, mask and score are null where the map is flat.
    """
    name = named(adapter, "locate")
    seen, resident = await service.locate(images, name)
    target = target_of(references_of(resident.adapter, name), name)
    patch = service.embedder.backbone.patch
    data = await asyncio.gather(*(asyncio.to_thread(located, one, target, patch) for one in seen))
    resident.check()  # that took a while
    places = [{"object": "location", "index": index, **one} for index, one in enumerate(data)]
    return {"object": "list", **made_by(service, resident), "data": places, "usage": {"images": len(places)}}


def located(seen: Seen, target: Target, patch: int) -> dict[str, object]:
    height, width = seen.picture.size
    # The mask as fine as the model saw the picture: it comes from a grid of patches, which more pixels make no finer.
    frame = Frame(height, width, len(seen.picture.square), patch).unscaled()
    rows, columns = frame.cells
    patches = torch.from_numpy(seen.patches).unflatten(0, (frame.side // patch, -1))[:rows, :columns]
    encoded = Encoded(frame, torch.nn.functional.normalize(patches, dim=-1))
    cosines = target.cosines(encoded)
    similarity = {"rows": rows, "columns": columns, "cosines": cosines.round(4).ravel().tolist()}
    found = predict(encoded, target)
    if found is None:
        return {"box": None, "mask": None, "score": None, "similarity": similarity}
    x, y, across, down = found.box
    left, right = stretched(x, x + across, width, frame.width)
    top, bottom = stretched(y, y + down, height, frame.height)
    box = [left, top, right - left, bottom - top]
    return {"box": box, "mask": run_lengths(found.mask), "score": found.score, "similarity": similarity}


def stretched(start: int, end: int, size: int, seen: int) -> tuple[int, int]:
    """From pixels of `seen` to the pixels of `size` that hold them: never none, and none beyond the picture."""
    return start * size // seen, -(-end * size // seen)


def run_lengths(mask: np.ndarray) -> dict[str, object]:
    """bool [h, w] as COCO has it: lengths of runs down the columns, the first of what is outside."""
    inside = mask.ravel(order="F")
    starts = np.flatnonzero(inside != np.concatenate([[False], inside[:-1]]))
    return {"size": list(mask.shape), "counts": np.diff(starts, prepend=0, append=len(inside)).tolist()}


def target_of(references: References, name: str) -> Target:
    """Raises InputError AdapterInvalid where no reference photo had a mask."""
    if references.feature is None or references.boxes is None:
        raise InputError("AdapterInvalid", f"{name} was made of photos without masks, and can't locate")
    return Target(references.feature, references.boxes)


def named(adapter: str | None, task: str) -> str:
    """Raises InputError OptionInvalid for the backbone alone, which knows nothing in particular."""
    if adapter is None:
        raise InputError("OptionInvalid", f"{task} takes an adapter: name one, the backbone alone knows no subject")
    return adapter


TASKS: dict[str, Answering] = {"embed": embed, "match": match, "locate": locate}


def made_by(service: Service, resident: Resident | None) -> dict[str, object]:
    return {
        "model": resident.name if resident else service.embedder.name,
        "backbone": service.embedder.backbone.digest,
        "adapter": resident.adapter.digest if resident else None,
    }


def encoded(vector: np.ndarray, encoding: str) -> list[float] | str:
    """As numbers (exact: a float32 fits a double), or as base64 of little-endian float32."""
    return vector.tolist() if encoding == "float" else base64.b64encode(vector.astype("<f4").tobytes()).decode()


def reduced(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """[n, d] to [n, dimensions], L2-normalised: the first of the numbers, as callers of OpenAI's shape expect, which
    rank about as well as a random projection does (docs/serving.md). Raises InputError OptionInvalid for more than
    there are.
    """
    width = vectors.shape[1]
    if dimensions > width:
        raise InputError("OptionInvalid", f"dimensions is {dimensions}: this feature has {width}")
    found = vectors[:, :dimensions]
    return found / np.linalg.norm(found, axis=1, keepdims=True)
