"""Maximal covering by many good choices, made one by exact merging: what they share stays, what they differ in is chosen anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.cover import Cover
from models.methods.siting.cover_anneal import anneal_cover
from models.methods.siting.cover_pool import best_of, core_of
from models.methods.siting.cover_swap import search_cover
from models.methods.siting.work import ENTRIES_PER_S, Work

_SITES = 300  # candidates HiGHS mostly decides among within a second or two when they come from good choices
_MERGE_S = 10.0  # counted seconds a merger may take
_HOT, _WARM = (0.12, 0.03, 2500), (0.05, 0.015, 1200)  # first and last temperature, moves tried a candidate
_LONGER = 5  # times the moves from one stock to the next: five times as many miss about half as much
_SIZE = 4000  # candidates beyond which there are no more moves
_MOVE = 60  # entries that a tried move touches, about
_IDLE = 2
_KEPT = 60
_Choice = tuple[float, NDArray[np.int64]]  # covered weight, sites in rising order


@dataclass(eq=False)
class Stock:
    """The good choices known so far, best first, all of as many sites; fixed: flag a site that every choice has."""

    cover: Cover
    weights: NDArray[np.float64]
    fixed: NDArray[np.bool_]
    size: int
    seed: int
    choices: list[_Choice] = field(default_factory=list)
    ended: list[_Choice] = field(default_factory=list)  # the best of the stocks before, best first
    idle: int = 0

    def round(self, sites: NDArray[np.int64], turn: int, work: Work) -> NDArray[np.int64]:
        """The best choice after one more round: four annealed hot are merged, four warm with the best, then all with the best.

        Merging as in tour merging (Cook & Seymour 2003, Tour merging via branch-decomposition). A stock comes to look
        alike: after some rounds without gain it ends, its best is merged with those of the stocks before, and another begins that anneals
        longer.
        """
        rng = np.random.default_rng((self.seed, turn))
        if not self.ended:
            self._keep([self._polished(sites)])
        before = self.choices[0][0] if self.choices else -1.0
        with ThreadPoolExecutor(2) as threads:
            self._anneal_and_merge(rng, threads, work)
        self.idle = self.idle + 1 if self.choices[0][0] <= before else 0
        best = max([self.choices[0], *self.ended], key=lambda choice: choice[0])
        if self.idle == _IDLE:
            best = self._end(work)
        return best[1]

    def _anneal_and_merge(self, rng: np.random.Generator, threads: ThreadPoolExecutor, work: Work) -> None:
        warm = [self.choices[0], self.choices[0], *self._some(rng, 2)] if len(self.choices) > 1 else []
        numbers, starts = rng.integers(1 << 30, size=8).tolist(), [*(sites for _, sites in warm), *[None] * 4]
        most = int(work.left_s * ENTRIES_PER_S / _MOVE / (2 * len(starts)))
        annealed = list(threads.map(self._annealed, starts, numbers, [most] * len(starts)))
        fresh = [choice for choice, _ in annealed]
        work.spend(sum(touched for _, touched in annealed))
        self._keep(fresh)
        groups = [fresh[len(warm) :], [*warm[:1], *fresh[: len(warm)], *self._some(rng, 6)]]
        parts = [work.part(_MERGE_S) for _ in groups]
        children = list(threads.map(self._merged, groups, parts))
        for part in parts:
            work.settle(part)
        self._keep(children)
        self._keep([self._merged([self.choices[0], *children, *self._some(rng, 8)], work)])

    def _end(self, work: Work) -> _Choice:
        """Ends the stock: its best joins those before, their merger too."""
        self.ended = [self.choices[0], *self.ended]
        best = self._merged(sorted(self.ended, key=lambda choice: -choice[0])[:4], work)
        self.ended = sorted([best, *self.ended], key=lambda choice: -choice[0])
        self.choices, self.idle = [], 0
        return self.ended[0]

    def _some(self, rng: np.random.Generator, count: int) -> list[_Choice]:
        """Choices of the better half of the stock, the best one left out where there are others."""
        among = self.choices[1 : 1 + _KEPT // 2] or self.choices
        return [among[k] for k in rng.permutation(len(among))[:count]]

    def _annealed(self, sites: NDArray[np.int64] | None, number: int, most: int) -> tuple[_Choice, float]:
        """From a known choice warm, so that much of it stays; without one hot, from sites drawn at random; and the entries touched."""
        hot, cold, moves_a_site = _HOT if sites is None else _WARM
        if sites is None:
            held, others = np.flatnonzero(self.fixed), np.flatnonzero(~self.fixed)
            drawn = np.random.default_rng(number).permutation(others)[: self.size - held.size]
            sites = np.concatenate([held, drawn])
        longer = _LONGER ** len(self.ended)
        c, moves, scale = self.cover, min(most, moves_a_site * longer * min(self.cover.n_sites, _SIZE)), self._scale()
        found, touched = anneal_cover(
            c.site_ptr, c.rows_of_site, c.row_ptr, c.sites_of_row, self.weights, sites, self.fixed, moves, hot * scale, cold * scale, number
        )
        return self._polished(found), touched

    def _scale(self) -> float:
        """The weight that moves near a good choice change: less when little is left uncovered, more when a site covers much."""
        covered = max([*self.choices, *self.ended], key=lambda choice: choice[0])[0]
        uncovered = max(float(self.weights.sum()) - covered, float(self.weights.min()))
        return float(np.sqrt(covered * uncovered)) / self.size

    def _polished(self, sites: NDArray[np.int64]) -> _Choice:
        if sites.size < self.size:
            rest = np.setdiff1d(np.arange(self.cover.n_sites), sites)
            sites = np.concatenate([sites, rest[: self.size - sites.size]])
        found, value = search_cover(self.cover.site_ptr, self.cover.rows_of_site, self.weights, sites, self.fixed, 0, 1, 0)
        return value, np.sort(found)

    def _merged(self, group: list[_Choice], work: Work) -> _Choice:
        """The best choice among the sites of as many of the group, in its order, as the solver can take; no worse than its best."""
        best = max(group, key=lambda choice: choice[0])
        size = len(group)
        while size > 1 and not work.over:
            used = [best[1], *(sites for _, sites in group[:size])]
            times = np.bincount(np.concatenate(used), minlength=self.cover.n_sites)
            stay, known = np.flatnonzero(times == len(used)), best[1][times[best[1]] < len(used)]
            core = core_of(self.cover, self.weights, np.flatnonzero((times > 0) & (times < len(used))), stay, known)
            if core is None:
                break
            if core.sites.size <= min(_SITES, self.cover.n_sites // 2):  # beyond half it is the problem itself
                found = best_of(core, work, _MERGE_S)
                return best if found is None else self._polished(np.concatenate([stay, found]))
            size = size * 2 // 3
        return best

    def _keep(self, choices: list[_Choice]) -> None:
        """Takes the new ones in and keeps the best, none twice."""
        all_of_them = {sites.tobytes(): (value, sites) for value, sites in [*self.choices, *choices]}
        self.choices = sorted(all_of_them.values(), key=lambda choice: -choice[0])[:_KEPT]
