"""Evaluation datasets, in whatever layout they come: PODS, DeepFashion2, dogs, and folders of your own."""

from likeness_ml.evaluation.datasets.dataset import Dataset, Instance, Picture
from likeness_ml.evaluation.datasets.load import check_pictures, load
from likeness_ml.evaluation.datasets.protocol import Evaluated, evaluated_on, per_shift

__all__ = ["Dataset", "Evaluated", "Instance", "Picture", "check_pictures", "evaluated_on", "load", "per_shift"]
