"""Compiles the kernels of text methods once with tiny inputs."""

from __future__ import annotations

from models.methods.text.duplicates import duplicates


def compile_all() -> None:
    """Near duplicates of three short texts."""
    duplicates(["가나다라마", "가나다라마바", "마"])
