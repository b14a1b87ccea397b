"""Time and space-time of 200,000 complaints, 50 topics, three years, beside statsmodels, scipy and numpy as a notebook would use them.

`python -m benchmarks.surges [--quick]`; each peer gives the same answer by the usual means.
"""

from __future__ import annotations

import sys
import time
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from benchmarks import ratio
from benchmarks.ratio import Pair, head, pair
from models.methods.spatial.knox import knox
from models.methods.spatial.recurrences import recurrences
from models.methods.spatial.scan import scan
from models.methods.timing.baselines import baseline
from models.methods.timing.bursts import bursts
from models.methods.timing.closing import closing
from models.methods.timing.seasons import Seasons, seasons
from models.methods.timing.surges import surges

WEEKS, TOPICS = 170, 50


def line(workload: str, peer: str, found: Pair, equal: str) -> None:
    """One row, the processor seconds beside what agrees."""
    ratio.line(workload, peer, found, f"{equal}; {found.cpu}")


class Town(NamedTuple):
    """A row a complaint: place in metres, day, topic, days to closing, closed?"""

    xy: np.ndarray
    day: np.ndarray
    topic: np.ndarray
    open_days: np.ndarray
    closed: np.ndarray


def main() -> None:
    """Prints one table, then the seconds of everything together."""
    quick = "--quick" in sys.argv
    town = complaints(20_000 if quick else 200_000)
    counts = weekly(town)
    print(f"{town.day.size:,} complaints, {TOPICS} topics, {WEEKS} weeks")
    head()
    _surges(counts, 8 if quick else 40)
    _bursts(town)
    _seasons(counts)
    _closing(town)
    n = 2_000 if quick else 12_000
    _repeats(f"near repeats of {n:,}", town.xy[:n], town.day[:n])
    _repeats(f"near repeats of {n:,} at 100 spots", np.round(town.xy[:n], -3), town.day[:n])
    _recurrences(town)
    _scan(town, quick)
    _together(town, counts)


def complaints(n: int) -> Town:
    """A town of hot corners and scattered complaints, seasons by topic, a fifth still open."""
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 10_000, (3_000, 2))
    corner, there = rng.integers(0, 3_000, n), rng.random(n) < 0.3
    xy = np.where(there[:, None], corners[corner], rng.uniform(0, 10_000, (n, 2)))
    topic = np.minimum(rng.geometric(0.06, n) - 1, TOPICS - 1)
    topic[there] = topic[corner[there]]
    day = rng.integers(0, WEEKS * 7, n)
    late = (np.sin(2 * np.pi * day / 365.25 + topic) < 0.5) & (rng.random(n) < 0.3)
    day[late] = rng.integers(0, WEEKS * 7, late.sum())
    return Town(xy, day, topic, np.floor(rng.exponential(14, n)), rng.random(n) < 0.8)


def weekly(town: Town) -> np.ndarray:
    """(topic × week) counts."""
    return np.bincount(town.topic * WEEKS + town.day // 7, minlength=TOPICS * WEEKS).reshape(TOPICS, WEEKS)


def _surges(counts: np.ndarray, weeks: int) -> None:
    tested = range(WEEKS - weeks, WEEKS)
    totals = counts.sum(axis=0)

    def peer():
        return np.concatenate([[_one_by_statsmodels(counts[term], totals, week) for term in range(TOPICS)] for week in tested])

    found = pair(lambda: surges(counts, totals, tested=tested, min_cases=0), peer, runs=1)
    mine = np.full((weeks, TOPICS), np.nan)
    mine[found.ours["period"].to_numpy() - tested[0], found.ours["term"].to_numpy()] = found.ours["p"].to_numpy()
    # A term too small for trend and season, or led too far by its trend, is fitted otherwise by design.
    same = np.zeros((weeks, TOPICS), bool)
    plain = found.ours.filter("trend")
    same[plain["period"].to_numpy() - tested[0], plain["term"].to_numpy()] = True
    apart = np.abs(mine.ravel() - found.peer)[same.ravel()].max()
    line(f"surges of {TOPICS} topics in {weeks} weeks", "statsmodels GLM twice each", found, f"p within {apart:.0e} in {same.sum():,}")


def _one_by_statsmodels(counts: np.ndarray, totals: np.ndarray, week: int) -> float:
    """Farrington's p-value of one topic and week, fitted by a library."""
    import statsmodels.api as sm

    basis = baseline(week, 365.25 / 7, totals.astype(float))
    assert basis is not None
    past, design = basis.lent(counts[None, basis.periods].astype(float))[0], basis.design
    family, offset = sm.families.Poisson(), np.log(totals[basis.periods] / totals[week])
    fit = sm.GLM(past, design, family=family, offset=offset).fit(scale="X2")
    phi = max(1.0, fit.scale)
    hat = fit.mu * np.einsum("ti,ij,tj->t", design, fit.cov_params() / fit.scale, design)
    far = 1.5 * (past ** (2 / 3) - fit.mu ** (2 / 3)) / (fit.mu ** (1 / 6) * np.sqrt(phi * np.maximum(1 - hat, 1e-3)))
    weights = np.where(far > 2.58, np.maximum(far, 2.58) ** -2.0, 1.0)
    fit = sm.GLM(past, design, family=family, offset=offset, var_weights=weights * past.size / weights.sum()).fit(scale="X2")
    phi, mean = max(1.0, fit.scale), float(np.exp(basis.then @ fit.params))
    spread = phi + mean * phi / fit.scale * float(basis.then @ fit.cov_params() @ basis.then)
    size = mean / max(spread - 1, 1e-9)
    p = float(stats.nbinom.sf(counts[week] - 1, size, size / (size + mean))) if counts[week] else 1.0
    return float(stats.t.sf(stats.norm.isf(p), fit.df_resid)) if phi > 1 else p


def _bursts(town: Town) -> None:
    days = WEEKS * 7
    counts = np.bincount(town.topic * days + town.day, minlength=TOPICS * days).reshape(TOPICS, days)
    totals = counts.sum(axis=0)
    found = pair(lambda: bursts(counts, totals).states, lambda: np.array([_one_by_hand(row, totals) for row in counts]))
    same = "yes" if (found.ours == found.peer).all() else "NO"
    line(f"bursts of {TOPICS} topics in {days:,} days", "the same in Python, a day at a time", found, same)


def _one_by_hand(counts: np.ndarray, totals: np.ndarray) -> list[int]:
    """Kleinberg's path of one topic, as it is usually written."""
    usual = counts.sum() / totals.sum()
    costs = [-stats.binom.logpmf(counts, totals, share) for share in (usual, 2 * usual)]
    step, cost, back = np.log(counts.size), [0.0, np.log(counts.size)], []
    for t in range(counts.size):
        came = [[cost[a] + (step if b > a and t else 0.0) for a in (0, 1)] for b in (0, 1)]
        back.append([min((0, 1), key=lambda a, b=b: came[b][a]) if t else b for b in (0, 1)])
        cost = [came[b][back[-1][b]] + costs[b][t] for b in (0, 1)]
    state, path = int(cost[1] < cost[0]), []
    for t in range(counts.size - 1, -1, -1):
        path.append(state)
        state = back[t][state]
    return path[::-1]


def _seasons(counts: np.ndarray) -> None:
    from statsmodels.tsa.seasonal import STL

    def peer():
        return [STL(row, period=52, seasonal=1701, seasonal_deg=0).fit().seasonal for row in counts.astype(float)]

    found = pair(lambda: [seasons(row, 52) for row in counts], peer)
    alike = [
        np.corrcoef(mine.season, theirs)[0, 1] for mine, theirs in zip(found.ours, found.peer, strict=True) if isinstance(mine, Seasons)
    ]
    line(f"season of {TOPICS} topics", "statsmodels STL without jumps", found, f"correlation of seasons ≥ {min(alike):.3f}")


def _closing(town: Town) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    def peer():
        return [SurvfuncRight(town.open_days[own], town.closed[own]) for own in (town.topic == one for one in range(TOPICS))]

    found = pair(lambda: closing(town.open_days, town.closed, town.topic), peer)
    steps = found.ours.curve.filter(found.ours.curve["closed"] > 0)
    theirs = np.concatenate([one.surv_prob for one in found.peer])
    apart = np.abs(steps["open"].to_numpy() - theirs).max()
    line(f"time to close of {TOPICS} groups, with limits", "statsmodels, curve alone", found, f"within {apart:.0e}, {steps.height:,} steps")


def _repeats(workload: str, xy: np.ndarray, day: np.ndarray) -> None:
    def peer():
        first, second = cKDTree(xy).query_pairs(100.0, output_type="ndarray").T
        rng, dealt = np.random.default_rng(0), day.copy()
        pairs = [int((np.abs(dealt[first] - dealt[second]) <= 30).sum())]
        for _ in range(99):
            rng.shuffle(dealt)
            pairs.append(int((np.abs(dealt[first] - dealt[second]) <= 30).sum()))
        return pairs

    found = pair(lambda: knox(xy, day, permutations=99), peer)
    same = found.ours.pairs == found.peer[0] and abs(found.ours.expected / np.mean(found.peer[1:]) - 1) < 0.02
    line(f"{workload}, 99 permutations", "scipy pairs, numpy permutations", found, "yes" if same else "NO")


def _recurrences(town: Town) -> None:
    def peer():
        near = cKDTree(np.column_stack([town.xy / 100, town.topic * 1e6])).query_pairs(1.0, output_type="ndarray")
        near = near[np.abs(town.day[near[:, 0]] - town.day[near[:, 1]]) <= 30]
        n = town.day.size
        size = np.bincount(connected_components(coo_array((np.ones(len(near)), near.T), (n, n)), directed=False)[1])
        return np.sort(size[size >= 3])[::-1]

    found = pair(lambda: recurrences(town.xy, town.day, town.topic).found["count"].to_numpy(), peer)
    same = "yes" if np.array_equal(found.ours, found.peer) else "NO"
    line("recurring problems", "scipy pairs and components", found, f"{same}, {found.ours.size:,}")


def _scan(town: Town, quick: bool) -> None:
    n, side = (3_000, 10) if quick else (12_000, 22)
    rows = np.flatnonzero(town.day < 1_000)[:n]
    cell = (town.xy[rows] / (10_000 / side)).astype(int)
    place, day = cell[:, 0] * side + cell[:, 1], town.day[rows]
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), -1).reshape(-1, 2) * (10_000 / side)

    def ours():
        return scan(place, day, xy, share=0.1, replicates=1, most=1).clusters["log_ratio"][0]

    found = pair(ours, lambda: _best_by_numpy(place, day, xy, 0.1, 14), runs=1)
    same = "yes" if abs(found.ours / found.peer - 1) < 1e-9 else "NO"
    line(f"scan of {n:,} cases, {side * side} places, data and 1 replicate", "numpy, data alone", found, same)
    begun = time.process_time()
    scan(place, day, xy, share=0.1, enough=999)
    print(f"scan with 999 replicates, none spared: {time.process_time() - begun:.1f} s of processor")


def _best_by_numpy(place: np.ndarray, day: np.ndarray, xy: np.ndarray, share: float, longest: int) -> float:
    """The best ratio over all cylinders, centre by centre, in whole arrays."""
    cases = day.size
    table = np.bincount(place * (day.max() + 1) + day, minlength=len(xy) * (day.max() + 1)).reshape(len(xy), -1)
    table = table[table.any(axis=1)]
    points = xy[np.unique(place)]
    upto, best = np.r_[0, np.cumsum(table.sum(axis=0))], 0.0
    for centre in points:
        far = np.hypot(*(points - centre).T)
        order = np.argsort(far, kind="stable")
        inside = np.cumsum(table[order], axis=0)
        kept = np.r_[np.diff(far[order]) > 1e-9, True] & (inside.sum(axis=1) <= share * cases)
        zones = np.pad(np.cumsum(inside[kept], axis=1), ((0, 0), (1, 0)))
        for length in range(1, longest + 1):
            count = (zones[:, length:] - zones[:, :-length]).astype(float)
            expected = zones[:, -1:] * (upto[length:] - upto[:-length]) / cases
            more = count > expected
            c, mu = count[more], expected[more]
            if c.size:
                best = max(best, float((c * np.log(c / mu) + (cases - c) * np.log((cases - c) / (cases - mu))).max()))
    return best


def _together(town: Town, counts: np.ndarray) -> None:
    begun, totals = time.process_time(), counts.sum(axis=0)
    surges(counts, totals, tested=range(WEEKS - 52, WEEKS))
    bursts(counts, totals)
    for row in counts:
        seasons(row, 52)
    closing(town.open_days, town.closed, town.topic)
    recurrences(town.xy, town.day, town.topic)
    for one in range(TOPICS):
        own = town.topic == one
        if own.sum() > 1:
            knox(town.xy[own], town.day[own])
    taken = time.process_time() - begun
    print(f"a year of surges, bursts, seasons, closing, recurrences and Knox by topic: {taken:.1f} s of processor")


if __name__ == "__main__":
    main()
