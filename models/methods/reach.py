"""Travel minutes over a road network, from many sources at once, within a limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.roads import TICKS_PER_MIN, RoadGraph

_NEVER = np.int32(2**31 - 1)


def reach(
    graph: RoadGraph,
    sources: ArrayLike,
    limit_min: float = np.inf,
    *,
    targets: ArrayLike | None = None,
    threads: int = 2,
) -> NDArray[np.float32]:
    """Minutes from each source node to each node (or to `targets` only), inf beyond limit_min: sources × nodes.

    Shortest paths by buckets of whole times (Dial 1969, Algorithm 360: shortest-path forest with topological ordering).
    Times are sums of links rounded to a tenth of a second each. ValueError on node numbers outside the graph.

    Example: links 0→1 of 1 minute and 1→2 of 2: from 0 → 0, 1, 3; with limit 2: 0, 1, inf.
    """
    starts = _nodes(graph, sources, "sources")
    wanted = None if targets is None else _nodes(graph, targets, "targets")
    limit = _limit_ticks(limit_min)
    out = np.empty((starts.size, graph.n_nodes if wanted is None else wanted.size), dtype=np.float32)
    arcs, buckets = _packed(graph, limit)
    pick = np.empty(0, np.int64) if wanted is None else wanted
    parts = [part for part in np.array_split(np.arange(starts.size), max(1, min(threads, starts.size))) if part.size]

    def work(part: np.ndarray) -> None:
        _many(graph.ptr, arcs, starts, limit, buckets, wanted is None, pick, out, part[0], part[-1] + 1)

    if len(parts) <= 1:
        for part in parts:
            work(part)
    else:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(work, parts))
    return out


def nearest(graph: RoadGraph, sources: ArrayLike, limit_min: float = np.inf) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(which source, minutes) for the source nearest to each node: −1 and inf beyond the limit; one search for all.

    The first number is the position in `sources`; on a tie any of the nearest ones.
    """
    starts = _nodes(graph, sources, "sources")
    limit = _limit_ticks(limit_min)
    arcs, buckets = _packed(graph, limit)
    ticks = np.full(graph.n_nodes, _NEVER, np.int32)
    label = np.full(graph.n_nodes, -1, np.int64)
    _search(graph.ptr, arcs, starts, limit, buckets, ticks, label, *_workspace(graph.n_nodes, arcs.size, buckets))
    return label, np.where(ticks == _NEVER, np.float32(np.inf), (ticks / TICKS_PER_MIN).astype(np.float32))


def _nodes(graph: RoadGraph, nodes: ArrayLike, name: str) -> NDArray[np.int64]:
    numbers = np.asarray(nodes, dtype=np.int64).reshape(-1)
    if numbers.size and (numbers.min() < 0 or numbers.max() >= graph.n_nodes):
        raise ValueError(f"{name} must be node numbers in 0 … {graph.n_nodes - 1}")
    return numbers


def _limit_ticks(limit_min: float) -> int:
    if not limit_min >= 0:
        raise ValueError(f"limit_min must be at least 0, got {limit_min}")
    return int(min(np.floor(limit_min * TICKS_PER_MIN + 1e-9), 2**31 - 2))


def _packed(graph: RoadGraph, limit: int) -> tuple[NDArray[np.int64], int]:
    """Links with ticks and end in one number each, and the number of buckets: a power of two above the longest link."""
    arcs = graph.ticks.astype(np.int64) << 32
    arcs |= graph.to
    longest = min(int(graph.ticks.max(initial=1)), limit)
    return arcs, 1 << int(longest).bit_length()


@njit(cache=True, nogil=True)
def _workspace(n: int, n_links: int, buckets: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    head = np.full(buckets, -1, np.int32)
    # One place more than can be filled: what is written there is only kept when it counts.
    entry = np.empty(n_links + n + 2, np.int64)
    settled = np.empty(n + 1, np.int32)
    return head, entry, settled


@njit(cache=True, nogil=True)
def _search(
    ptr: np.ndarray,
    arcs: np.ndarray,
    starts: np.ndarray,
    limit: int,
    buckets: int,
    ticks: np.ndarray,
    label: np.ndarray,
    head: np.ndarray,
    entry: np.ndarray,
    settled: np.ndarray,
) -> int:
    """Dial's algorithm from all `starts` at once; returns how many nodes were touched, listed in `settled`.

    ticks must be "never" everywhere. `label` (when not empty) takes the position of the start each node hangs on.
    A node whose time falls is put into its new bucket too; the old entry is skipped when met. An entry is the node in the
    low half and the next entry of its bucket in the high. Numbers without a sign: no look at whether an index is negative.
    Whether a link betters a time is as good as chance, so nothing branches on it: all is written, and counts or not.
    """
    never, low = np.int32(2147483647), np.uint64(0xFFFFFFFF)
    mask, beyond = np.int64(buckets - 1), np.int64(limit) + 1
    n_entries, n_done, n_touched = np.uint64(0), np.uint64(0), np.uint64(0)
    with_label = label.size > 0
    for s in range(starts.size):
        v = np.uint64(starts[s])
        if ticks[v] != 0:
            ticks[v] = 0
            if with_label:
                label[v] = s
            settled[n_touched] = np.int32(v)
            n_touched += np.uint64(1)
            entry[n_entries] = np.int64(v) | (np.int64(head[0]) << 32)
            head[0] = np.int32(n_entries)
            n_entries += np.uint64(1)
    now = np.int32(0)
    while n_done < n_entries:
        bucket = np.uint64(np.int64(now) & mask)
        e = head[bucket]
        if e < 0:
            now += np.int32(1)
            continue
        head[bucket] = -1
        while e >= 0:
            here = entry[np.uint64(e)]
            v = np.uint64(here) & low
            e = np.int32(here >> 32)
            n_done += np.uint64(1)
            if ticks[v] != now:
                continue
            for a in range(np.uint64(ptr[v]), np.uint64(ptr[v + np.uint64(1)])):
                arc = arcs[a]
                w = np.uint64(arc) & low
                t = np.int64(now) + (arc >> 32)
                known = ticks[w]
                better = t < min(np.int64(known), beyond)
                ticks[w] = np.int32(t) if better else known
                settled[n_touched] = np.int32(w)
                n_touched += np.uint64(better & (known == never))
                if with_label:
                    label[w] = label[v] if better else label[w]
                next_bucket = np.uint64(t & mask)
                first = head[next_bucket]
                entry[n_entries] = np.int64(w) | (np.int64(first) << 32)
                head[next_bucket] = np.int32(n_entries) if better else first
                n_entries += np.uint64(better)
        now += np.int32(1)
    return int(np.int64(n_touched))


@njit(cache=True, nogil=True)
def _many(
    ptr: np.ndarray,
    arcs: np.ndarray,
    starts: np.ndarray,
    limit: int,
    buckets: int,
    dense: bool,
    targets: np.ndarray,
    out: np.ndarray,
    first: int,
    last: int,
) -> None:
    n = ptr.size - 1
    ticks = np.full(n, 2147483647, np.int32)
    head, entry, settled = _workspace(n, arcs.size, buckets)
    no_label = np.empty(0, np.int64)
    for s in range(first, last):
        touched = _search(ptr, arcs, starts[s : s + 1], limit, buckets, ticks, no_label, head, entry, settled)
        if dense:
            row = out[s]
            row[:] = np.float32(np.inf)
            for k in range(touched):
                v = np.uint64(settled[np.uint64(k)])
                row[v] = ticks[v] / np.float32(600)
                ticks[v] = 2147483647
        else:
            for k in range(targets.size):
                t = ticks[targets[k]]
                out[s, k] = np.inf if t == 2147483647 else t / np.float32(600)
            for k in range(touched):
                ticks[np.uint64(settled[np.uint64(k)])] = 2147483647
