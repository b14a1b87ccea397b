"""Maximal covering by many good choices, made one by exact merging: what they share stays, what they differ in is chosen anew."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.cover import Cover
from models.methods.siting.cover_anneal import anneal_cover
from models.methods.siting.cover_pool import best_of, core_of
from models.methods.siting.cover_swap import greedy_cover, search_cover
from models.methods.siting.windows import better_by_windows

_SITES = 300  # candidates HiGHS mostly decides among within a second or two when they come from good choices
_MERGE_S = 10.0
_KEPT = 60
_Choice = tuple[float, NDArray[np.int64]]  # covered weight, sites in rising order


@dataclass(eq=False)
class Stock:
    """The good choices known so far, best first, all of as many sites; fixed: flag a site that every choice has."""

    cover: Cover
    weights: NDArray[np.float64]
    fixed: NDArray[np.bool_]
    start: NDArray[np.int64]  # where annealing begins
    seed: int
    choices: list[_Choice] = field(default_factory=list)
    ended: list[_Choice] = field(default_factory=list)  # the best of the stocks before, best first
    idle: int = 0

    def round(self, sites: NDArray[np.int64], turn: int, deadline: float) -> NDArray[np.int64]:
        """The best choice after one more round: four annealed hot are merged, four warm with the best, then all with the best.

        Merging as in tour merging (Cook & Seymour 2003, Tour merging via branch-decomposition). When that gains nothing
        windows in the best choice and in another follow; after two such rounds the stock begins anew from elsewhere, and
        its best is merged with those of the stocks before, for a stock comes to look alike.
        """
        rng = np.random.default_rng((self.seed, turn))
        if not self.ended:
            self._keep([self._polished(sites)])
        before = self.choices[0][0] if self.choices else -1.0
        with ThreadPoolExecutor(2) as threads:
            self._anneal_and_merge(rng, threads, deadline)
            if self.choices[0][0] <= before and time.perf_counter() < deadline:
                pair, number = [self.choices[0], *self._some(rng, 1)], int(rng.integers(1 << 30))
                self._keep(list(threads.map(lambda choice: self._windowed(choice[1], number, deadline), pair)))
        self.idle = self.idle + 1 if self.choices[0][0] <= before else 0
        best = max([self.choices[0], *self.ended], key=lambda choice: choice[0])
        if self.idle == 2:
            best = self._begin_anew(rng, deadline)
        return best[1]

    def _anneal_and_merge(self, rng: np.random.Generator, threads: ThreadPoolExecutor, deadline: float) -> None:
        warm = [self.choices[0], self.choices[0], *self._some(rng, 2)] if len(self.choices) > 1 else []
        numbers = rng.integers(1 << 30, size=8).tolist()
        fresh = list(threads.map(self._annealed, [*(sites for _, sites in warm), *[self.start] * 4], numbers))
        self._keep(fresh)
        groups = [fresh[len(warm) :], [*warm[:1], *fresh[: len(warm)], *self._some(rng, 6)]]
        children = list(threads.map(lambda group: self._merged(group, deadline), groups))
        self._keep(children)
        self._keep([self._merged([self.choices[0], *children, *self._some(rng, 8)], deadline)])

    def _begin_anew(self, rng: np.random.Generator, deadline: float) -> _Choice:
        """Ends the stock: its best joins those before, their merger too; the next begins from sites drawn in part."""
        self.ended = [self.choices[0], *self.ended]
        best = self._merged(sorted(self.ended, key=lambda choice: -choice[0])[:4], deadline)
        self.ended = sorted([best, *self.ended], key=lambda choice: -choice[0])
        held = np.flatnonzero(self.fixed)
        drawn = rng.permutation(np.flatnonzero(~self.fixed))[: (self.start.size - held.size) // 3]
        first = np.concatenate([held, drawn])
        self.start = greedy_cover(self.cover.site_ptr, self.cover.rows_of_site, self.weights, first, self.start.size)
        self.choices, self.idle = [], 0
        return self.ended[0]

    def _some(self, rng: np.random.Generator, count: int) -> list[_Choice]:
        """Choices of the better half of the stock, the best one left out where there are others."""
        among = self.choices[1 : 1 + _KEPT // 2] or self.choices
        return [among[k] for k in rng.permutation(len(among))[:count]]

    def _annealed(self, sites: NDArray[np.int64], number: int) -> _Choice:
        """From the start hot, from another choice warm, so that much of it stays."""
        heat = 0.1 if sites is self.start else 0.03
        c, moves = self.cover, int(np.clip(200 * self.cover.n_sites, 20_000, 500_000))
        found = anneal_cover(c.site_ptr, c.rows_of_site, c.row_ptr, c.sites_of_row, self.weights, sites, self.fixed, moves, heat, number)
        return self._polished(found)

    def _polished(self, sites: NDArray[np.int64]) -> _Choice:
        if sites.size < self.start.size:
            rest = np.setdiff1d(np.arange(self.cover.n_sites), sites)
            sites = np.concatenate([sites, rest[: self.start.size - sites.size]])
        found, value = search_cover(self.cover.site_ptr, self.cover.rows_of_site, self.weights, sites, self.fixed, 0, 1, 0)
        return value, np.sort(found)

    def _merged(self, group: list[_Choice], deadline: float) -> _Choice:
        """The best choice among the sites of as many of the group, in its order, as the solver can take; no worse than its best."""
        best = max(group, key=lambda choice: choice[0])
        size = len(group)
        while size > 1 and time.perf_counter() < deadline:
            used = [best[1], *(sites for _, sites in group[:size])]
            times = np.bincount(np.concatenate(used), minlength=self.cover.n_sites)
            stay, known = np.flatnonzero(times == len(used)), best[1][times[best[1]] < len(used)]
            core = core_of(self.cover, self.weights, np.flatnonzero((times > 0) & (times < len(used))), stay, known)
            if core is None:
                break
            if core.sites.size <= min(_SITES, self.cover.n_sites // 2):  # beyond half it is the problem itself
                found = best_of(core, min(_MERGE_S, deadline - time.perf_counter()))
                return best if found is None else self._polished(np.concatenate([stay, found]))
            size = size * 2 // 3
        return best

    def _windowed(self, sites: NDArray[np.int64], number: int, deadline: float) -> _Choice:
        return self._polished(better_by_windows(self.cover, self.weights, sites, self.fixed, 40, deadline, number))

    def _keep(self, choices: list[_Choice]) -> None:
        """Takes the new ones in and keeps the best, none twice."""
        all_of_them = {sites.tobytes(): (value, sites) for value, sites in [*self.choices, *choices]}
        self.choices = sorted(all_of_them.values(), key=lambda choice: -choice[0])[:_KEPT]
