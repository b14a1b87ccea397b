"""Knows which data exists, what its columns mean, who may see it, and what was done with it."""
