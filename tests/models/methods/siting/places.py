"""Small siting problems made by seed, and their answers by looking at every choice."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp


def costs(seed: int, n_demand: int = 14, n_sites: int = 8) -> NDArray[np.float64]:
    """Whole-number distances in the plane, demand × sites."""
    rng = np.random.default_rng(seed)
    demand, sites = rng.random((n_demand, 2)), rng.random((n_sites, 2))
    return np.rint(100 * np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1)))


def whole_weights(seed: int, n: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed + 1000).integers(0, 9, n).astype(float)


def best_median(cost, p, weights, fixed=()):
    return min(
        float(weights @ cost[:, list(sites)].min(axis=1))
        for sites in itertools.combinations(range(cost.shape[1]), p)
        if set(fixed) <= set(sites)
    )


def best_cover(covers, p, weights, fixed=()):
    return max(
        float(weights @ covers[:, list(sites)].any(axis=1))
        for sites in itertools.combinations(range(covers.shape[1]), p)
        if set(fixed) <= set(sites)
    )


def fewest_sites(covers, fixed=()):
    reachable = covers[covers.any(axis=1)]
    for p in range(len(fixed), covers.shape[1] + 1):
        for sites in itertools.combinations(range(covers.shape[1]), p):
            if set(fixed) <= set(sites) and reachable[:, list(sites)].any(axis=1).all():
                return p
    raise AssertionError("all sites together cover what can be covered")


def best_expected(covers, units, q, weights, existing, most):
    found = []
    for sites in itertools.combinations_with_replacement(range(covers.shape[1]), units):
        at = np.bincount(sites, minlength=covers.shape[1])
        if (at >= existing).all() and (at <= most).all():
            found.append(float(weights @ (1 - q ** (covers @ at))))
    return max(found)


def plain_mclp(covers, p, weights):
    """MCLP as a plain model for HiGHS, nothing merged or fixed: the oracle for sizes no one can enumerate."""
    n, m = covers.shape
    rows = np.block([[covers, -np.eye(n)], [np.ones((1, m)), np.zeros((1, n))]])
    lower, upper = np.append(np.zeros(n), p), np.append(np.full(n, np.inf), p)
    whole = np.append(np.ones(m), np.zeros(n))
    found = milp(np.append(np.zeros(m), -weights), constraints=LinearConstraint(rows, lower, upper),
                 integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0})  # fmt: skip
    return -found.fun


def plain_lscp(covers):
    """LSCP as a plain model for HiGHS."""
    found = milp(np.ones(covers.shape[1]), constraints=LinearConstraint(covers, 1, np.inf), integrality=1, bounds=Bounds(0, 1))
    return round(found.fun)


def plain_median(cost, p, weights):
    """The p-median as a plain model for HiGHS: y per site, x per pair."""
    n, m = cost.shape
    serve = np.kron(np.eye(n), np.ones((1, m)))
    open_first = np.kron(np.ones((n, 1)), np.eye(m))
    rows = np.block([[np.zeros((n, m)), serve], [open_first, -np.eye(n * m)], [np.ones((1, m)), np.zeros((1, n * m))]])
    lower = np.concatenate([np.ones(n), np.zeros(n * m), [p]])
    upper = np.concatenate([np.ones(n), np.full(n * m, np.inf), [p]])
    whole = np.append(np.ones(m), np.zeros(n * m))
    found = milp(np.append(np.zeros(m), (weights[:, None] * cost).ravel()), constraints=LinearConstraint(rows, lower, upper),
                 integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0})  # fmt: skip
    return found.fun
