"""Workshops: made by a trainer, joined by a code, led from a board; exercises, certificates, and what came of them afterwards."""
