"""Which unit to move or add where, busy units considered: gains, losses, and how far from the best an answer can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.siting.cover import Cover, cover_from_pairs


@dataclass(frozen=True)
class Move:
    """One unit from a site to another. Weights are expected covered weight: gained ≥ 0, lost ≥ 0, net = gained − lost."""

    start: int
    end: int
    gained: float
    lost: float

    @property
    def net(self) -> float:
        return self.gained - self.lost


def expected_cover(covers: Cover | ArrayLike, weights: ArrayLike, units: ArrayLike, busy_fraction: float) -> float:
    """What a placement is worth when each unit is busy with probability q: Σ w_i (1 − q^k_i) (Daskin 1983).

    Example: one row of weight 1 in reach of 1, 2, 3, 4 units with q = 0.3: 0.7, 0.91, 0.973, 0.9919.
    """
    cover, weight, at = _checked(covers, weights, units, busy_fraction)
    return float(weight @ _worth(_seen(cover, at), busy_fraction))


def best_moves(
    covers: Cover | ArrayLike, weights: ArrayLike, units: ArrayLike, busy_fraction: float, *, most: int = 1, penalty: float = 0.0
) -> tuple[Move, ...]:
    """The best moves one after another, each worth more than `penalty`.

    The worth of a placement is that of MEXCLP, Σ w_i (1 − q^k_i) with k_i the units that cover row i (Daskin 1983, A maximum
    expected covering location model). Moving one unit from site a to site b changes row i from k to k − c_ai + c_bi. All
    pairs (a, b) are tried: exact for one move, one after the other for more.

    covers: a `Cover`, or sites × rows, true where a site covers a row; units: units at each site today. ValueError on sizes or q ∉ [0, 1).

    Example: rows of weight 10 and 30, site 0 covers row 0, site 1 covers row 1, one unit at 0, q = 0.3: the move 0 → 1
    gains 21, loses 7, net 14.
    """
    cover, weight, at = _checked(covers, weights, units, busy_fraction)
    moves: list[Move] = []
    for _ in range(most):
        found = _best(cover, weight, at, busy_fraction)
        if found is None or found.net <= penalty + 1e-9:
            break
        at[found.start] -= 1
        at[found.end] += 1
        moves.append(found)
    return tuple(moves)


@dataclass(frozen=True)
class Additions:
    """Sites for further units (a site stands once for each), what the whole placement is worth, and the most any could be worth."""

    sites: tuple[int, ...]
    value: float
    bound: float


def best_additions(covers: Cover | ArrayLike, weights: ArrayLike, units: ArrayLike, busy_fraction: float, more: int) -> Additions:
    """Where `more` units stand best beside those there, by Σ w_i (1 − q^k_i): exact for one, greedy and swapped for more.

    The worth grows ever less with each unit, so from any placement no answer can be better than that placement plus `more`
    times the best single gain (Nemhauser, Wolsey & Fisher 1978, An analysis of approximations for maximizing submodular set
    functions): the least such number met on the way is the bound.

    Example: rows of weight 10 and 30, no units, site 0 covers row 0, site 1 row 1, q = 0.3: one unit stands at 1, worth 21.
    """
    cover, weight, at = _checked(covers, weights, units, busy_fraction)
    seen, chosen, bound = _seen(cover, at), [], np.inf
    for _ in range(more):
        gain = _gains(cover, weight, seen, busy_fraction)
        bound = min(bound, float(weight @ _worth(seen, busy_fraction)) + more * float(gain.max()))
        chosen.append(int(gain.argmax()))
        seen[_rows(cover, chosen[-1])] += 1
    better = more > 1
    while better:
        better = False
        for place, site in enumerate(chosen):
            seen[_rows(cover, site)] -= 1
            gain = _gains(cover, weight, seen, busy_fraction)
            best = int(gain.argmax())
            if gain[best] > gain[site] + 1e-6 * max(1.0, abs(float(gain[site]))):
                chosen[place], better = best, True
            seen[_rows(cover, chosen[place])] += 1
    value = float(weight @ _worth(seen, busy_fraction))
    return Additions(tuple(sorted(chosen)), value, max(value, bound))


def _checked(
    covers: Cover | ArrayLike, weights: ArrayLike, units: ArrayLike, q: float
) -> tuple[Cover, NDArray[np.float64], NDArray[np.int64]]:
    cover = covers if isinstance(covers, Cover) else _packed(np.asarray(covers))
    weight, at = np.asarray(weights, dtype=np.float64), np.array(units, dtype=np.int64)
    if (cover.n_sites, cover.n_demand) != (at.size, weight.size):
        raise ValueError("covers must be sites × rows, with as many units as sites and weights as rows")
    if not 0 <= q < 1:
        raise ValueError(f"busy_fraction must lie in [0, 1), got {q}")
    return cover, weight, at


def _packed(covers: NDArray) -> Cover:
    if covers.ndim != 2:
        raise ValueError("covers must be a table of sites × rows")
    site, row = np.nonzero(covers)
    return cover_from_pairs(row, site, covers.shape[1], covers.shape[0])


def _rows(cover: Cover, site: int) -> NDArray[np.int32]:
    return cover.rows_of_site[cover.site_ptr[site] : cover.site_ptr[site + 1]]


def _seen(cover: Cover, units: NDArray[np.int64]) -> NDArray[np.float64]:
    """How many units cover each row."""
    each = np.repeat(units, np.diff(cover.site_ptr))
    seen: NDArray[np.float64] = np.bincount(cover.rows_of_site, each, cover.n_demand).astype(np.float64)
    return seen


def _gains(cover: Cover, weight: NDArray, seen: NDArray, q: float) -> NDArray[np.float64]:
    """What one further unit at each site adds."""
    return cover.weight_of_sites(weight * (_worth(seen + 1, q) - _worth(seen, q)))


def _best(cover: Cover, weight: NDArray, units: NDArray, q: float) -> Move | None:
    seen = _seen(cover, units)
    before = _worth(seen, q)
    best: tuple[float, int, int] | None = None
    worth_of_one = weight * (_worth(seen + 1, q) - before)
    gain_of_one = cover.weight_of_sites(worth_of_one)
    for start in np.flatnonzero(units > 0).tolist():
        # Only what the start covers is worth anything else once a unit has left it.
        rows = _rows(cover, start)
        lost = weight[rows] * (before[rows] - _worth(seen[rows] - 1, q))
        net = gain_of_one - lost.sum()
        _spread(cover.row_ptr, cover.sites_of_row, rows, lost - worth_of_one[rows], net)
        net[start] = -np.inf
        end = int(net.argmax())
        if best is None or net[end] > best[0] + 1e-6:
            best = (float(net[end]), start, end)
    if best is None:
        return None
    _, start, end = best
    after = seen.copy()
    after[_rows(cover, start)] -= 1
    after[_rows(cover, end)] += 1
    change = weight * (_worth(after, q) - before)
    return Move(start, end, float(change[change > 0].sum()), float(-change[change < 0].sum()))


@njit(cache=True, nogil=True)
def _spread(row_ptr: np.ndarray, sites_of_row: np.ndarray, rows: np.ndarray, values: np.ndarray, total: np.ndarray) -> None:
    """Adds the value of each of these rows to every site that covers it."""
    for r in range(rows.size):
        for k in range(row_ptr[rows[r]], row_ptr[rows[r] + 1]):
            total[sites_of_row[k]] += values[r]


def _worth(units: NDArray, q: float) -> NDArray[np.float64]:
    """1 − q^k; with q = 0 covered or not."""
    worth: NDArray[np.float64] = 1.0 - np.power(q, units, dtype=np.float64) if q > 0 else (units > 0.5).astype(np.float64)
    return worth
