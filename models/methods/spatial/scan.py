"""Where and when more happened than places and days would have it by themselves: the space-time permutation scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.cylinders import Found, best_cylinder, best_of_replicates
from models.methods.spatial.moments import of_points
from models.methods.spatial.windows import Windows, windows_of
from models.methods.spatial.zones import Zones, clear_of, zones_round


@dataclass(frozen=True, eq=False)
class Scan:
    """`clusters`: one row a cluster, the likeliest first (cluster, centre, x, y, radius, places, start, end, days, count, expected,
    ratio, log_ratio, p, recurrence_days); `cluster`: of each case, −1 outside; how many `replicates` were made, and the `days` seen."""

    clusters: pl.DataFrame
    cluster: NDArray[np.int64]
    replicates: int
    days: int


def scan(
    place: ArrayLike,
    when: Any,
    xy: ArrayLike,
    *,
    centres: ArrayLike | None = None,
    radius: float | None = None,
    share: float = 0.25,
    days: int = 14,
    prospective: bool = False,
    replicates: int = 999,
    enough: int = 50,
    most: int = 5,
    seed: int = 0,
) -> Scan:
    """Cylinders, circles of places over windows of days, with more cases than expected where place and day are independent: expected =
    cases of its places × cases of its days / all (Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005, A space-time permutation
    scan statistic for disease outbreak detection). No population is needed.

    place: a case's row in `xy` (place × 2, metres); when: days as numbers, dates or moments, a day the finest; circles round `centres`
    (default: the places) up to `radius` and `share` of all cases, windows of up to `days` days (half of those seen at most), only those
    that end with the last day where `prospective`; two cases at least. Ratio: c ln(c/μ) + (C − c) ln((C − c)/(C − μ)).

    p: the share of replicates, days dealt anew over the cases, whose best cylinder is as good, the data among them; none are made
    beyond the one with which `enough` are (Besag & Clifford 1991, Sequential Monte Carlo p-values). Further clusters, up to `most`,
    share no place on a day with those before; theirs is measured by the best of each replicate too, and so is strict.
    recurrence_days: after how many days one as good would come by chance, the days seen (prospective: one, for daily use) / p.
    ValueError for places or days that are none.

    Example: of 4 cases two at one place on one day and two elsewhere on the next, 1 is expected where 2 are: 2 ln 2 + 2 ln(2/3) = 0.575.
    """
    points, at = of_points(xy), np.asarray(place).reshape(-1).astype(np.int64)
    if at.size and (at.min() < 0 or at.max() >= len(points)):
        raise ValueError(f"places are rows from 0 to {len(points) - 1}")
    if days < 1 or not 0 < share <= 1 or replicates < 1 or (radius is not None and radius < 0):
        raise ValueError("a window of a day, a share above 0, a replicate and a radius of 0 or more are needed")
    number, origin = _whole_days(when, at.size)
    span = int(number.max()) + 1 if number.size else 0
    if at.size < 2 or span < 2:
        return Scan(_table([], origin), np.full(at.size, -1), 0, span)
    size = np.bincount(at, minlength=len(points))
    middle = points[size > 0] if centres is None else of_points(centres)
    order = np.argsort(number, kind="stable")
    day, windows = searched(number[order], span, min(days, span // 2), prospective)
    zones = zones_round(middle, points, size, radius, share, windows)
    found = clusters(at[order], day, size, zones, windows, most)
    # Below the weakest cluster no replicate need be known.
    bars = [one.ratio * (1 - 1e-9) for one in found] or [0.0]
    made = replicates if found else 0
    best = best_of_replicates(at[order], day, size, zones, windows, min(bars), made, bars[0], enough, seed)
    p = [(1 + int((best >= bar).sum())) / (best.size + 1) for bar in bars]
    label, rows = np.full(at.size, -1), []
    for k, one in enumerate(found):
        near = _places(zones, one)
        start = one.start + span - (windows.upto.size - 1)
        label[np.isin(at, near) & (number >= start) & (number < start + one.length)] = k
        expected = float(size[near].sum()) * float(windows.upto[one.start + one.length] - windows.upto[one.start]) / at.size
        reach = zones.distance[zones.ptr[one.centre] + one.places - 1]
        space = (k, one.centre, *middle[one.centre].tolist(), reach, one.places)
        time = (start, start + one.length - 1, one.length)
        rows.append((*space, *time, one.held, expected, one.held / expected, one.ratio, p[k], (1 if prospective else span) / p[k]))
    return Scan(_table(rows, origin), label, best.size, span)


def clusters(
    place: NDArray[np.int64], day: NDArray[np.int64], size: NDArray[np.int64], zones: Zones, windows: Windows, most: int
) -> list[Found]:
    """The best cylinder, then the best of those that share nothing with it, and so on."""
    order = np.argsort(place, kind="stable")
    first = np.r_[0, np.cumsum(size)]
    found: list[Found] = []
    met = np.empty((0, zones.ptr.size - 1), np.int64)
    taken = np.empty((0, 2), np.int64)
    while len(found) < most:
        one = Found(*best_cylinder(first, day[order], zones, windows, 0.0, met, taken))
        if one.centre < 0:
            break
        found.append(one)
        met = np.vstack([met, clear_of(zones.ptr, zones.near, np.isin(np.arange(size.size), _places(zones, one)))])
        taken = np.vstack([taken, [one.start, one.start + one.length - 1]])
    return found


def _places(zones: Zones, one: Found) -> NDArray[np.int64]:
    return zones.near[zones.ptr[one.centre] : zones.ptr[one.centre] + one.places]


def searched(number: NDArray[np.int64], span: int, longest: int, last: bool) -> tuple[NDArray[np.int64], Windows]:
    """Each case's day among those that are searched (negative before them), and the cases of these days."""
    begin = span - longest if last else 0
    day = number - begin
    upto = np.r_[0, np.cumsum(np.bincount(day[day >= 0], minlength=span - begin))]
    return day, windows_of(upto, number.size, longest, last)


def _whole_days(when: Any, size: int) -> tuple[NDArray[np.int64], Any]:
    """Days since the first, and the first: a date, or a number where numbers were given."""
    given = pl.Series("when", when, strict=False)
    if given.len() != size or given.null_count():
        raise ValueError("one day or moment a case is needed")
    dated = given.dtype.is_temporal()
    days = given.cast(pl.Date) if dated else given.cast(pl.Float64).floor()
    number = days.cast(pl.Int64).to_numpy() if dated or days.is_finite().all() else None
    if number is None:
        raise ValueError("one day or moment a case is needed")
    return (number - number.min() if size else number.astype(np.int64)), days.min() if size else 0


def _table(rows: list[tuple[Any, ...]], origin: Any) -> pl.DataFrame:
    """The clusters, their days in the kind that was given."""
    whole = ("cluster", "centre", "places", "start", "end", "days", "count")
    names = (
        *("cluster", "centre", "x", "y", "radius", "places", "start", "end", "days", "count"),
        *("expected", "ratio", "log_ratio", "p", "recurrence_days"),
    )
    schema = {name: pl.Int64 if name in whole else pl.Float64 for name in names}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    if isinstance(origin, date):
        return table.with_columns((pl.lit(origin) + pl.duration(days=pl.col(name))).alias(name) for name in ("start", "end"))
    return table.with_columns(pl.col("start", "end") + int(origin))
