"""Chooses the way of measuring travel that predicts the later calls best, and says how wrong it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.times import Measured, fitted, predicted
from models.methods.travel import TravelFit

LEAST_SPREAD, LEAST_IN_CELL = 30, 5

FIT = {
    "way": pl.Utf8, "curve": pl.Utf8, "trips": pl.Int64, "judged": pl.Int64, "mae_min": pl.Float64, "bias_min": pl.Float64,
    "bias_median_min": pl.Float64, "chosen": pl.Utf8,
}  # fmt: skip
BAND = {"band": pl.Utf8, "judged": pl.Int64, "mae_min": pl.Float64, "bias_min": pl.Float64, "bias_median_min": pl.Float64}


@dataclass(frozen=True)
class Chosen:
    """The way chosen, its curve (None: not fitted), and everything tried, for the table."""

    way: Measured
    fit: TravelFit | None
    tried: tuple[tuple[str, TravelFit], ...]
    from_distances: bool


def choose(ways: list[Measured], legs: pl.DataFrame, distance_legs: pl.DataFrame | None, bands: list[str]) -> Chosen:
    """The least mean absolute error on the later calls; without calls to fit, the most trusted way as it is."""
    minutes, band, late = legs["drive_min"].to_numpy(), _numbers(legs, bands), legs["late"].to_numpy()
    tried = [(way, fit) for way in ways for fit in fitted(way.trips, minutes, band, late)]
    if tried:
        way, fit = min(tried, key=lambda pair: pair[1].holdout.mae)
        return Chosen(way, fit, tuple((one.way, curve) for one, curve in tried), False)
    straight = next(way for way in ways if way.way == "straight")
    if ways[0] is straight and distance_legs is not None:
        fits = fitted(
            distance_legs["distance_km"].to_numpy(), distance_legs["drive_min"].to_numpy(), _numbers(distance_legs, bands),
            distance_legs["late"].to_numpy(),
        )  # fmt: skip
        if fits:
            best = min(fits, key=lambda fit: fit.holdout.mae)
            return Chosen(straight, best, tuple(("straight", fit) for fit in fits), True)
    return Chosen(ways[0], None, (), False)


def tables(
    chosen: Chosen, sites: pl.DataFrame, cells: pl.DataFrame, legs: pl.DataFrame, bands: list[str], assumed_kmh: float
) -> dict[str, pl.DataFrame]:
    """What was tried, how wrong the chosen one is by band, median minutes of each site to each cell, and the spread."""
    minutes = predicted(chosen.way, chosen.fit, len(bands), assumed_kmh)
    spread = _spread(minutes, sites, cells, legs, bands)
    if not spread.size and chosen.fit is not None:
        spread = chosen.fit.residuals
    return {
        "travel_fit": _fit_table(chosen),
        "travel_bands": _band_table(chosen.fit, bands),
        "travel_choice": _choice_table(chosen),
        "travel_cells": _cell_table(minutes, sites, cells, legs, bands),
        "minutes": pl.DataFrame(
            {
                "band": np.repeat(np.arange(len(bands)), sites.height),
                "site": np.tile(np.arange(sites.height), len(bands)),
                "minutes": pl.Series(minutes.reshape(-1, cells.height), dtype=pl.Array(pl.Float32, cells.height)),
            }
        ),
        "spread": pl.DataFrame({"log_ratio": np.sort(spread)}),
    }


def _spread(
    minutes: NDArray[np.float32], sites: pl.DataFrame, cells: pl.DataFrame, legs: pl.DataFrame, bands: list[str]
) -> NDArray[np.float64]:
    """log(seen / predicted) of the earlier trips, cell by cell: what the median leaves out."""
    seen = legs.filter(~pl.col("late")) if (~legs["late"]).sum() >= LEAST_SPREAD else legs
    placed = _beside(minutes, sites, cells, seen, bands)
    if placed.height < LEAST_SPREAD:
        return np.empty(0)
    ratio: NDArray[np.float64] = np.log((placed["drive_min"] / placed["expected_min"]).to_numpy())
    return ratio


def _cell_table(
    minutes: NDArray[np.float32], sites: pl.DataFrame, cells: pl.DataFrame, legs: pl.DataFrame, bands: list[str]
) -> pl.DataFrame:
    """Where the drives are predicted too short or too long: the median of seen − predicted, in cells of enough drives."""
    late = legs.filter(pl.col("late")) if legs["late"].sum() >= LEAST_SPREAD else legs
    placed = _beside(minutes, sites, cells, late, bands).with_columns(error=pl.col("drive_min") - pl.col("expected_min"))
    missed = placed.group_by("cell").agg(pl.len().cast(pl.Int64).alias("trips"), pl.col("error").median().alias("error_min"))
    return (
        cells.select("cell", "name", "area", "wkt").join(missed.filter(pl.col("trips") >= LEAST_IN_CELL), on="cell")
        .sort(pl.col("error_min").abs(), "cell", descending=[True, False])
        .select("name", "area", "trips", "error_min", "wkt")
    )  # fmt: skip


def _beside(minutes: NDArray[np.float32], sites: pl.DataFrame, cells: pl.DataFrame, legs: pl.DataFrame, bands: list[str]) -> pl.DataFrame:
    """The trips from a known post to a known cell, each with the median drive expected for it."""
    placed = legs.join(cells.select("cell_x", "cell_y", "cell"), on=["cell_x", "cell_y"]).join(
        sites.filter(pl.col("kind") == "existing").select("name", "site"), left_on="post", right_on="name"
    )
    expected = minutes[_numbers(placed, bands), placed["site"].to_numpy(), placed["cell"].to_numpy()].astype(float)
    return placed.with_columns(expected_min=pl.Series(expected)).filter(pl.col("expected_min").is_finite(), pl.col("expected_min") > 0)


def _fit_table(chosen: Chosen) -> pl.DataFrame:
    rows = [
        {
            "way": way, "curve": fit.kind, "trips": fit.n, "judged": fit.holdout.n,
            "mae_min": fit.holdout.mae, "bias_min": fit.holdout.bias, "bias_median_min": fit.holdout.bias_median,
            "chosen": "●" if fit is chosen.fit else "",
        }
        for way, fit in chosen.tried
    ]  # fmt: skip
    if not rows:
        rows = [{"way": chosen.way.way, "curve": "none", "trips": 0, "judged": 0, "chosen": "●"}]
    return pl.DataFrame(rows, schema=FIT)


def _band_table(fit: TravelFit | None, bands: list[str]) -> pl.DataFrame:
    rows = [] if fit is None else [
        {"band": band, "judged": error.n, "mae_min": error.mae, "bias_min": error.bias, "bias_median_min": error.bias_median}
        for band, error in zip(bands, fit.holdout_by_band, strict=False) if error.n
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=BAND)


def _choice_table(chosen: Chosen) -> pl.DataFrame:
    fit = chosen.fit
    return pl.DataFrame([{
        "way": chosen.way.way, "curve": fit.kind if fit else "none", "trips": fit.n if fit else 0,
        "judged": fit.holdout.n if fit else 0, "mae_min": fit.holdout.mae if fit else None,
        "bias_min": fit.holdout.bias if fit else None, "bias_median_min": fit.holdout.bias_median if fit else None,
        "from_distances": chosen.from_distances,
    }], schema_overrides={"mae_min": pl.Float64, "bias_min": pl.Float64, "bias_median_min": pl.Float64})  # fmt: skip


def _numbers(frame: pl.DataFrame, bands: list[str]) -> NDArray[np.int64]:
    number: NDArray[np.int64] = frame["band"].replace_strict(bands, list(range(len(bands))), default=0, return_dtype=pl.Int64).to_numpy()
    return number
