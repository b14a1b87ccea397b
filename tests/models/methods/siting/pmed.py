"""p-median files of the OR-Library kind, made by seed."""

from __future__ import annotations

import numpy as np

KINDS = [
    (n, p)
    for n, counts in (
        (100, (5, 10, 10, 20, 33)), (200, (5, 10, 20, 40, 67)), (300, (5, 10, 30, 60, 100)), (400, (5, 10, 40, 80, 133)),
        (500, (5, 10, 50, 100, 167)), (600, (5, 10, 60, 120, 200)), (700, (5, 10, 70, 140)), (800, (5, 10, 80)), (900, (5, 10, 90)),
    )
    for p in counts
]  # fmt: skip


def pmed(n: int, p: int, seed: int) -> str:
    """n vertices on a ring and random chords, n²/50 edges of length 1 … 100 in all (Beasley 1985), as a pmed file."""
    rng = np.random.default_rng(seed)
    edges = [(i, i % n + 1) for i in range(1, n + 1)]
    while len(edges) < n * n // 50:
        i, j = rng.integers(1, n + 1, 2).tolist()
        if i != j:
            edges.append((i, j))
    lengths = rng.integers(1, 101, len(edges)).tolist()
    return f"{n} {len(edges)} {p}\n" + "\n".join(f"{i} {j} {cost}" for (i, j), cost in zip(edges, lengths, strict=True))
