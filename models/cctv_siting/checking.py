"""Would the answer change: with other weights, radii and layers."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.cctv_siting.indexing import PARTS, scores
from models.cctv_siting.shifted import first_again, shifted
from models.methods.cell_index import monitoring
from models.methods.spatial.cover_area import cover_area

DRAWS = 200
RADII = (30.0, 50.0, 70.0)
WEIGHED = (("less", 0.5), ("more", 1.5), ("without", 0.0))
_SPREAD = 63.0
"""Of a Dirichlet over five equal parts: two standard deviations are half of a weight."""


def drawn_share(index: pl.DataFrame, count: int, seed: int, weights: tuple[float, float, float]) -> np.ndarray:
    """Per row, the share of weight draws in which it is among the first `count` of its stratum; of equal ones at the border each has its
    part of the places left, so that no order of the file makes a cell look sure."""
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
            found[rows] += _part(score, count)
    return found / DRAWS


def variations(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, count: int,
    weights: tuple[float, float, float], radius_m: float, used: pl.DataFrame,
) -> tuple[pl.DataFrame, np.ndarray]:  # fmt: skip
    """One row a change (radius, a weight halved or half as much again, a layer left out, a cut-off a tenth lower or higher, the
    continuous form, the grid moved by half a cell) with how alike its list is; per cell how often it stays."""
    today = _chosen(index, index["index"].to_numpy(), count)
    kept = np.zeros(index.height)
    rows = []
    for name, score in _others(index, cells, plane, camera_points, weights, radius_m, used):
        then = _chosen(index, score, count)
        kept += then
        rows.append(_alike(name, int((today & then).sum()), int(today.sum()), int((then & ~today).sum())))
    again, elsewhere = _on_moved_grid(index, cells, plane, camera_points, count, weights, radius_m, today)
    rows.append(_alike("half_cell", int(again.sum()), int(today.sum()), elsewhere))
    return pl.DataFrame(rows), (kept + again) / len(rows)


def _alike(name: str, same: int, sites: int, others: int) -> dict[str, object]:
    either = sites + others
    return {"variation": name, "same": same, "sites": sites, "jaccard": same / either if either else 1.0}


def _on_moved_grid(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, count: int,
    weights: tuple[float, float, float], radius_m: float, today: np.ndarray,
) -> tuple[np.ndarray, int]:  # fmt: skip
    """(rows of the index that stay when the grid moves, first moved cells that lie elsewhere)."""
    moved = shifted(index, cells, plane, camera_points, weights, radius_m)
    at = index["cell"].to_numpy()
    chosen, kind = np.zeros(cells.height, np.bool_), np.zeros(cells.height, np.int64)
    chosen[at], kind[at] = today, index["stratum"].rank("dense").to_numpy()
    again, elsewhere = first_again(chosen, kind, moved, count)
    return again[at], elsewhere


def _others(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, weights: tuple[float, float, float],
    radius_m: float, used: pl.DataFrame,
) -> list[tuple[str, np.ndarray]]:  # fmt: skip
    base = np.array([[*weights, 1.0, 1.0]])
    grid, xy = cells_from(cells, plane), camera_points.select("x", "y").to_numpy()
    at = index["cell"].to_numpy()
    made = []
    for radius in sorted({*RADII} - {radius_m}):
        watched = monitoring(cover_area(xy, grid, radius), cells["population"].to_numpy(), grid.cell_m)[at]
        made.append((f"radius:{radius:.0f}", scores(index.with_columns(pl.Series("monitoring", watched)), base)[0]))
    for turn, part in enumerate(PARTS):
        raised = index[part].to_numpy() - (turn >= 3)
        if (raised != 0).any() and base[0, turn] > 0:
            for name, times in WEIGHED:
                other = base.copy()
                other[0, turn] *= times
                made.append((f"{name}:{part}", scores(index, other)[0]))
    return [*made, *_cut_elsewhere(index, base, used), ("continuous", index["continuous"].to_numpy())]


def _cut_elsewhere(index: pl.DataFrame, base: np.ndarray, used: pl.DataFrame) -> list[tuple[str, np.ndarray]]:
    """The index with the cut-off of women or of detached houses a tenth lower and higher."""
    made = []
    for part in PARTS[3:]:
        cut, raised = used.filter(pl.col("layer") == part)["cut"][0], index[part].filter(index[part] != 1)
        if cut is None or not raised.len():
            continue
        share = index[part.replace("_factor", "_share")].to_numpy()
        for name, times in (("cut_lower", 0.9), ("cut_higher", 1.1)):
            factor = np.where((share >= cut * times) & (share > 0), raised[0], 1.0)
            made.append((f"{name}:{part}", scores(index.with_columns(pl.Series(part, factor)), base)[0]))
    return made


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


def _part(score: np.ndarray, count: int) -> np.ndarray:
    """1 for the first `count`, 0 for the rest, between for equal ones at the border."""
    if score.size <= count:
        return np.ones(score.size)
    least = np.partition(score, score.size - count)[score.size - count]
    above, level = score > least, score == least
    return np.where(level, (count - above.sum()) / level.sum(), above)


def _strata(index: pl.DataFrame) -> list[np.ndarray]:
    names = index["stratum"]
    return [np.flatnonzero((names == name).to_numpy()) for name in names.unique(maintain_order=True)]
