"""What to pull, as the command asks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["backbone", "generator"]
Weights = Literal["fp32", "fp16"]


@dataclass(frozen=True)
class Request:
    name: str
    kind: Kind
    repository: str  # "owner/name" on the hub
    revision: str  # a commit, or a branch or tag that is resolved when it is pulled
    weights: Weights  # which of the published files; where there is no fp16 file, the one that there is
    licence: str  # as the manifest names it
    hub_licences: tuple[str, ...]  # how the hub's card names the licence that was shown
    gated: bool  # the hub wants a token, and its owner to have accepted the terms there
    folder: Path  # the model's own
    endpoint: str | None  # a mirror; the hub unless given


def read_request(text: str) -> Request:
    """The request of one JSON object; raises ValueError for one that the command would not write."""
    found = json.loads(text)
    if found["kind"] not in get_args(Kind) or found["weights"] not in get_args(Weights):
        raise ValueError(f"no such kind or weights: {found['kind']}, {found['weights']}")
    return Request(
        name=found["name"],
        kind=found["kind"],
        repository=found["repository"],
        revision=found["revision"],
        weights=found["weights"],
        licence=found["licence"],
        hub_licences=tuple(found["hubLicences"]),
        gated=found["gated"],
        folder=Path(found["folder"]),
        endpoint=found["endpoint"],
    )
