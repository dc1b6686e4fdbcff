"""The rule `lowest-tenth`, by whole pictures.

A positive whose largest cosine to a photo is among the lowest of its source most likely lost its object (a bad mask, a
crop beside it). A positive nearly equal to one already chosen adds nothing. A negative nearer to the subject than its
typical positive teaches the opposite of what it should, unless it is a look-alike made on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.reasons import LOW, REPEAT, TOO_CLOSE


@dataclass(frozen=True)
class Bounds:
    lowest: float = 0.10  # of each source's positives, dropped
    repeat: float = 0.995  # cosine from which two positives are one
    too_close: float = 0.90  # quantile of the positives' cosines from which a negative is too near


def drop_by_lowest_tenth(scored: Scored, reasons: list[str], bounds: Bounds = Bounds()) -> None:
    """Writes the reasons of those dropped in their places."""
    _drop_lowest(scored, reasons, bounds.lowest)
    _drop_repeats(scored, reasons, bounds.repeat)
    _drop_too_close(scored, reasons, bounds.too_close)


def _drop_lowest(scored: Scored, reasons: list[str], share: float) -> None:
    for source in scored.sources("positive"):
        members = [index for index, candidate in enumerate(scored.candidates) if candidate.source == source]
        bound = np.quantile(scored.cosine[members], share)
        for index in members:
            if scored.cosine[index] < bound:
                reasons[index] = LOW


def _drop_repeats(scored: Scored, reasons: list[str], bound: float) -> None:
    chosen: list[int] = []
    for index in np.flatnonzero(scored.of_kind("positive")):
        if reasons[index]:
            continue
        if chosen and (scored.vectors[chosen] @ scored.vectors[index]).max() > bound:
            reasons[index] = REPEAT
        else:
            chosen.append(int(index))


def _drop_too_close(scored: Scored, reasons: list[str], quantile: float) -> None:
    bound = np.quantile(scored.cosine[scored.of_kind("positive")], quantile)
    for index, candidate in enumerate(scored.candidates):
        near = candidate.kind == "negative" and candidate.source != "look-alike" and scored.cosine[index] > bound
        if near and not reasons[index]:
            reasons[index] = TOO_CLOSE
