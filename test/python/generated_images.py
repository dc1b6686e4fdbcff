"""Folders as the generate and priors jobs leave them, their pictures plain."""

import json
from pathlib import Path

import numpy as np
from PIL import Image


def write_images(
    folder: Path,
    images: list[tuple[str, str, str]],
    parents: tuple[str, ...] = (),
    pictures: list[np.ndarray] | None = None,
) -> Path:
    """`images` are id, source and kind; a picture that isn't given is noise of its own."""
    (folder / "images").mkdir(parents=True)
    lines = []
    for index, (identity, source, kind) in enumerate(images):
        noise = np.random.default_rng(index).integers(0, 255, (64, 64, 3)).astype(np.uint8)
        file = f"images/{identity}.jpg"
        Image.fromarray(noise if pictures is None else pictures[index]).save(folder / file)
        line = {"id": identity, "file": file, "source": source, "kind": kind, "parents": list(parents)}
        lines.append(line | {"prompt": f"a photo of {index % 2}", "seed": index, "box": None})
    (folder / "images.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder
