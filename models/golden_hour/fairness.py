"""Who is worse off: areas, the elderly, hospitals far away; and how much of a change is only a change of mix."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City
from models.golden_hour.times import Network
from models.methods.coverage import to_plane
from models.methods.equity import outside_share
from models.methods.performance import change, thin_hidden, with_shares
from models.methods.rates import share_difference
from models.methods.travel import road_km

HOSPITAL_LIMITS = (10.0, 20.0, 30.0)
LEAST_CALLS, KNOWN_SHARE = 200, 0.95
OLD = {True: "70_and_over", False: "under_70"}


def areas_table(area_times: pl.DataFrame, least: int) -> pl.DataFrame:
    """One row an area, the longest 90th percentile first; thin ones hidden."""
    shared = with_shares(area_times, {"share_target": "within_target"}, "calls")
    values = ["median_min", "p90_min", "share_target", "share_target_low", "share_target_high"]
    return (
        thin_hidden(shared, "calls", least, values)
        .select("area", "calls", *values, "hidden")
        .sort("p90_min", "area", descending=[True, False], nulls_last=True)
    )


def ages_table(age_times: pl.DataFrame) -> pl.DataFrame | None:
    """Two rows, 70 and over and younger; None when ages could not be read."""
    if age_times.is_empty():
        return None
    return (
        with_shares(age_times, {"share_target": "within_target"}, "calls")
        .with_columns(pl.col("old").replace_strict(OLD, return_dtype=pl.Utf8).alias("age"))
        .select("age", "calls", "median_min", "p90_min", "share_target", "share_target_low", "share_target_high")
    )


def elderly_tables(demand: pl.DataFrame, reach_cells: pl.DataFrame) -> dict[str, pl.DataFrame | None]:
    """Residents and elderly by area with the share of the area's calls outside the reach, and both groups' shares."""
    outside = (
        reach_cells.filter(pl.col("area").is_not_null()).group_by("area").agg(outside_share=pl.col("outside").sum() / pl.col("calls").sum())
    )
    people = (
        demand.filter(pl.col("area").is_not_null(), pl.col("population") > 0)
        .group_by("area", maintain_order=True)
        .agg(pl.col("population").sum(), pl.col("elderly").sum())
    )
    joined = people.join(outside, on="area", how="left").with_columns(elderly_share=pl.col("elderly") / pl.col("population"))
    known = joined.filter(pl.col("outside_share").is_not_null())
    if known.is_empty() or not known["elderly"].sum():
        return {"elderly": None, "elderly_city": None}
    shares = outside_share(known["outside_share"].to_numpy(), known["elderly"].to_numpy(), known["population"].to_numpy())
    city = pl.DataFrame([{
        "elderly": float(known["elderly"].sum()), "population": float(known["population"].sum()), "elderly_outside": shares.group,
        "everyone_outside": shares.everyone, "gap": shares.gap, "areas": known.height, "areas_unknown": joined.height - known.height,
    }])  # fmt: skip
    ranked = joined.with_columns(elderly_outside=pl.col("elderly") * pl.col("outside_share")).sort(
        "elderly_outside", "area", descending=[True, False], nulls_last=True
    )
    return {"elderly": ranked.select("area", "population", "elderly", "elderly_share", "outside_share", "elderly_outside"),
            "elderly_city": city}  # fmt: skip


def hospital_tables(
    hospital: pl.DataFrame, cells: pl.DataFrame, city: City, roads: Network | None, crs: str, circuity: float, ratio: float,
    assumed_kmh: float,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Minutes from the scene to the nearest hospital: by area, and how many calls each hospital is nearest to."""
    known = hospital.filter(pl.col("place_lon").is_not_null())
    x, y = to_plane(crs, known["place_lon"].to_numpy(), known["place_lat"].to_numpy())
    beds, here = np.stack([x, y], axis=-1), _xy(cells)
    minutes = _bare(beds, here, roads, circuity, assumed_kmh, back=True) * ratio
    nearest, least = minutes.argmin(axis=0), minutes.min(axis=0)
    calls = np.bincount(city.cell, city.calls, cells.height)
    frame = cells.select("area").with_columns(
        calls=pl.Series(calls), minutes=pl.Series(least), hospital=pl.Series([known["name"][int(i)] for i in nearest])
    )
    return {"hospital_areas": _by_area(frame), "hospital_use": _by_hospital(frame, known)}


def bare_minutes(
    sites: pl.DataFrame, cells: pl.DataFrame, roads: Network | None, circuity: float, assumed_kmh: float
) -> NDArray[np.float64]:
    """Minutes of each site to each cell before any fit: along the roads, else straight at the assumed speed."""
    return _bare(_xy(sites), _xy(cells), roads, circuity, assumed_kmh)


def drive_ratio(city: City, cells: pl.DataFrame, base: NDArray) -> float:
    """How the fitted drives compare with the bare measure, over the calls: what hospital drives are multiplied by."""
    active = city.active if city.active.size else city.existing
    fitted, bare = city.minutes[:, active].mean(axis=0).min(axis=0), base[active].min(axis=0)
    weight = cells["calls"].to_numpy()
    good = np.isfinite(fitted) & np.isfinite(bare) & (bare > 0)
    return float((fitted[good] * weight[good]).sum() / (bare[good] * weight[good]).sum()) if good.any() else 1.0


def mix_table(periods: pl.DataFrame) -> pl.DataFrame | None:
    """The change of the share in time from the earlier to the later period, split into rate and mix (Kitagawa 1955).

    None when a period has few calls, or when the parts seen in both are not nearly all of it: the rest would be no answer.
    """
    named = periods.filter(pl.col("part").is_not_null())
    both = named.filter(pl.col("calls") > 0).group_by("part").len().filter(pl.col("len") == 2)["part"]
    kept = named.filter(pl.col("part").is_in(both.implode()))
    before, after = kept.filter(~pl.col("late")), kept.filter(pl.col("late"))
    for half, late in ((before, False), (after, True)):
        every = periods.filter(pl.col("late") == late)["calls"].sum()
        if int(half["calls"].sum()) < max(LEAST_CALLS, KNOWN_SHARE * int(every)):
            return None
    found = change(before, after, "part", "calls", "within_target")
    if found is None or both.len() < 2:
        return None
    low, high = share_difference(*(int(half[column].sum()) for half in (before, after) for column in ("within_target", "calls")))
    return pl.DataFrame([{
        "parts": both.len(), "earlier_calls": int(before["calls"].sum()), "later_calls": int(after["calls"].sum()),
        "earlier": found.before, "later": found.after, "difference": found.difference, "difference_low": float(low),
        "difference_high": float(high), "rate_effect": found.rate_effect, "mix_effect": found.mix_effect,
    }])  # fmt: skip


def _bare(
    start: NDArray, end: NDArray, roads: Network | None, circuity: float, assumed_kmh: float, *, back: bool = False
) -> NDArray[np.float64]:
    if roads is not None:
        return roads.minutes(start, end, back=back).mean(axis=0)
    straight = np.hypot(start[:, None, 0] - end[None, :, 0], start[:, None, 1] - end[None, :, 1]) / 1000
    minutes: NDArray[np.float64] = road_km(straight, circuity) / assumed_kmh * 60
    return minutes


def _xy(frame: pl.DataFrame) -> NDArray[np.float64]:
    return np.stack([frame["x"].to_numpy(), frame["y"].to_numpy()], axis=-1)


def _by_area(frame: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("calls") / pl.col("calls").sum()
    return frame.filter(pl.col("area").is_not_null()).group_by("area").agg(
        pl.col("calls").sum(), minutes=(pl.col("minutes") * weight).sum(),
        hospital=pl.col("hospital").sort_by("calls", descending=True).first(),
        **{f"within_{int(limit)}": (weight * (pl.col("minutes") <= limit)).sum() for limit in HOSPITAL_LIMITS},
    ).sort("minutes", "area", descending=[True, False])  # fmt: skip


def _by_hospital(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    # Sums of two threads differ in their last bits: rounded, those that are equal stand in the order of their names in every run.
    counted = frame.group_by("hospital").agg(pl.col("calls").sum(), minutes=(pl.col("minutes") * pl.col("calls")).sum())
    return known.select(pl.col("name").alias("hospital"), "level").join(counted, on="hospital", how="left").select(
        "hospital", "level", pl.col("calls").fill_null(0), (pl.col("minutes") / pl.col("calls")).alias("minutes")
    ).sort(pl.col("calls").round(6), "hospital", "level", descending=[True, False, False])  # fmt: skip
