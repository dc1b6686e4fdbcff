"""DreamBooth: making the generator personal, and sampling it."""
