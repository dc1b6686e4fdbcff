"""Curation, contrastive LoRA and evaluation: from synthetic images to an adapter and what it is worth."""
