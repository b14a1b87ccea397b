"""Would the answer change? The same siting under other thresholds, speeds, months and draws of the calls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City
from models.golden_hour.placing import solved, weights_of
from models.methods.relocation import best_additions
from models.methods.siting import cover_within

DRAWS = 100
SPEEDS = (-0.2, -0.1, 0.1, 0.2)
BUSY_STEPS = (-0.1, 0.1)


def stability(
    city: City, sites: pl.DataFrame, cell_months: pl.DataFrame, target_min: float, limits: tuple[float, float, float],
    added: int, busy: float, seed: int,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """One row a variation with the sites it chooses and how like today's answer they are; one row a site with how often it is chosen."""
    added = min(added, sites.height - city.active.size)
    weights = weights_of(city)
    if added < 1 or weights.sum() <= 0:
        return {"variations": pl.DataFrame(schema=VARIATIONS), "site_stability": pl.DataFrame(schema=STABILITY)}
    base = chosen(city, weights, target_min, added, seed)
    tried = _tried(city, cell_months, weights, target_min, limits, added, busy, seed)
    drawn = _drawn(city, weights, target_min, added, seed)
    rows = [
        {"variation": name, "sites": ", ".join(sites["name"][int(s)] for s in found) or "–", "jaccard": _likeness(base, found)}
        for name, found in tried
    ]
    often = np.bincount(np.concatenate([np.empty(0, int), *drawn]), minlength=sites.height) / DRAWS
    everywhere = np.bincount(np.concatenate([np.empty(0, int), *(found for _, found in tried)]), minlength=sites.height)
    listed = np.flatnonzero((often > 0) | (everywhere > 0) | np.isin(np.arange(sites.height), base))
    frequency = pl.DataFrame({
        "name": [sites["name"][int(s)] for s in listed], "chosen": ["●" if s in base else "" for s in listed],
        "drawn_share": often[listed], "variation_share": everywhere[listed] / max(len(tried), 1),
    }, schema=STABILITY).sort("drawn_share", "name", descending=[True, False])  # fmt: skip
    return {"variations": pl.DataFrame(rows, schema=VARIATIONS), "site_stability": frequency}


VARIATIONS = {"variation": pl.Utf8, "sites": pl.Utf8, "jaccard": pl.Float64}
STABILITY = {"name": pl.Utf8, "chosen": pl.Utf8, "drawn_share": pl.Float64, "variation_share": pl.Float64}


def _tried(
    city: City, cell_months: pl.DataFrame, weights: NDArray, target_min: float, limits: tuple[float, float, float], added: int,
    busy: float, seed: int,
) -> list[tuple[str, NDArray[np.int64]]]:  # fmt: skip
    """Each variation's name and the sites it chooses."""
    found = [(f"target:{limit:g}", chosen(city, weights, limit, added, seed)) for limit in sorted(set(limits))]
    for step in SPEEDS:
        found.append((f"speed:{step:+.0%}", chosen(_faster(city, 1 + step), weights, target_min, added, seed)))
    if city.later.sum() > 0:
        found.append(("later_calls", chosen(city, city.later, target_min, added, seed)))
    for step in BUSY_STEPS:
        found.append((f"busy:{step:+.1f}", _expected(city, weights, target_min, added, busy + step)))
    for month, weight in _without_months(city, cell_months):
        found.append((f"without:{month}", chosen(city, weight, target_min, added, seed)))
    return found


def chosen(city: City, weights: NDArray, limit_min: float, added: int, seed: int) -> NDArray[np.int64]:
    """The new sites of MCLP. One further ambulance is simply the site that adds most; ties go to the lower number."""
    if added == 1:
        left = city.nearest_min() > limit_min
        gain = (city.response_min[:, left] <= limit_min) @ weights[left]
        gain[city.active] = -1
        return np.array([int(gain.argmax())])
    left = city.nearest_min() > limit_min
    if not left.any():
        return np.empty(0, dtype=np.int64)
    small = replace(city, response_min=np.ascontiguousarray(city.response_min[:, left]))
    answer = solved(small, cover_within(small.response_min.T, limit_min), weights[left], added, seed)
    return np.setdiff1d(answer.sites, city.active)


def _faster(city: City, factor: float) -> City:
    """The city with every drive at `factor` times the speed; turnout stays."""
    ready = city.turnout_min[:, city.band].astype(np.float32)
    return replace(city, response_min=(city.response_min - ready) / np.float32(factor) + ready)


def _expected(city: City, weights: NDArray, limit_min: float, added: int, busy: float) -> NDArray[np.int64]:
    q = float(np.clip(busy, 0.0, 0.95))
    return np.unique(best_additions(city.response_min <= limit_min, weights, city.units, q, added).sites)


def _without_months(city: City, cell_months: pl.DataFrame) -> list[tuple[int, NDArray]]:
    """The earlier calls without one calendar month each: the month's share of a cell's calls is taken from all its bands alike."""
    months = cell_months.filter(pl.col("month").is_not_null(), pl.col("earlier") > 0)
    if months["month"].n_unique() < 3:
        return []
    n = int(city.cell.max()) + 1
    whole = np.bincount(months["cell"].to_numpy(), months["earlier"].to_numpy(), n)
    found = []
    for month in sorted(months["month"].unique()):
        part = months.filter(pl.col("month") == month)
        gone = np.bincount(part["cell"].to_numpy(), part["earlier"].to_numpy(), n)
        kept = np.divide(whole - gone, whole, out=np.ones(n), where=whole > 0)
        found.append((month, city.earlier * kept[city.cell]))
    return found


def _drawn(city: City, weights: NDArray, limit_min: float, added: int, seed: int) -> list[NDArray[np.int64]]:
    """The answer for DRAWS redraws of the calls (Poisson bootstrap of each cell and band)."""
    rng = np.random.default_rng(seed)
    if added > 1:
        return [chosen(city, rng.poisson(weights).astype(float), limit_min, added, seed) for _ in range(DRAWS)]
    left = city.nearest_min() > limit_min
    drawn = rng.poisson(weights[left], (DRAWS, int(left.sum()))).astype(np.float32)
    gain = (city.response_min[:, left] <= limit_min).astype(np.float32) @ drawn.T
    gain[city.active] = -1
    return [np.array([site]) for site in gain.argmax(axis=0)]


def _likeness(left: NDArray, right: NDArray) -> float:
    union = np.union1d(left, right).size
    return float(np.intersect1d(left, right).size / union) if union else 1.0
