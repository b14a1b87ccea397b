"""Road reach beside networkx and scipy: 50 sources, 107,000 nodes, 300,000 links, 10 minutes.

Ours has two threads and the peers one: below each row stand both sides in processor seconds of all threads, which a busy machine
leaves alone. On two free processors ours takes half of its own.

`python -m benchmarks.reach [--quick]`; the network is a jittered grid with three links in ten left out.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.ratio import Pair, head, line, pair
from models.methods.reach import nearest, reach
from models.methods.roads import TICKS_PER_MIN, RoadGraph, road_graph

LIMIT_MIN = 10.0


def main() -> None:
    """Prints one table: travel times of all reached nodes, then the nearest of all sources."""
    side = 100 if "--quick" in sys.argv else 327
    graph = network(side)
    sources = np.random.default_rng(1).integers(0, graph.n_nodes, 50)
    print(f"{graph.n_nodes:,} nodes, {graph.n_links:,} links, {sources.size} sources, {LIMIT_MIN:.0f} minutes")
    head()
    table = csr_matrix((graph.ticks.astype(float), graph.to, graph.ptr), shape=(graph.n_nodes, graph.n_nodes))
    roads = _networkx(graph)

    def ours():
        return reach(graph, sources, LIMIT_MIN)

    def by_scipy():
        return dijkstra(table, indices=sources, limit=LIMIT_MIN * TICKS_PER_MIN) / TICKS_PER_MIN

    def by_networkx():
        import networkx

        return [networkx.single_source_dijkstra_path_length(roads, s, cutoff=LIMIT_MIN * TICKS_PER_MIN) for s in sources.tolist()]

    found = pair(ours, by_networkx)
    _row("reach", "networkx", found, _same_reach(found.ours, found.peer))
    found = pair(ours, by_scipy, runs=7)
    _row("reach", "scipy with limit", found, _same(found.ours, found.peer))

    def nearest_scipy():
        return dijkstra(table, indices=sources, min_only=True) / TICKS_PER_MIN

    def nearest_networkx():
        import networkx

        return networkx.multi_source_dijkstra_path_length(roads, set(sources.tolist()))

    found = pair(lambda: nearest(graph, sources)[1], nearest_networkx)
    _row("nearest of 50", "networkx", found, _same_reach(found.ours[None], [found.peer]))
    found = pair(lambda: nearest(graph, sources)[1], nearest_scipy, runs=7)
    _row("nearest of 50", "scipy min_only", found, _same(found.ours, found.peer))


def _row(workload: str, peer: str, found: Pair, equal: str) -> None:
    line(workload, peer, found, equal)
    print(found.cpu, flush=True)


def network(side: int) -> RoadGraph:
    """side × side crossings 100 m apart, seven in ten roads kept, both ways, 30 to 80 km/h."""
    rng = np.random.default_rng(0)
    n = side * side
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2) * 100.0 + rng.normal(0, 20, (n, 2))
    place = np.arange(n).reshape(side, side)
    a = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    b = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    kept = rng.random(a.size) < 0.705
    start, end = np.concatenate([a[kept], b[kept]]), np.concatenate([b[kept], a[kept]])
    metres = np.hypot(*(xy[start] - xy[end]).T)
    return road_graph(np.arange(n), xy, start, end, metres, rng.choice([30, 40, 50, 60, 80], start.size))


def _networkx(graph: RoadGraph):
    import networkx

    roads = networkx.DiGraph()
    roads.add_nodes_from(range(graph.n_nodes))
    start = np.repeat(np.arange(graph.n_nodes), np.diff(graph.ptr))
    roads.add_weighted_edges_from(zip(start.tolist(), graph.to.tolist(), graph.ticks.tolist(), strict=True))
    return roads


def _same(ours: np.ndarray, peer: np.ndarray) -> str:
    equal = (np.isfinite(ours) == np.isfinite(peer)).all() and np.allclose(ours, peer, rtol=1e-6)
    return f"yes, {np.isfinite(ours).sum():,} times" if equal else "NO"


def _same_reach(ours: np.ndarray, peer: list[dict]) -> str:
    table = np.full(ours.shape, np.inf)
    for row, times in zip(table, peer, strict=True):
        row[list(times)] = np.fromiter(times.values(), float) / TICKS_PER_MIN
    return _same(ours, table)


if __name__ == "__main__":
    main()
