"""Siting beside spopt with CBC (through PuLP) and beside a plain HiGHS model: seconds, values, and who proved what.

`python -m benchmarks.siting [--quick]`; places are uniform in a square, weights whole numbers, all from one seed.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from benchmarks.ratio import head, line, pair
from models.methods.siting import Solution, cover_within, lscp, mclp, p_median

PEER_LIMIT_S = 120


def main() -> None:
    """Prints one table; --quick leaves out what takes the peer more than about ten seconds."""
    warnings.filterwarnings("ignore")
    quick = "--quick" in sys.argv
    print(f"peer: spopt + CBC, stopped at {PEER_LIMIT_S} s; lone sizes, which no peer here answers in 60 s, have no ratio")
    head()
    _mclp(1_000, 200, 20, 0.08)
    _lscp(1_000, 200, 0.12)
    if not quick:
        _mclp(10_000, 500, 30, 0.05)
        _lscp(10_000, 500, 0.075)
        _median(1_000, 200, 20)
    print("\n| workload | value | bound | gap | seconds |\n|---|---|---|---|---|")
    cost, weights = _places(10_000, 500)
    for p in (20, 50):
        for work_s in (3, 10):
            _alone(f"p-median 10,000 x 500, p = {p}, work {work_s}", lambda p=p, s=work_s: p_median(cost, p, weights, work_s=s))
    cost, weights = _places(100_000, 1_000)
    for p, radius in ((30, 0.05), (50, 0.03)):
        cover = cover_within(cost, radius)
        _alone(f"MCLP 100,000 x 1,000, p = {p}", lambda p=p, cover=cover: mclp(cover, weights, p, work_s=5))


def _places(n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    demand, sites = rng.random((n, 2)), rng.random((m, 2))
    cost = np.hypot(demand[:, :1] - sites[:, 0], demand[:, 1:] - sites[:, 1])
    return cost, rng.integers(1, 100, n).astype(float)


def _mclp(n: int, m: int, p: int, radius: float) -> None:
    from spopt.locate import MCLP

    cost, weights = _places(n, m)
    _beside(
        f"MCLP {n:,} x {m:,}, p = {p}",
        lambda: mclp(cover_within(cost, radius), weights, p),
        lambda: MCLP.from_cost_matrix(cost, weights, radius, p),
        largest=True,
    )


def _lscp(n: int, m: int, radius: float) -> None:
    from spopt.locate import LSCP

    cost, _ = _places(n, m)
    cost = cost[cost.min(axis=1) <= radius]
    _beside(f"LSCP {n:,} x {m:,}", lambda: lscp(cover_within(cost, radius)), lambda: LSCP.from_cost_matrix(cost, radius))


def _median(n: int, m: int, p: int) -> None:
    from spopt.locate import PMedian

    cost, weights = _places(n, m)
    _beside(
        f"p-median {n:,} x {m:,}, p = {p}",
        lambda: p_median(cost, p, weights),
        lambda: PMedian.from_cost_matrix(cost, weights, p),
        solver="highs",
    )


def _beside(name: str, ours: Callable, build: Callable, *, largest: bool = False, solver: str = "cbc") -> None:
    """Both sides from the same table of distances; the peer's status is its solution status, not its word "Optimal"."""
    import pulp

    def peer():
        engine = (
            pulp.HiGHS(msg=False, timeLimit=PEER_LIMIT_S, gapRel=0.0)
            if solver == "highs"
            else pulp.PULP_CBC_CMD(msg=False, timeLimit=PEER_LIMIT_S, gapRel=0.0)
        )
        model = build().solve(engine, results=False)
        return float(pulp.value(model.problem.objective)), model.problem.sol_status == pulp.LpSolutionOptimal

    found = pair(ours, peer, runs=1)
    value, proven = found.peer
    value = abs(value)
    same = np.isclose(found.ours.value, value, rtol=1e-9)
    better = found.ours.value > value if largest else found.ours.value < value
    words = "yes" if same else ("ours is better" if better else "NO")
    line(name, f"spopt + {solver}", found, f"{words}: {found.ours.value:,.6g} {found.ours.status} / {value:,.6g} {proven}")


def _alone(name: str, solve: Callable[[], Solution]) -> None:
    started = time.perf_counter()
    found = solve()
    seconds = time.perf_counter() - started
    print(f"| {name} | {found.value:,.6g} | {found.bound:,.6g} | {found.gap:.2%} | {seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
