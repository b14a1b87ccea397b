"""Lagrangian bounds for "serve every row from an open site", the one relaxation behind median and covering.

Rows i choose a site j at cost c_ij, or stay unserved at cap_i; sites are opened, `count` of them or each at a price f_j.
Relaxing "every row is served once" with prices u_i ≤ cap_i (Cornuéjols, Fisher & Nemhauser 1977, Location of bank
accounts to optimize float) leaves, for each site, ρ_j = f_j + Σ_i min(0, c_ij − u_i), and the bound

    L(u) = Σ_i u_i + Σ_open ρ_j + (the `count` smallest free ρ_j, or all negative ones when count is −1).

Any u gives a valid bound. u is raised by the volume algorithm (Barahona & Anbil 2000, The volume algorithm: producing
primal solutions with a subgradient method), which also gives ȳ, how often a site was chosen: the sites to branch on.
"""

from __future__ import annotations

import numpy as np

from models.methods.kernels import njit

FREE, OPEN, CLOSED = 0, 1, -1


@njit(cache=True, nogil=True, fastmath={"reassoc", "nsz", "contract"})
def _site_price(idx: np.ndarray, cost: np.ndarray, u: np.ndarray, start: int, end: int) -> float:
    total = 0.0
    for k in range(start, end):
        total += min(0.0, cost[k] - u[idx[k]])
    return total


@njit(cache=True, nogil=True)
def node_caps(ptr: np.ndarray, idx: np.ndarray, cost: np.ndarray, cap: np.ndarray, state: np.ndarray) -> np.ndarray:
    """Row caps lowered to the cheapest open site: a higher price cannot raise the bound there."""
    lowered = cap.copy()
    for j in range(state.size):
        if state[j] == 1:
            for k in range(ptr[j], ptr[j + 1]):
                if cost[k] < lowered[idx[k]]:
                    lowered[idx[k]] = cost[k]
    return lowered


@njit(cache=True, nogil=True)
def _choose(rho: np.ndarray, state: np.ndarray, count: int, chosen: np.ndarray) -> tuple[float, float, float]:
    """Marks the free sites the relaxation opens; returns (their sum, dearest chosen ρ, cheapest ρ left out)."""
    m = rho.size
    chosen[:] = 0
    if count < 0:
        total = 0.0
        for j in range(m):
            if state[j] == 0 and rho[j] < 0:
                chosen[j] = 1
                total += rho[j]
        return total, 0.0, 0.0
    free = np.empty(m)
    n_free = 0
    for j in range(m):
        if state[j] == 0:
            free[n_free] = rho[j]
            n_free += 1
    if count == 0:
        return 0.0, -np.inf, free[:n_free].min() if n_free else np.inf
    ordered = np.partition(free[:n_free], min(count, n_free - 1))
    inside = ordered[:count].max()
    outside = ordered[count] if count < n_free else np.inf
    total = 0.0
    left = count
    for j in range(m):
        if state[j] == 0 and rho[j] < inside:
            chosen[j] = 1
            total += rho[j]
            left -= 1
    for j in range(m):
        if left > 0 and state[j] == 0 and rho[j] == inside:
            chosen[j] = 1
            total += inside
            left -= 1
    return total, inside, outside


@njit(cache=True, nogil=True)
def relaxed(
    ptr: np.ndarray,
    idx: np.ndarray,
    cost: np.ndarray,
    price: np.ndarray,
    state: np.ndarray,
    count: int,
    u: np.ndarray,
    rho: np.ndarray,
    chosen: np.ndarray,
) -> tuple[float, float, float]:
    """L(u), with ρ and the chosen free sites written into `rho` and `chosen`; also the two ρ at the edge."""
    total = u.sum()
    for j in range(state.size):
        if state[j] != -1:
            rho[j] = price[j] + _site_price(idx, cost, u, ptr[j], ptr[j + 1])
            if state[j] == 1:
                total += rho[j]
    part, inside, outside = _choose(rho, state, count, chosen)
    return total + part, inside, outside


@njit(cache=True, nogil=True)
def ascend(
    ptr: np.ndarray,
    idx: np.ndarray,
    cost: np.ndarray,
    price: np.ndarray,
    cap: np.ndarray,
    state: np.ndarray,
    count: int,
    upper: float,
    cutoff: float,
    u_best: np.ndarray,
    iterations: int,
    theta: float,
) -> tuple[float, np.ndarray, np.ndarray, float, float, np.ndarray, float, int]:
    """Raises u_best in place; returns (best bound, ρ there, chosen there, inside, outside, ȳ, θ reached, steps done).

    Stops early once the bound passes `cutoff`; `upper` is the best known value, the target of the steps.
    """
    n, m = cap.size, state.size
    rho, rho_best = np.zeros(m), np.zeros(m)
    chosen, chosen_best = np.zeros(m, np.int8), np.zeros(m, np.int8)
    y_mean = np.zeros(m)
    u, slack, slack_mean = u_best.copy(), np.empty(n), np.zeros(n)
    best = -np.inf
    inside_best, outside_best = 0.0, 0.0
    fails, done = 0, 0
    for it in range(iterations):
        done += 1
        bound, inside, outside = relaxed(ptr, idx, cost, price, state, count, u, rho, chosen)
        slack[:] = 1.0
        for j in range(m):
            if chosen[j] == 1 or state[j] == 1:
                for k in range(ptr[j], ptr[j + 1]):
                    if cost[k] < u[idx[k]]:
                        slack[idx[k]] -= 1.0
        share = 1.0 if it == 0 else 0.1
        dot = 0.0
        for i in range(n):
            dot += slack[i] * slack_mean[i]
            slack_mean[i] += share * (slack[i] - slack_mean[i])
        for j in range(m):
            y_mean[j] += share * (chosen[j] - y_mean[j])
        if bound > best:
            if it > 0 and dot > 0 and bound - best > 1e-5 * abs(bound):
                theta = min(theta * 1.1, 2.0)
            best = bound
            u_best[:] = u
            rho_best[:] = rho
            chosen_best[:] = chosen
            inside_best, outside_best = inside, outside
            fails = 0
            if best > cutoff:
                break
        else:
            fails += 1
            if fails >= 15:
                theta *= 0.66
                fails = 0
        norm = 0.0
        for i in range(n):
            if not (u_best[i] >= cap[i] and slack_mean[i] > 0):
                norm += slack_mean[i] * slack_mean[i]
        if norm < 1e-12 or theta < 1e-4:
            break
        step = theta * (upper - best + 1e-4 * abs(upper)) / norm
        for i in range(n):
            u[i] = min(cap[i], u_best[i] + step * slack_mean[i])
    return best, rho_best, chosen_best, inside_best, outside_best, y_mean, theta, done


@njit(cache=True, nogil=True)
def fix_by_price(
    state: np.ndarray, count: int, bound: float, cutoff: float, rho: np.ndarray, chosen: np.ndarray, inside: float, outside: float
) -> tuple[int, int]:
    """Opens and closes free sites whose other choice would pass the cutoff; returns (how many, count left)."""
    fixed = 0
    left = count
    for j in range(state.size):
        if state[j] != 0:
            continue
        if chosen[j] == 1:
            other = outside if count >= 0 else 0.0
            if bound - rho[j] + other > cutoff:
                state[j] = 1
                fixed += 1
                if count >= 0:
                    left -= 1
        else:
            other = inside if count >= 0 else 0.0
            if bound + rho[j] - other > cutoff:
                state[j] = -1
                fixed += 1
    return fixed, left
