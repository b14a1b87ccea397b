"""The sample of ten departments."""
