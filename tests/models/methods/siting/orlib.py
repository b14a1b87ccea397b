"""Reads the OR-Library p-median file format into a table of shortest distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path


def read_pmed(text: str) -> tuple[NDArray[np.float64], int]:
    """(shortest distances of all pairs, p) of an OR-Library pmed file: first "n edges p", then "i j cost" an edge.

    Beasley 1985, A note on solving large p-median problems. Vertices count from 1; edges go both ways; where an edge
    stands more than once **the last value counts** (taking the least changes pmed1 from 5819 to 5718).
    ValueError when the text is not of that form or the graph is not connected.
    """
    try:
        numbers = [int(word) for word in text.split()]
        n, n_edges, p = numbers[:3]
        edges = np.array(numbers[3 : 3 + 3 * n_edges]).reshape(n_edges, 3)
    except ValueError as error:
        raise ValueError("not an OR-Library p-median file: whole numbers n, edges, p, then i j cost") from error
    if n_edges == 0 or edges[:, :2].min() < 1 or edges[:, :2].max() > n:
        raise ValueError(f"the edges must join vertices 1 … {n}")
    last = {(min(i, j), max(i, j)): cost for i, j, cost in edges.tolist()}
    ends = np.array(list(last)) - 1
    graph = csr_matrix((np.array(list(last.values()), dtype=float), (ends[:, 0], ends[:, 1])), shape=(n, n))
    distances = shortest_path(graph, directed=False)
    if not np.isfinite(distances).all():
        raise ValueError("the graph is not connected")
    return distances, p
