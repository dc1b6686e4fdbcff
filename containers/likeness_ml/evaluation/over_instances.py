"""Averages over instances, with how far they are to be trusted: the paper has no code for either (P-E10)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from likeness_ml.evaluation.compare import COVERAGE, RESAMPLES

Average = dict[str, float | list[float] | int | list[str] | None]


def over_instances(records: Mapping[str, Mapping[str, float | None]], seed: int = 0) -> dict[str, Average]:
    """By metric, in the order they first appear: the mean over the instances that have it, ready for JSON.

    `records` are by instance. `interval` is the mean's bootstrap 95 % interval (percentiles, instances drawn with
    replacement; the instances are the sample, pictures and trainings are taken as they are), None with fewer than two.
    `instances` is how many the mean is over, `missing` names the others: where a figure is absent, None or NaN it
    counts neither as 0 nor as anything else.
    """
    metrics = dict.fromkeys(metric for record in records.values() for metric in record)
    return {
        metric: averaged({name: record.get(metric) for name, record in records.items()}, seed) for metric in metrics
    }


def averaged(values: Mapping[str, float | None], seed: int = 0) -> Average:
    """One metric of `over_instances`, by instance. The same seed and number of values draw the same instances, so that
    intervals of two metrics, or of two models, are over the same resamples.
    """
    missing = [name for name, value in values.items() if value is None or np.isnan(value)]
    known = np.array([value for name, value in values.items() if name not in missing], np.float64)
    counts: Average = {"instances": len(known), "missing": missing}
    if len(known) == 0:
        return {"mean": None, "interval": None, **counts}
    return {"mean": float(known.mean()), "interval": _interval(known, seed), **counts}


def _interval(values: np.ndarray, seed: int) -> list[float] | None:
    if len(values) < 2:
        return None
    drawn = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    return [float(bound) for bound in np.percentile(values[drawn].mean(axis=1), COVERAGE)]
