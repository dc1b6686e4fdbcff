"""Training the small text-to-image generator that ships."""
