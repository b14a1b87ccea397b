"""Moving an ambulance for a time band: which one move pays most, judged by what busy ambulances leave."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.golden_hour.city_arrays import City
from models.golden_hour.placing import weights_of
from models.methods.queues import erlang_b
from models.methods.relocation import best_moves
from models.methods.siting import cover_within

MOVES = {
    "band": pl.Utf8, "turn": pl.Int64, "start": pl.Int64, "end": pl.Int64, "start_name": pl.Utf8, "end_name": pl.Utf8,
    "gained_year": pl.Float64, "lost_year": pl.Float64, "net_year": pl.Float64,
}  # fmt: skip
ASSUMED_BUSY = 0.3
MOST_BUSY = 0.9


def load_table(workload: pl.DataFrame, units: int, busy_given: float) -> pl.DataFrame:
    """How busy the ambulances are in each band and over the day (the last row), and how often all would be at once."""
    parts = workload.sort("band_order").select("band", "trips", "timed", "busy_min", "hours")
    timed = int(parts["timed"].sum())
    mean = float((parts["busy_min"].fill_null(0) * parts["timed"]).sum() / timed) if timed else None
    whole = pl.DataFrame(
        [{"band": "00–24", "trips": int(parts["trips"].sum()), "timed": timed, "busy_min": mean, "hours": int(parts["hours"].sum())}],
        schema=parts.schema,
    )
    rows = []
    for row in pl.concat([parts, whole]).iter_rows(named=True):
        known = row["busy_min"] is not None and row["timed"] >= 0.5 * row["trips"] and units > 0 and row["hours"] > 0
        load = row["trips"] / row["hours"] * row["busy_min"] / 60 if known else None
        own = min(load / units, MOST_BUSY) if load is not None else ASSUMED_BUSY
        source = "given" if busy_given > 0 else "records" if load is not None else "assumed"
        rows.append({
            "band": row["band"], "trips": row["trips"], "busy_min": row["busy_min"], "units": units,
            "busy_fraction": busy_given if busy_given > 0 else own,
            "all_busy": erlang_b(units, load) if load is not None else None, "source": source,
        })  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"busy_min": pl.Float64, "all_busy": pl.Float64})


def moves_table(
    city: City, sites: pl.DataFrame, load: pl.DataFrame, span: pl.DataFrame, target_min: float, most: int, penalty_percent: float
) -> pl.DataFrame:
    """The best moves of each band by the earlier calls; none where no move is worth more than the penalty."""
    weights = weights_of(city)
    year = 365.25 / float(span["earlier_days"][0] if city.earlier.sum() > 0 else span["days"][0])
    busy = dict(zip(load["band"], load["busy_fraction"], strict=True))
    rows = []
    for number, band in enumerate(city.bands):
        here = np.flatnonzero(city.band == number)
        if not here.size or weights[here].sum() <= 0:
            continue
        found = best_moves(
            cover_within(city.response_min[:, here].T, target_min), weights[here], city.units, busy[band], most=most,
            penalty=penalty_percent / 100 * float(weights[here].sum()),
        )  # fmt: skip
        rows += [
            {
                "band": band, "turn": turn, "start": move.start, "end": move.end, "start_name": sites["name"][move.start],
                "end_name": sites["name"][move.end], "gained_year": move.gained * year, "lost_year": move.lost * year,
                "net_year": move.net * year,
            }
            for turn, move in enumerate(found, start=1)
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=MOVES)
