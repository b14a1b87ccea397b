"""Compiles the kernels of time once with tiny inputs."""

from __future__ import annotations

from models.methods.timing.bursts import bursts
from models.methods.timing.closing import closing


def compile_all() -> None:
    """Bursts, and times to close."""
    bursts([1, 4], [9, 9])
    closing([1, 2], [True, False])
