"""Compiles the kernels of time once with tiny inputs."""

from __future__ import annotations

import numpy as np

from models.methods.timing.bursts import burst_paths
from models.methods.timing.closing import product_limit
from models.methods.timing.expected import expected


def compile_all() -> None:
    """Bursts, times to close, surges: by their numbers alone, for Polars starts threads with a table, and whoever warms may fork."""
    counts = np.array([[1.0, 4.0, 2.0, 3.0]])
    burst_paths(counts, np.full_like(counts, 9.0), 2.0, 1.0)
    product_limit(np.array([0, 0]), np.array([1, 1]), np.array([1, 0]))
    expected(counts, np.ones((4, 1)), np.zeros(4), np.ones(1))
