"""Staging pretrained weights from a model hub. No job imports this: jobs have no network."""
