"""Maximal covering over very many candidate places: solved on a short list of them, with a bound that holds for all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.siting.cover import Cover, cover_near
from models.methods.siting.mclp import mclp, near
from models.methods.siting.solution import Solution, proven
from models.methods.spatial.near_sum import near_sum

Array = NDArray[np.float64]
_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Shortlist:
    """Candidates worth solving with: their numbers among all, the demand rows they reach, those rows' weights, and the cover.

    `gain`: the weight each of all the places reaches; `touched`: places, listed or not, that reach one of the rows.
    """

    sites: NDArray[np.int64]
    rows: NDArray[np.int64]
    weights: Array
    cover: Cover
    points: Array
    places: Array
    gain: Array
    touched: NDArray[np.int64]
    radius_m: float

    def bound(self, p: int, price_share: Array) -> float:
        """No p places of which one or more is not listed cover more than this, whatever shares of the rows' weights their prices are."""
        rebate = self.weights * (1 - np.clip(price_share, 0.0, 1.0))
        worth = self.gain.copy()
        worth[self.touched] -= near_sum(self.places[self.touched], self.points, rebate, self.radius_m)
        best = np.sort(worth)[-p:]
        others = np.delete(worth, self.sites)
        if not others.size:
            return 0.0
        # One of the others is taken: it is among the best, or it stands in the place of the least of them.
        return float(rebate.sum() + best.sum() - best[0] + min(float(others.max()), float(best[0])))


def shortlist(
    points: ArrayLike, weights: ArrayLike, places: ArrayLike, radius_m: float, *, most: int = 2000, apart_m: float = 0.0
) -> Shortlist | None:
    """Up to `most` candidate places with the most weight in reach; metres, one plane. None where no place reaches any weight.

    points × 2 with their weights, places × 2. Of places with equal weight those first in order. Half of the list are the best places
    of squares that are `apart_m` wide (or as a circle is), so that places which must keep a distance are found all over.
    """
    xy, w = np.asarray(points, dtype=float).reshape(-1, 2), np.asarray(weights, dtype=float).reshape(-1)
    sites = np.asarray(places, dtype=float).reshape(-1, 2)
    gain = near_sum(sites, xy, w, radius_m)
    order = np.argsort(-gain, kind="stable")
    order = order[gain[order] > 0]
    square = np.floor(sites[order] / max(apart_m, 2 * radius_m)).astype(np.int64)
    _, best = np.unique(square[:, 1] * (1 << 31) + square[:, 0], return_index=True)
    spread = order[np.sort(best)[: most // 2]]
    kept = np.union1d(spread, order[: most - spread.size])
    if not kept.size:
        return None
    rows = np.flatnonzero((near_sum(xy, sites[kept], None, radius_m) > 0) & (w > 0))
    cover = cover_near(xy[rows], sites[kept], radius_m * (1 + 1e-12))
    touched = np.flatnonzero(near_sum(sites, xy[rows], None, radius_m) > 0)
    return Shortlist(kept, rows, w[rows], cover, xy[rows], sites, gain, touched, radius_m)


def cover_apart(listed: Shortlist, p: int, apart_m: float, *, work_s: float = 5.0, seed: int = 0) -> Solution:
    """The p places, at least `apart_m` from one another, that cover the most weight (Church & ReVelle 1974), of all candidates.

    `sites` are numbers among all the places. The short list is solved exactly without the distance; where its answer keeps it, that
    is the answer with it too. Else places are taken one by one and exchanged while that helps. `bound` is what no p places at all,
    however near, can pass: that of the short list, and for sets with another place the Lagrangian one at its prices. Fewer than p come
    back where no more fit.
    """
    count = min(p, listed.sites.size)
    found = mclp(listed.cover, listed.weights, count, work_s=work_s, seed=seed)
    told = near(listed.cover, listed.weights, found.sites, np.empty(0, np.int64))
    bound = max(found.bound, listed.bound(p, told.price_share))
    sites, value = found.sites, found.value
    xy = listed.places[listed.sites]
    if not _apart(xy[sites], apart_m):
        sites = _exchanged(listed, _greedy(listed, count, apart_m), apart_m)
        value = float(listed.weights[listed.cover.counts(sites) > 0].sum())
    answer = proven(listed.sites[sites], value, bound, found.seconds, stopped=found.stopped)
    return replace(answer, sites=listed.sites[sites])


def _apart(xy: Array, apart_m: float) -> bool:
    away = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return bool((away >= apart_m - _SAME).all())


def _free(listed: Shortlist, taken: list[int], apart_m: float) -> NDArray[np.bool_]:
    xy = listed.places[listed.sites]
    free = np.ones(listed.sites.size, np.bool_)
    for site in taken:
        free &= np.hypot(*(xy - xy[site]).T) >= apart_m - _SAME
        free[site] = False
    return free


def _best(listed: Shortlist, taken: list[int], apart_m: float) -> tuple[int, float]:
    """The place that adds the most weight to those taken, and how much; −1 where none may."""
    left = np.where(listed.cover.counts(taken) > 0, 0.0, listed.weights)
    gain = np.where(_free(listed, taken, apart_m), listed.cover.weight_of_sites(left), -1.0)
    site = int(np.argmax(gain))
    return (site, float(gain[site])) if gain[site] >= 0 else (-1, 0.0)


def _greedy(listed: Shortlist, p: int, apart_m: float) -> list[int]:
    taken: list[int] = []
    while len(taken) < p:
        site, _ = _best(listed, taken, apart_m)
        if site < 0:
            break
        taken.append(site)
    return taken


def _exchanged(listed: Shortlist, taken: list[int], apart_m: float) -> NDArray[np.int64]:
    """Each place in turn taken out and the best put in, until nothing helps."""
    better = True
    while better:
        better = False
        for at in range(len(taken)):
            rest = taken[:at] + taken[at + 1 :]
            left = np.where(listed.cover.counts(rest) > 0, 0.0, listed.weights)
            held = float(left[_rows(listed.cover, taken[at])].sum())
            site, gain = _best(listed, rest, apart_m)
            if site >= 0 and gain > held * (1 + 1e-12) + 1e-12:
                taken[at], better = site, True
    return np.sort(np.asarray(taken, dtype=np.int64))


def _rows(cover: Cover, site: int) -> NDArray[np.int32]:
    return cover.rows_of_site[cover.site_ptr[site] : cover.site_ptr[site + 1]]
