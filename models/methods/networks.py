"""Figures of a directed network: how dense it is, how much of it is answered, and who stands between others.

A network is `nodes` numbered from 0 and links as pairs (from, to), each pair once and no node linked to itself; one without directions has
every link both ways.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

_SOURCES_AT_ONCE = 128


def density(nodes: int, links: int, unseen: int = 0) -> float | None:
    """The share of possible links that are there: links / (nodes (nodes - 1) - unseen); None where none is possible.

    `unseen`: ordered pairs of which nobody could know whether they are linked. Wasserman & Faust 1994, Social network analysis, 4.3.

    Example: Zachary's karate club, 78 links both ways among 34: 156 / (34 · 33) = 0.1390.
    """
    possible = nodes * (nodes - 1) - unseen
    return links / possible if possible > 0 else None


def reciprocity(links: Collection[tuple[int, int]]) -> float | None:
    """The share of links whose other direction is there too; None without links.

    Example: 0→1, 1→0, 1→2: 2/3.
    """
    there = set(links)
    return sum((to, begin) in there for begin, to in there) / len(there) if there else None


def betweenness(nodes: int, links: Collection[tuple[int, int]]) -> NDArray[np.float64]:
    """For each node the share of shortest ways between two others that lead through it, summed over all ordered pairs of others and
    divided by how many pairs there are, (nodes - 1)(nodes - 2): 0 … 1. All 0 under three nodes.

    Freeman 1977, A set of measures of centrality based on betweenness; computed as Brandes 2001, A faster algorithm for betweenness
    centrality, all sources of a block one step at a time.

    Example: of the path 0–1–2, both ways, node 1 has 1; of the star of five its middle has 1; node 1 of Zachary's karate club has 0.4376.
    """
    total = np.zeros(nodes)
    if nodes < 3 or not links:
        return total
    ends = np.array(sorted(set(links)), dtype=np.intp).reshape(-1, 2)
    sources = np.unique(ends[:, 0])
    for first in range(0, sources.size, _SOURCES_AT_ONCE):
        total += _dependencies(nodes, ends, sources[first : first + _SOURCES_AT_ONCE])
    return total / ((nodes - 1) * (nodes - 2))


def _dependencies(nodes: int, ends: NDArray[np.intp], sources: NDArray[np.intp]) -> NDArray[np.float64]:
    """The sum over sources of how much of the ways from each depend on every node (Brandes' delta)."""
    forward, backward = _Adder(nodes, ends[:, 0], ends[:, 1]), _Adder(nodes, ends[:, 1], ends[:, 0])
    rows = np.arange(sources.size)
    steps = np.full((sources.size, nodes), -1)
    ways = np.zeros((sources.size, nodes))
    steps[rows, sources], ways[rows, sources] = 0, 1.0
    last = 0
    while True:
        arriving = forward.added(np.where(steps == last, ways, 0.0))
        new = (arriving > 0) & (steps < 0)
        if not new.any():
            break
        last += 1
        steps[new], ways[new] = last, arriving[new]
    depends = np.zeros((sources.size, nodes))
    for step in range(last, 0, -1):
        here = steps == step
        shares = np.divide(1.0 + depends, ways, out=np.zeros_like(ways), where=here)
        depends += np.where(steps == step - 1, ways * backward.added(shares), 0.0)
    depends[rows, sources] = 0.0
    return depends.sum(axis=0)


class _Adder:
    """Adds up, for every node, what stands at the other end of its links."""

    def __init__(self, nodes: int, taken: NDArray[np.intp], given: NDArray[np.intp]) -> None:
        order = np.argsort(given, kind="stable")
        self._nodes, self._taken = nodes, taken[order]
        self._given, self._starts = np.unique(given[order], return_index=True)

    def added(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of values by node to rows of sums by node."""
        found = np.zeros((values.shape[0], self._nodes))
        found[:, self._given] = np.add.reduceat(values[:, self._taken], self._starts, axis=1)
        return found
