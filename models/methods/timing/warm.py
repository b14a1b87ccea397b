"""Compiles the kernels of time once with tiny inputs."""

from __future__ import annotations

from models.methods.timing.bursts import bursts
from models.methods.timing.closing import closing
from models.methods.timing.surges import surges


def compile_all() -> None:
    """Bursts, times to close, and surges."""
    bursts([1, 4], [9, 9])
    closing([1, 2], [True, False])
    surges([[9] * 20])
