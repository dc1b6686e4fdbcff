"""The programs that run inside Likeness's training jobs and behind its endpoints."""
