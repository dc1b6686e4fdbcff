"""A small sphere tracer that draws the pictures Likeness ships: numpy, Pillow and OpenCV only."""
