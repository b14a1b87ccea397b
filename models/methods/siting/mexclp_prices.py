"""Which sites further units could stand at in a better answer of MEXCLP: prices of rows tell, before a solver is asked.

A row reached by k units gains g_i1 ≥ g_i2 ≥ … with each. Relaxing "a row is reached by no more units than stand in reach" with
prices u_i ≥ 0 leaves for each site P_j = Σ_i u_i over its rows, and the bound

    L(u) = Σ_i Σ_k max(0, g_ik − u_i) + (the P_j of the units, the dearest sites first).

Any u gives a valid bound; u is lowered to it by the volume algorithm, as in `lagrange`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.siting.cover import Cover

_STEPS = 400


def open_sites(
    cover: Cover, first: NDArray[np.float64], pieces: NDArray[np.int64], q: float, room: NDArray[np.int64], units: int, value: float
) -> tuple[NDArray[np.bool_], float]:
    """(sites where a unit more could still better `value`, a bound on what `units` further units add).

    first: what the first further unit in reach adds to each row, each next q times that, `pieces` of them at most;
    room: units a site can still take; `value`: what the best known placement of the units adds.
    """
    bound, price = _prices(cover.site_ptr, cover.rows_of_site, first, pieces, q, room, units, value, _STEPS)
    taken = _taken(price, room, units)
    cheapest = price[taken > 0].min()
    may = (bound - cheapest + price > value) | (taken > 0)
    return may & (room > 0), bound


@njit(cache=True, nogil=True)
def _taken(price: np.ndarray, room: np.ndarray, units: int) -> np.ndarray:
    """How many units stand at each site when the dearest are filled first."""
    taken = np.zeros(price.size, np.int64)
    left = units
    for j in np.argsort(-price, kind="mergesort"):
        taken[j] = min(left, room[j])
        left -= taken[j]
        if left == 0:
            break
    return taken


@njit(cache=True, nogil=True)
def _prices(
    ptr: np.ndarray,
    rows: np.ndarray,
    first: np.ndarray,
    pieces: np.ndarray,
    q: float,
    room: np.ndarray,
    units: int,
    value: float,
    steps: int,
) -> tuple[float, np.ndarray]:
    """(least bound met, P there)."""
    n, m = first.size, ptr.size - 1
    u, u_best = first * 0.5, first * 0.5
    slack, mean = np.zeros(n), np.zeros(n)
    price, price_best = np.zeros(m), np.zeros(m)
    best, theta, fails = np.inf, 1.0, 0
    for it in range(steps):
        bound = 0.0
        for i in range(n):
            gain, wanted = first[i], 0
            while wanted < pieces[i] and gain > u[i]:
                bound += gain - u[i]
                gain *= q
                wanted += 1
            slack[i] = wanted
        for j in range(m):
            total = 0.0
            for k in range(ptr[j], ptr[j + 1]):
                total += u[rows[k]]
            price[j] = total
        taken = _taken(price, room, units)
        for j in range(m):
            if taken[j] > 0:
                bound += taken[j] * price[j]
                for k in range(ptr[j], ptr[j + 1]):
                    slack[rows[k]] -= taken[j]
        share = 1.0 if it == 0 else 0.1
        for i in range(n):
            mean[i] += share * (slack[i] - mean[i])
        if bound < best:
            best = bound
            u_best[:] = u
            price_best[:] = price
            fails = 0
            if best <= value:
                break
        else:
            fails += 1
            if fails >= 15:
                theta *= 0.66
                fails = 0
        norm = 0.0
        for i in range(n):
            if not (u_best[i] <= 0 and mean[i] < 0):
                norm += mean[i] * mean[i]
        if norm < 1e-12 or theta < 1e-4:
            break
        step = theta * (best - value + 1e-4 * abs(value)) / norm
        for i in range(n):
            u[i] = max(0.0, u_best[i] + step * mean[i])
    return best, price_best
