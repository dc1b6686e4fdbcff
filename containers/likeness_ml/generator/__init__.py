"""The text-to-image generator: checking and loading a base, reading captions, sampling."""
