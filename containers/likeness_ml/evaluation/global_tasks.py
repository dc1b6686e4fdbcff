"""The paper's two tasks on whole pictures: one-vs-all classification and retrieval (section 2.2).

Vectors are L2-normalised, so that a product is a cosine. Figures are from 0 to 1; None where nothing was to be found.
"""

from __future__ import annotations

import numpy as np

from likeness_ml.evaluation.metrics import average_precision

Array = np.ndarray

HIT_WITHIN = 10


def best_cosines(pictures: Array, references: Array) -> Array:
    """[n]: of each picture [n, d] the largest cosine to any of the instance's reference photos [r, d], r at least 1."""
    return (pictures @ references.T).max(axis=1)


def classification(tests: Array, references: Array, positive: Array) -> dict[str, float | None]:
    """`averagePrecision` of ranking the test pictures of all instances [n, d] by `best_cosines` to one instance's
    references [r, d]; `positive`, bool [n], says which show it.

    Step-wise, scikit-learn's; the paper calls it PR-AUC. Ties count against. None without a positive.
    """
    if not positive.any():
        return {"averagePrecision": None}
    scores = best_cosines(tests, references)
    return {"averagePrecision": float(average_precision(scores, positive, np.ones((1, len(scores))))[0])}


def retrieval(queries: Array, gallery: Array, relevant: Array) -> dict[str, float | None]:
    """Means over one instance's test pictures [q, d] as queries: `ndcg`, `mrr` (reciprocal rank of the first relevant)
    and `top10` (is any relevant among the first ten?).

    The gallery [m, d] is the reference photos of all instances; `relevant`, bool [m], says which are this one's. Ties
    count against. None without a query or without a relevant picture.
    """
    if len(queries) == 0 or not relevant.any():
        return {"ndcg": None, "mrr": None, "top10": None}
    ranks = ranks_of_relevant(queries, gallery, relevant)
    return {
        "ndcg": float(ndcg(ranks).mean()),
        "mrr": float((1 / ranks[:, 0]).mean()),
        "top10": float((ranks[:, 0] <= HIT_WITHIN).mean()),
    }


def ranks_of_relevant(queries: Array, gallery: Array, relevant: Array) -> Array:
    """int [q, r], ascending from 1: where each query's ranking of the gallery has its r relevant pictures."""
    cosines = queries @ gallery.T
    others = np.sort(cosines[:, ~relevant], axis=1)
    wanted = -np.sort(-cosines[:, relevant], axis=1)
    before = [
        others.shape[1] - np.searchsorted(row, scores, side="left") for row, scores in zip(others, wanted, strict=True)
    ]
    return np.array(before) + np.arange(1, wanted.shape[1] + 1)


def ndcg(ranks: Array) -> Array:
    """[q]: normalised discounted cumulative gain over the full list, from the ranks [q, r] of all relevant items.

    Relevance is 0 or 1, the discount log2(rank + 1).
    """
    ideal = (1 / np.log2(np.arange(2, ranks.shape[1] + 2))).sum()
    return (1 / np.log2(ranks + 1)).sum(axis=1) / ideal
