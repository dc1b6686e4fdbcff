"""The embedding server: images in, vectors out, adapters put on and taken off while it runs."""
