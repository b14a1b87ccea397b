"""Would the answer change? The same siting under other thresholds, speeds, months and draws of the calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City
from models.golden_hour.placing import WORK_S, weights_of
from models.methods.beside import beside
from models.methods.relocation import best_additions
from models.methods.siting import Cover, Near, cover_within, mclp, near
from models.methods.siting.cover import merged_rows

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
    today = outside(city, target_min)
    base, beginning = _today(today, weights, added, seed)
    tried = _tried(city, today, cell_months, weights, target_min, limits, added, busy, seed, beginning)
    drawn = _drawn(today, weights, added, seed, beginning)
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
    city: City, today: Outside, cell_months: pl.DataFrame, weights: NDArray, target_min: float, limits: tuple[float, float, float],
    added: int, busy: float, seed: int, beginning: Near | None,
) -> list[tuple[str, NDArray[np.int64]]]:  # fmt: skip
    """Each variation's name and the sites it chooses."""
    found = [(f"target:{limit:g}", chosen(outside(city, limit), weights, added, seed)) for limit in sorted(set(limits))]
    for step in SPEEDS:
        found.append((f"speed:{step:+.0%}", chosen(outside(city, target_min, 1 + step), weights, added, seed)))
    if city.later.sum() > 0:
        found.append(("later_calls", chosen(today, city.later, added, seed, beginning)))
    cover = cover_within(city.response_min.T, target_min)
    for step in BUSY_STEPS:
        found.append((f"busy:{step:+.1f}", _expected(city, cover, weights, added, busy + step)))
    for month, weight in _without_months(city, cell_months):
        found.append((f"without:{month}", chosen(today, weight, added, seed, beginning)))
    return found


@dataclass(frozen=True)
class Outside:
    """The rows today's posts do not reach within a limit, and which sites would. Rows reached by the same sites are one.

    rows: their numbers in the city; part: for each of them its row of `cover`, −1 where no site reaches it.
    """

    cover: Cover
    rows: NDArray[np.int64]
    part: NDArray[np.int64]
    active: NDArray[np.int64]

    def added_up(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weights of the city's rows as weights of the cover's."""
        there = self.part >= 0
        summed: NDArray[np.float64] = np.bincount(self.part[there], weights[self.rows[there]], self.cover.n_demand).astype(float)
        return summed


def outside(city: City, limit_min: float, faster: float = 1.0) -> Outside:
    """What lies outside the limit with every drive at `faster` times the speed; turnout stays."""
    left = np.flatnonzero(_response(city, city.active, None, faster).min(axis=0, initial=np.inf) > limit_min)
    if not left.size:
        none = np.full((1, city.response_min.shape[0]), np.inf)
        return Outside(cover_within(none, limit_min), left, left, city.active)
    some = None if left.size == city.cell.size else left
    cover, _, part = merged_rows(cover_within(_response(city, None, some, faster).T, limit_min), np.ones(left.size))
    return Outside(cover, left, part, city.active)


def chosen(outside: Outside, weights: NDArray, added: int, seed: int, beginning: Near | None = None) -> NDArray[np.int64]:
    """The new sites of MCLP. One further ambulance is simply the site that adds most; ties go to the lower number.

    `beginning`: the answer for other weights of the same rows.
    """
    cover, weight = outside.cover, outside.added_up(weights)
    if added == 1:
        gain = cover.weight_of_sites(weight)
        gain[outside.active] = -1
        return np.array([int(gain.argmax())])
    if not weight.any():
        return np.empty(0, dtype=np.int64)
    count = outside.active.size + added
    answer = mclp(cover, weight, count, outside.active, work_s=WORK_S, seed=seed, near=beginning)
    return np.setdiff1d(answer.sites, outside.active)


def _today(outside: Outside, weights: NDArray, added: int, seed: int) -> tuple[NDArray[np.int64], Near | None]:
    """The new sites of today's answer, and what that tells of answers for other weights."""
    sites = chosen(outside, weights, added, seed)
    if added == 1 or not sites.size:
        return sites, None
    return sites, near(outside.cover, outside.added_up(weights), np.concatenate([outside.active, sites]), outside.active)


def _response(city: City, sites: NDArray | None, rows: NDArray | None, faster: float) -> NDArray[np.float32]:
    """Minutes of sites to rows (all of them where None)."""
    some = city.response_min if sites is None else city.response_min[sites]
    some = some if rows is None else np.take(some, rows, axis=1)
    if faster == 1.0:
        return some
    band = city.band if rows is None else city.band[rows]
    ready = np.take((city.turnout_min if sites is None else city.turnout_min[sites]).astype(np.float32), band, axis=1)
    # In the place of the minutes themselves where they are a copy already: the city is large.
    drive = np.subtract(some, ready, out=None if some is city.response_min else some)
    drive /= np.float32(faster)
    drive += ready
    return drive


def _expected(city: City, cover: Cover, weights: NDArray, added: int, busy: float) -> NDArray[np.int64]:
    q = float(np.clip(busy, 0.0, 0.95))
    return np.unique(best_additions(cover, weights, city.units, q, added).sites)


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


def _drawn(today: Outside, weights: NDArray, added: int, seed: int, beginning: Near | None) -> list[NDArray[np.int64]]:
    """The answer for DRAWS redraws of the calls (Poisson bootstrap of each cell and band)."""
    rng = np.random.default_rng(seed)
    drawn = np.zeros((DRAWS, weights.size))
    if added > 1:
        drawn[:] = rng.poisson(weights, drawn.shape)
    else:
        drawn[:, today.rows] = rng.poisson(weights[today.rows], (DRAWS, today.rows.size))
    return beside(lambda one: chosen(today, one, added, seed, beginning), drawn)


def _likeness(left: NDArray, right: NDArray) -> float:
    union = np.union1d(left, right).size
    return float(np.intersect1d(left, right).size / union) if union else 1.0
