"""A few pictures with what base and adapter take for the instance: its outline, and all else faded."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from likeness_ml.evaluation.datasets import Picture
from likeness_ml.evaluation.program.dense import Looked, predictions
from likeness_ml.evaluation.program.models import Models
from likeness_ml.evaluation.program.predictions import Dense
from likeness_ml.evaluation.program.scope import Scope
from likeness_ml.evaluation.program.store import Store, digest_of
from likeness_ml.job import Job
from likeness_ml.progress import write_atomic

MOST = 6
SIDE = 320  # pixels of the longer side
FOUND, TRUE = (92, 176, 255), (76, 208, 140)


def illustrate(job: Job, store: Store, dense: Dense, models: Models, scope: Scope) -> list[dict[str, str | None]]:
    """The first dense picture of the first instances that have an adapter, else of any: JPEGs in output/data/pictures,
    and what they show. By the last method.
    """
    names = [name for name in scope.names if name in models.adapters] or list(scope.names)
    shown = []
    for number, name in enumerate(names[:MOST]):
        picture = scope.whole.positives(name, dense=True)[0]
        files: dict[str, str | None] = {"instance": name, "picture": picture.identity, "personalized": None}
        for model, adapter in (("base", None), ("personalized", name)):
            if adapter is None or adapter in models.adapters:
                files[model] = f"pictures/{number:02d}-{model}.jpg"
                write_atomic(job.data_dir / files[model], drawn_once(store, dense, models, scope, adapter, picture))
        shown.append(files)
        job.check()
    return shown


def drawn_once(
    store: Store, dense: Dense, models: Models, scope: Scope, adapter: str | None, picture: Picture
) -> bytes:
    """Kept as what it is made from is, so that a repeated command encodes nothing."""
    references = scope.references[picture.instance]
    kind = f"pictures/{models.key(adapter)}"
    key = digest_of([dense.key(picture), SIDE, *dense.protocol.words(), *(dense.key(one) for one in references)])
    kept = store.read_one(kind, key)
    if kept is None:
        looked = Looked.at(picture, dense.protocol)
        encoded = models.encoded(adapter, looked.pixels, dense.protocol.side)
        found = predictions(looked, encoded, dense.target(adapter, references), dense.protocol)[-1]
        content = drawn(looked.pixels, None if found is None else found.mask, looked.mask)
        kept = np.frombuffer(content, np.uint8)
        store.write(kind, {key: kept})
    return kept.tobytes()


def drawn(pixels: np.ndarray, found: np.ndarray | None, truth: np.ndarray | None) -> bytes:
    """A JPEG: what was found (blue outline) stands out, the true outline is green."""
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    inside, true = (None if mask is None else resized(mask, size) for mask in (found, truth))
    if inside is not None:
        canvas = np.where(inside[..., None] > 0, canvas, canvas // 3 + 24).astype(np.uint8)
    return jpeg(squared(outlined(outlined(canvas, true, TRUE), inside, FOUND)))


def resized(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)


def outlined(canvas: np.ndarray, mask: np.ndarray | None, colour: Sequence[int]) -> np.ndarray:
    if mask is None:
        return canvas
    lines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.ascontiguousarray(canvas), lines, -1, tuple(colour), 2)


def squared(canvas: np.ndarray) -> np.ndarray:
    """Grey beside it: pages show squares."""
    square = np.full((SIDE, SIDE, 3), 40, np.uint8)
    height, width = canvas.shape[:2]
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    square[top : top + height, left : left + width] = canvas
    return square


def jpeg(canvas: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(canvas).save(buffer, "JPEG", quality=86)
    return buffer.getvalue()
