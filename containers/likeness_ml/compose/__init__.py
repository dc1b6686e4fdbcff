"""Synthetic images without a generator: Cut-and-Paste, augmented photos, and negatives in the same style."""
