"""Compiles the kernels of space once with tiny inputs."""

from __future__ import annotations

from models.methods.spatial.knox import knox
from models.methods.spatial.recurrences import recurrences


def compile_all() -> None:
    """What repeats."""
    corner = [[0.0, 0.0], [0.0, 0.0], [60.0, 0.0]]
    knox(corner, [1, 2, 3], permutations=1)
    recurrences(corner, [1, 2, 3])
