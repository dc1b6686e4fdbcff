"""The server's tasks for files on this machine, without a server: `python -m likeness_ml.embedding files`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from likeness_ml.embedding.answers import calibrated, located, matched, target_of
from likeness_ml.embedding.decoding import Crop, Fit, squared
from likeness_ml.embedding.embedder import Adapter, Embedder, feature_of
from likeness_ml.embedding.service import Seen, references_of
from likeness_ml.errors import InputError
from likeness_ml.evaluation.similarity import overlay
from likeness_ml.images import open_image

SHOWN = 640  # pixels of a drawn picture's longer side
COLOUR = (255, 214, 0)


def answer(
    task: str, backbone: Path, folder: Path | None, files: Sequence[Path], drawn: Path | None = None
) -> dict[str, Any]:
    """`{backbone, adapter, feature, ...}` and what the task says of each file, as the server says it but for the
    rounding that depends on what is in a batch. `drawn` gets what `locate` found, as pictures.
    """
    embedder = Embedder(backbone)
    adapter = embedder.place(embedder.read(folder)) if folder else None
    if task != "embed" and adapter is None:
        raise InputError("OptionInvalid", f"{task} takes an adapter: the backbone alone knows no subject")
    made = {
        "backbone": embedder.backbone.digest,
        "adapter": adapter.digest if adapter else None,
        "feature": feature_of(adapter),
    }
    if task == "locate":
        assert adapter is not None
        return made | {"locations": locate(embedder, adapter, files, drawn)}
    shape = Crop.of(embedder.preprocessing_for(adapter))
    vectors = embedder.embed((shape.open(file) for file in files), adapter)
    if task == "embed" or adapter is None:
        rows = zip(files, vectors, strict=True)
        return made | {"vectors": [{"file": str(file), "vector": vector.tolist()} for file, vector in rows]}
    references = references_of(adapter, str(folder))
    rows = zip(files, matched(vectors, references), strict=True)
    return made | calibrated(references) | {"matches": [{"file": str(file), **one} for file, one in rows]}


def locate(embedder: Embedder, adapter: Adapter, files: Sequence[Path], drawn: Path | None) -> list[dict[str, Any]]:
    references = references_of(adapter, str(adapter.folder))
    target = target_of(references, str(adapter.folder))
    found = []
    for file in files:
        image = open_image(file)
        picture = squared(image, Fit(references.side))
        tokens = embedder.tokens(picture.square[None], [adapter], {0: picture.inner})[0]
        one = located(Seen(picture, tokens[1:].cpu().numpy()), target, embedder.backbone.patch)
        found.append({"file": str(file), **one})
        if drawn is not None:
            draw(image, one, drawn / f"{len(found):02d}-{file.stem}.jpg")
    return found


def draw(image: Image.Image, found: dict[str, Any], file: Path) -> None:
    """The photo with the map of cosines over it and the box around what was found."""
    similarity = found["similarity"]
    cosines = np.array(similarity["cosines"], np.float32).reshape(similarity["rows"], similarity["columns"])
    scale = min(1, SHOWN / max(image.size))
    small = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    shown = Image.fromarray(overlay(np.asarray(small), cosines))
    if found["box"] is not None:
        x, y, width, height = (length * scale for length in found["box"])
        ImageDraw.Draw(shown).rectangle((x, y, x + width, y + height), outline=COLOUR, width=3)
    file.parent.mkdir(parents=True, exist_ok=True)
    shown.save(file, quality=90)
