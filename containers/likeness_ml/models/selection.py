"""Which of a repository's files make the model: safetensors, configurations and vocabularies, never a pickle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from likeness_ml.errors import InputError
from likeness_ml.models.request import Kind, Weights

TEXT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.(json|txt)")
LICENCE = re.compile(r"LICEN[CS]E(\.md|\.txt)?", re.IGNORECASE)
STEM = r"(?P<stem>model|diffusion_pytorch_model)"
SHARD = r"(?P<shard>-\d+-of-\d+)?"
PLAIN = re.compile(rf"{STEM}{SHARD}\.safetensors")
HALF = re.compile(rf"{STEM}\.fp16{SHARD}\.safetensors")
HALF_INDEX = re.compile(rf"{STEM}\.safetensors\.index\.fp16\.json")
INDEX = re.compile(rf"{STEM}\.safetensors\.index\.json")
PICKLE = re.compile(r".*\.(bin|ckpt|pt|pth|pkl|msgpack)")
COMPONENT = re.compile(r"[A-Za-z0-9_]+")
MODEL_INDEX = "model_index.json"


@dataclass(frozen=True)
class Wanted:
    """One file to bring."""

    path: str  # in the repository
    to: str  # in the model's folder: fp16 files take the plain names, which every loader looks for


def select(paths: Iterable[str], kind: Kind, weights: Weights, index: dict[str, Any] | None) -> list[Wanted]:
    """The files of a repository that make the model, in the order of where they go.

    `index` is model_index.json of a generator. Raises InputError `ModelInvalid` for a repository that has a part's
    weights only as a pickle, or no weights at all.
    """
    folders = [""] if kind == "backbone" else components_of(index or {})
    listed = sorted(paths)
    chosen = [Wanted(path, path) for path in listed if LICENCE.fullmatch(path)]
    if kind == "generator":
        chosen.append(Wanted(MODEL_INDEX, MODEL_INDEX))
    for folder in folders:
        prefix = f"{folder}/" if folder else ""
        names = [path[len(prefix) :] for path in listed if path.startswith(prefix)]
        named = files_of(folder, [name for name in names if "/" not in name], weights)
        chosen += [Wanted(prefix + source, prefix + target) for source, target in named]
    if not any(wanted.to.endswith(".safetensors") for wanted in chosen):
        raise InputError("ModelInvalid", "The repository holds no safetensors: name another revision with --revision.")
    return sorted(set(chosen), key=lambda wanted: wanted.to)


def components_of(index: dict[str, Any]) -> list[str]:
    """The folders of the parts that model_index.json names: `"unet": ["diffusers", "UNet2DConditionModel"]`."""
    names = [name for name, value in index.items() if isinstance(value, list) and value and value[0] is not None]
    strange = next((name for name in names if not COMPONENT.fullmatch(name)), None)
    if strange is not None:
        raise InputError("ModelInvalid", f"model_index.json names a part {strange!r}, which can't be a folder's name.")
    return sorted(names)


def files_of(folder: str, names: list[str], weights: Weights) -> list[tuple[str, str]]:
    """A part's files: (name in the repository, name in the model's folder)."""
    texts = [
        name for name in names if TEXT.fullmatch(name) and not (INDEX.fullmatch(name) or HALF_INDEX.fullmatch(name))
    ]
    half = [name for name in names if HALF.fullmatch(name)] if weights == "fp16" else []
    if half:
        # An index names its shards, which so keep their names; itself it has to be where loaders look for it.
        tensors = [(name, name if sharded(HALF, name) else name.replace(".fp16", "")) for name in half]
        indices = [(name, name.replace(".fp16", "")) for name in names if HALF_INDEX.fullmatch(name)]
    else:
        tensors = [(name, name) for name in names if PLAIN.fullmatch(name)]
        indices = [(name, name) for name in names if INDEX.fullmatch(name)]
    pickles = [name for name in names if PICKLE.fullmatch(name)]
    if pickles and not tensors:
        where = f"{folder}/" if folder else ""
        raise InputError(
            "ModelInvalid",
            f"The repository has {where or 'its weights '}only as a pickle ({where}{pickles[0]}), which can run any "
            "program and is never pulled: name a revision that has safetensors with --revision.",
        )
    whole = [pair for pair in tensors if not sharded(PLAIN, pair[0]) and not sharded(HALF, pair[0])]
    # Where both were published, the one whole file will do.
    kept = whole if whole else tensors + indices
    return [*((name, name) for name in texts), *kept]


def sharded(pattern: re.Pattern[str], name: str) -> bool:
    found = pattern.fullmatch(name)
    return found is not None and found["shard"] is not None
