"""What Lagrangian bounds leave open, closed by HiGHS: only choices that could still better the known value are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.lagrange import CLOSED, FREE, OPEN, node_caps
from models.methods.siting.milp import maximise, sparse_rows
from models.methods.siting.serve import ServeModel
from models.methods.siting.work import Work


def open_choices(model: ServeModel, state: NDArray[np.int8], room: float, u: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Per entry of the model, whether it could serve its row in a solution less than `room` above the bound at u.

    Serving row i at cost c > u_i puts a solution at least c − u_i above the bound (reduced-price elimination).
    """
    site = np.repeat(np.arange(state.size), np.diff(model.ptr))
    cap = node_caps(model.ptr, model.idx, model.cost, model.cap, state)
    return (state[site] != CLOSED) & (model.cost - u[model.idx] <= room) & (model.cost <= cap[model.idx])


def trimmed(model: ServeModel, state: NDArray[np.int8], room: float, u: NDArray[np.float64]) -> ServeModel:
    """The model with those entries only that `open_choices` leaves: what is solved below a node does not read the others again."""
    kept = open_choices(model, state, room, u)
    ptr = np.concatenate([[0], np.cumsum(kept)])[model.ptr].astype(np.int64)
    return replace(model, ptr=ptr, idx=model.idx[kept], cost=model.cost[kept])


def finish(
    model: ServeModel, state: np.ndarray, count: int, u: np.ndarray, bound: float, cutoff: float, work: Work, most_s: float, seed: int = 0
) -> tuple[np.ndarray | None, float]:
    """(sites or None, bound) of the model left after price fixing; bound = inf: nothing at or under `cutoff` exists.

    min Σ cost·x + Σ cap·s + Σ price·y  s.t.  Σ_c x_ic + s_i = 1,  x_ic ≤ Σ_{j at cost c from i} y_j,  Σ y = count:
    sites at the same cost from a row share one x (Cornuéjols, Nemhauser & Wolsey 1980, A canonical representation of
    simple plant location problems and its applications).
    """
    room = cutoff - bound
    kept = open_choices(model, state, room, u)
    site = np.repeat(np.arange(state.size), np.diff(model.ptr))[kept]
    row, cost = model.idx[kept].astype(np.int64), model.cost[kept]
    pool = np.flatnonzero(state != CLOSED)
    column = np.full(state.size, -1)
    column[pool] = np.arange(pool.size)
    order = np.lexsort((cost, row))
    row, cost, site = row[order], cost[order], site[order]
    new = np.ones(row.size, bool)
    new[1:] = (row[1:] != row[:-1]) | (cost[1:] != cost[:-1])
    group = np.cumsum(new) - 1
    x_row, x_cost = row[new], cost[new]
    n, n_x, n_y = model.cap.size, x_row.size, pool.size
    may_stay = model.cap - u <= room
    counted = count >= 0
    r = np.concatenate([np.arange(n_x), group, n_x + x_row, n_x + np.arange(n), np.full(n_y if counted else 0, n_x + n)])
    c = np.concatenate([n_y + np.arange(n_x), column[site], n_y + np.arange(n_x), n_y + n_x + np.arange(n),
                        np.arange(n_y if counted else 0)])  # fmt: skip
    v = np.concatenate([np.ones(n_x), -np.ones(group.size), np.ones(n_x + n + (n_y if counted else 0))])
    n_open = int((state == OPEN).sum())
    total = [count + n_open] if counted else []
    rows = sparse_rows(v, r, c, n_x + n + len(total))
    upper = np.ones(n_y + n_x + n)
    upper[n_y + n_x :] = may_stay
    lower = np.zeros(upper.size)
    lower[:n_y] = state[pool] == OPEN
    result = maximise(
        -np.concatenate([model.price[pool], x_cost, model.cap]), rows,
        np.concatenate([np.full(n_x, -np.inf), np.ones(n), total]), np.concatenate([np.zeros(n_x), np.ones(n), total]),
        lower, upper, np.arange(upper.size) < n_y,
        cutoff=-cutoff, step=model.step, work=work, most_s=most_s, seed=seed,
    )  # fmt: skip
    if result.infeasible:
        return None, np.inf
    sites = None if result.x is None else pool[result.x[:n_y] > 0.5]
    return sites, -result.bound


def free_size(model: ServeModel, state: np.ndarray, room: float, u: np.ndarray) -> int:
    """How many entries `finish` would have to handle."""
    return int(open_choices(model, state, room, u).sum()) + int((state == FREE).sum())
