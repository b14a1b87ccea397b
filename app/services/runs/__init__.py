"""Runs of models: queued, followed, cancelled, and their results read."""
