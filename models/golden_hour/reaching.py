"""Who is reached in time from today's posts: the city, the bands, the cells, and the places to worry about."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City

BUSY_SHARE = 0.5


def reach_tables(city: City, cells: pl.DataFrame, sites: pl.DataFrame, spread: pl.DataFrame, limits: tuple[float, float, float],
                 target_min: float, days: float) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Reach by threshold, by band, by cell, and the cells of many calls that today's posts do not reach."""
    nearest = city.nearest_min()
    by_cell = _cells(city, cells, sites, nearest, target_min)
    return {
        "reach_city": _by_limit(city, nearest, spread["log_ratio"].to_numpy(), limits),
        "reach_bands": _by_band(city, nearest, target_min),
        "reach_cells": by_cell,
        "vulnerable": _vulnerable(by_cell, days),
    }


def chance_in_time(city: City, sites: NDArray[np.int64], spread: NDArray[np.float64], limit_min: float) -> NDArray[np.float64]:
    """Per row, the share of calls that the nearest site would reach in time, by the spread of real drives round the median."""
    if not sites.size:
        return np.zeros(city.cell.size)
    response = city.response_min[sites]
    best = response.argmin(axis=0)
    ready = city.turnout_min[sites[best], city.band]
    drive = response[best, np.arange(response.shape[1])] - ready
    if not spread.size:
        return (drive + ready <= limit_min).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.log(np.maximum(limit_min - ready, 1e-9)) - np.log(np.maximum(drive, 1e-9))
    chance: NDArray[np.float64] = np.searchsorted(spread, room, side="right") / spread.size
    return np.where(np.isfinite(drive), chance, 0.0)


def _by_limit(city: City, nearest: NDArray, spread: NDArray, limits: tuple[float, float, float]) -> pl.DataFrame:
    active = city.active
    total, ready = city.calls.sum(), city.turnout_min[active if active.size else city.existing]
    return pl.DataFrame([
        {
            "limit_min": float(limit),
            "travel_low_min": float(limit - ready.max()),
            "travel_high_min": float(limit - ready.min()),
            "calls": round(float(total)),
            "outside": round(float(city.calls[nearest > limit].sum())),
            "inside_share": float(city.calls[nearest <= limit].sum() / total),
            "expected_share": float(chance_in_time(city, active, spread, limit) @ city.calls / total),
        }
        for limit in limits
    ])  # fmt: skip


def _by_band(city: City, nearest: NDArray, target_min: float) -> pl.DataFrame:
    rows = []
    active = city.active if city.active.size else city.existing
    for number, band in enumerate(city.bands):
        here = city.band == number
        calls = city.calls[here]
        if calls.sum() <= 0:
            continue
        ready = float(np.median(city.turnout_min[active, number]))
        rows.append({
            "band": band, "calls": round(float(calls.sum())), "turnout_min": ready, "travel_min": target_min - ready,
            "inside_share": float(calls[nearest[here] <= target_min].sum() / calls.sum()),
            "outside": round(float(calls[nearest[here] > target_min].sum())),
        })  # fmt: skip
    return pl.DataFrame(rows)


def _cells(city: City, cells: pl.DataFrame, sites: pl.DataFrame, nearest: NDArray, target_min: float) -> pl.DataFrame:
    """One row a cell: minutes of the nearest post over its bands, calls outside, the nearest post's name."""
    n = cells.height
    calls = np.bincount(city.cell, city.calls, n)
    finite = np.where(np.isfinite(nearest), nearest, np.nan)
    reached = np.bincount(city.cell, np.where(np.isfinite(nearest), city.calls, 0), n)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(city.cell, np.nan_to_num(finite) * city.calls, n) / reached
    outside = np.bincount(city.cell, np.where(nearest > target_min, city.calls, 0), n)
    active = city.active if city.active.size else city.existing
    closest = active[city.minutes[:, active].mean(axis=0).argmin(axis=0)]
    return cells.select("cell", "name", "area", "lon", "lat", "wkt", "guessed").with_columns(
        calls=pl.Series(calls), minutes=pl.Series(mean).fill_nan(None), outside=pl.Series(outside),
        post=pl.Series([sites["name"][int(site)] for site in closest]),
        guessed_share=pl.col("guessed") / cells["calls"],
    )  # fmt: skip


def _vulnerable(by_cell: pl.DataFrame, days: float) -> pl.DataFrame:
    """Cells of many calls (the fewest cells that hold half of all calls) of which more than half lie outside the reach."""
    ranked = by_cell.sort("calls", "cell", descending=[True, False])
    dense = ranked.filter(pl.col("calls").cum_sum() - pl.col("calls") < BUSY_SHARE * pl.col("calls").sum())
    return (
        dense.filter(pl.col("outside") > pl.col("calls") / 2)
        .with_columns(calls_year=pl.col("calls") * 365.25 / days, outside_year=pl.col("outside") * 365.25 / days)
        .sort("outside", "cell", descending=[True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1))
        .select("rank", "name", "area", "calls", "outside", "calls_year", "outside_year", "minutes", "post", "lon", "lat", "wkt")
    )
