"""Would the answer change: with other weights, radii and layers."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.cctv_siting.indexing import PARTS, scores
from models.methods.cell_index import monitoring
from models.methods.spatial.cover_area import cover_area

DRAWS = 200
RADII = (30.0, 50.0, 70.0)
_SPREAD = 63.0
"""Of a Dirichlet over five equal parts: two standard deviations are half of a weight."""


def drawn_share(index: pl.DataFrame, count: int, seed: int, weights: tuple[float, float, float]) -> np.ndarray:
    """Per row, the share of weight draws in which it is among the first `count` of its stratum."""
    rng = np.random.default_rng([seed, 11])
    centre = np.array([*weights, 1.0, 1.0])
    drawn = np.zeros((DRAWS, centre.size))
    some = centre > 0
    if some.any():
        mean = centre[some] / centre[some].sum()
        drawn[:, some] = rng.dirichlet(_SPREAD * mean, DRAWS) * centre[some].sum()
    found = np.zeros(index.height)
    for rows in _strata(index):
        part = index[rows]
        # Most cells are never among the first: only those that could be are counted out draw by draw.
        for draw in drawn:
            score = scores(part, draw[None, :])[0]
            found[rows[_first(score, count)]] += 1
    return found / DRAWS


def variations(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, count: int,
    weights: tuple[float, float, float], radius_m: float,
) -> tuple[pl.DataFrame, np.ndarray]:  # fmt: skip
    """One row a change (radius, a layer left out, the continuous form) with how alike its list is; per cell how often it stays."""
    today = _chosen(index, index["index"].to_numpy(), count)
    kept = np.zeros(index.height)
    rows = []
    for name, score in _others(index, cells, plane, camera_points, weights, radius_m):
        then = _chosen(index, score, count)
        kept += then
        both, either = int((today & then).sum()), int((today | then).sum())
        rows.append({"variation": name, "same": both, "sites": int(today.sum()), "jaccard": both / either if either else 1.0})
    return pl.DataFrame(rows), kept / max(len(rows), 1)


def _others(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, weights: tuple[float, float, float],
    radius_m: float,
) -> list[tuple[str, np.ndarray]]:  # fmt: skip
    base = np.array([[*weights, 1.0, 1.0]])
    grid, xy = cells_from(cells, plane), camera_points.select("x", "y").to_numpy()
    at = index["cell"].to_numpy()
    made = []
    for radius in sorted({*RADII} - {radius_m}):
        watched = weights[0] * monitoring(cover_area(xy, grid, radius), cells["population"].to_numpy(), grid.cell_m)[at]
        one = base.copy()
        one[0, 0] = 1.0
        made.append((f"radius:{radius:.0f}", scores(index.with_columns(pl.Series("monitoring", watched)), one)[0]))
    for turn, part in enumerate(PARTS):
        raised = index[part].to_numpy() - (turn >= 3)
        if (raised != 0).any() and base[0, turn] > 0:
            without = base.copy()
            without[0, turn] = 0.0
            made.append((f"without:{part}", scores(index, without)[0]))
    return [*made, ("continuous", index["continuous"].to_numpy())]


def _chosen(index: pl.DataFrame, score: np.ndarray, count: int) -> np.ndarray:
    chosen = np.zeros(index.height, np.bool_)
    for rows in _strata(index):
        chosen[rows[_first(score[rows], count)]] = True
    return chosen


def _first(score: np.ndarray, count: int) -> np.ndarray:
    """Of equal scores those first in order, as the ranking has it."""
    if score.size <= count:
        return np.arange(score.size)
    least = np.partition(score, score.size - count)[score.size - count]
    above, level = np.flatnonzero(score > least), np.flatnonzero(score == least)
    return np.concatenate([above, level[: count - above.size]])


def _strata(index: pl.DataFrame) -> list[np.ndarray]:
    names = index["stratum"]
    return [np.flatnonzero((names == name).to_numpy()) for name in names.unique(maintain_order=True)]
