"""Choosing images that stand for all: facility location, by greedy choice.

F(S) = sum over the pool's images i of max over j in S of benefit[j, i], what i gets from j being chosen; it is monotone
and submodular because no benefit is negative. So the greedy choice of k reaches at least 1 - 1/e of the best possible
(Nemhauser, Wolsey and Fisher 1978), and at least 1/2 where each group has its own limit (Fisher, Nemhauser and Wolsey
1978).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

import numpy as np

NOTHING = 1e-9  # a gain no larger is rounding


def benefits(vectors: np.ndarray, usefulness: np.ndarray) -> np.ndarray:
    """[n, n], of row j to column i: their cosine, none below 0, times how useful j is, from 0 to 1."""
    similar = np.maximum(vectors @ vectors.T, 0)
    return np.ascontiguousarray(similar * np.clip(usefulness, 0, 1)[:, None], dtype=np.float64)


def value(benefit: np.ndarray, chosen: list[int]) -> float:
    """F of the chosen rows."""
    return float(benefit[chosen].max(axis=0).sum()) if chosen else 0.0


def gain(row: np.ndarray, best: np.ndarray) -> float:
    """What a row adds to `best`, what each image gets already."""
    return float(np.maximum(row - best, 0).sum())


def choose(benefit: np.ndarray, groups: list[str], limits: Mapping[str, int]) -> list[int]:
    """Rows in the order of choice, at most `limits[group]` of each group, none that adds nothing; of equals the first.

    Lazily: a gain only falls as more is chosen, so a row whose last known gain is not the largest needs no new look
    (Minoux 1978). The choice is that of looking at every row each time, to the bit: rounding keeps the order too.
    """
    best = np.zeros(benefit.shape[1])
    left = dict(limits)
    heap = [(-gain(row, best), index, 0) for index, row in enumerate(benefit)]  # (-gain, row, chosen when it was known)
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap:
        known, index, when = heapq.heappop(heap)
        if -known <= NOTHING:
            break
        if left[groups[index]] == 0:
            continue
        if when < len(chosen):
            heapq.heappush(heap, (-gain(benefit[index], best), index, len(chosen)))
            continue
        chosen.append(index)
        left[groups[index]] -= 1
        best = np.maximum(best, benefit[index])
    return chosen
