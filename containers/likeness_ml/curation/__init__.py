"""Curation: which synthetic images train, by fidelity and diversity, and what each source and prompt is worth."""
