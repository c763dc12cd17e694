"""Every figure once, drawn from a small example result: ``python -m analysis.gallery``."""
