"""Base against personalized on held-out photos: metrics, intervals, curves, similarity maps."""
