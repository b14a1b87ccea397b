"""Touches the world: files, databases, engines. Knows bytes, frames and SQL; no datasets, no models."""
