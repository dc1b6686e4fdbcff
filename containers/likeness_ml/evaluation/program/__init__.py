"""Evaluating a backbone, and adapters beside it, on a dataset: the steps of `python -m likeness_ml.evaluation`."""
