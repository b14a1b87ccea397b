"""Past calls answered again: first as the posts stand, to see whether that gives what happened, then with each change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City
from models.methods.replay import Replay, gain_within, replay, share_within

CITY_GATE, POST_GATE = 0.03, 0.10
DRAWS = 400
TODAY, ALL_MOVES, WHOLE_CITY = "today", "all_moves", "whole_city"


@dataclass(frozen=True)
class Calls:
    """The later calls as arrays; `counted`: those with a usable arrival, one an incident."""

    call_s: NDArray[np.float64]
    day: NDArray[np.int64]
    band: NDArray[np.int64]
    cell: NDArray[np.int64]
    counted: NDArray[np.bool_]
    seen_min: NDArray[np.float64]
    post: NDArray[np.object_]
    area: NDArray[np.object_]
    turnout_min: NDArray[np.float64]
    after_min: NDArray[np.float64]
    ratio: NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """One placement to try: `moves` are (band number or None for all day, from site or −1, to site)."""

    name: str
    """A code: "mclp:2" (two more), "mexclp:2", "move:08–11" (the moves of a band) or "all_moves"."""
    moves: tuple[tuple[int | None, int, int], ...]


def calls_of(replay_calls: pl.DataFrame, cells: pl.DataFrame, city: City, spread: NDArray, seed: int) -> Calls:
    """The calls, gaps filled by the median of the band; each call keeps one draw of how its drive differs from the median."""
    rows = replay_calls.join(cells.select("cell_x", "cell_y", "cell"), on=["cell_x", "cell_y"]).sort("call_s", "line")
    bands = list(city.bands)
    filled = rows.with_columns(
        pl.coalesce(pl.col(name), pl.col(name).median().over("band"), pl.col(name).median(), pl.lit(0.0)).alias(name)
        for name in ("turnout_min", "after_min")
    )
    rng = np.random.default_rng(seed)
    ratio = np.exp(rng.choice(spread, rows.height)) if spread.size else np.ones(rows.height)
    return Calls(
        rows["call_s"].to_numpy(), rows["day"].to_numpy(),
        rows["band"].replace_strict(bands, list(range(len(bands))), default=0, return_dtype=pl.Int64).to_numpy(),
        rows["cell"].to_numpy(), (rows["state"] == "usable").to_numpy(), rows["response_min"].fill_null(np.nan).to_numpy(),
        rows["post"].to_numpy(), rows["area"].fill_null("–").to_numpy(),
        filled["turnout_min"].clip(0, None).to_numpy(), filled["after_min"].clip(0, None).to_numpy(), ratio,
    )  # fmt: skip


def changes(curve_sites: pl.DataFrame, moves: pl.DataFrame, bands: list[str]) -> list[Change]:
    """What to try: one to five more ambulances, those of MEXCLP, each band's moves, and all moves together."""
    found = []
    for (yardstick, added), group in curve_sites.group_by(["yardstick", "added"], maintain_order=True):
        found.append(Change(f"{yardstick}:{added}", tuple((None, -1, site) for site in group["site"])))
    shifted = [(bands.index(row["band"]), row["start"], row["end"]) for row in moves.iter_rows(named=True)]
    for number in dict.fromkeys(band for band, _, _ in shifted):
        found.append(Change(f"move:{bands[number]}", tuple(move for move in shifted if move[0] == number)))
    if len({band for band, _, _ in shifted}) > 1:
        found.append(Change(ALL_MOVES, tuple(shifted)))
    return found


def run(calls: Calls, city: City, change: Change | None) -> tuple[Replay, NDArray[np.int64]]:
    """The replay of one placement, and the site of the unit that went to each call (−1: none)."""
    homes = np.repeat(np.arange(city.units.size), city.units)
    stands = np.tile(homes, (len(city.bands), 1))
    for band, start, end in change.moves if change else ():
        which = slice(None) if band is None else slice(band, band + 1)
        if start < 0:
            stands = np.concatenate([stands, np.full((len(city.bands), 1), end)], axis=1)
        else:
            stands[which, np.flatnonzero(stands[band or 0] == start)[0]] = end
    used, numbered = np.unique(stands, return_inverse=True)
    travel = city.minutes[calls.band[None, :], used[:, None], calls.cell[None, :]] * calls.ratio
    answer = replay(
        calls.call_s, np.arange(calls.call_s.size), travel, numbered.reshape(stands.shape), calls.after_min,
        turnout_min=calls.turnout_min, band=calls.band,
    )  # fmt: skip
    site = np.where(answer.unit >= 0, stands[calls.band, np.maximum(answer.unit, 0)], -1)
    return answer, site


def gate_table(calls: Calls, today: Replay, site: NDArray, sites: pl.DataFrame, target_min: float, least: int) -> pl.DataFrame:
    """Observed against replayed share within the target: the city first, then each post with enough calls on both sides."""
    seen, again = calls.seen_min <= target_min, today.response_min <= target_min
    counted, posts = calls.counted, pl.Series(calls.post, dtype=pl.Utf8)
    rows = [_gate_row(WHOLE_CITY, seen[counted], again[counted], CITY_GATE)]
    named = dict(posts.filter(pl.Series(counted)).value_counts().iter_rows())
    served = np.bincount(site[counted & (site >= 0)], minlength=sites.height)
    for number, name in enumerate(sites["name"]):
        if named.get(name, 0) >= least and served[number] >= least:
            theirs, ours = counted & (posts == name).fill_null(False).to_numpy(), counted & (site == number)
            rows.append(_gate_row(name, seen[theirs], again[ours], POST_GATE))
    return pl.DataFrame(rows)


def passed(gate: pl.DataFrame) -> bool:
    """Whether every line of the gate keeps within its limit."""
    return bool((gate["difference"].abs() <= gate["limit"]).all())


def judged_tables(
    calls: Calls, city: City, today: Replay, changes: list[Change], target_min: float, year: float, seed: int
) -> tuple[pl.DataFrame, dict[str, Replay]]:
    """One row a placement: its share with a day-bootstrap interval, and calls a year gained, lost and net against today."""
    counted, day = calls.counted, calls.day[calls.counted]
    before = today.response_min[counted]
    now = share_within(before, target_min, day, draws=DRAWS, seed=seed)
    rows = [{
        "placement": TODAY, "share": now.share, "share_low": now.lower, "share_high": now.upper, "gained_year": 0.0,
        "lost_year": 0.0, "net_year": 0.0, "net_low_year": 0.0, "net_high_year": 0.0,
        "waited_share": float((today.wait_min > 0).mean()),
    }]  # fmt: skip
    answers = {}
    for change in changes:
        answer, _ = run(calls, city, change)
        answers[change.name] = answer
        after = answer.response_min[counted]
        share = share_within(after, target_min, day, draws=DRAWS, seed=seed)
        gain = gain_within(before, after, target_min, day, draws=DRAWS, seed=seed)
        scale = year * int(counted.sum())
        rows.append({
            "placement": change.name, "share": share.share, "share_low": share.lower, "share_high": share.upper,
            "gained_year": gain.gained * year, "lost_year": gain.lost * year, "net_year": gain.net_share * scale,
            "net_low_year": gain.lower * scale, "net_high_year": gain.upper * scale,
            "waited_share": float((answer.wait_min > 0).mean()),
        })  # fmt: skip
    return pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None)), answers


def losers_table(calls: Calls, today: Replay, answers: dict[str, Replay], target_min: float, year: float) -> pl.DataFrame:
    """One row a placement and area that loses calls: lost, gained and net a year, worst first."""
    before = today.response_min <= target_min
    parts = []
    for name, answer in answers.items():
        after = answer.response_min <= target_min
        frame = pl.DataFrame({
            "area": calls.area[calls.counted].astype(str), "lost": (before & ~after)[calls.counted],
            "gained": (after & ~before)[calls.counted],
        })  # fmt: skip
        parts.append(
            frame.group_by("area").agg(lost_year=pl.col("lost").sum() * year, gained_year=pl.col("gained").sum() * year)
            .with_columns(placement=pl.lit(name), net_year=pl.col("gained_year") - pl.col("lost_year"))
            .filter(pl.col("net_year") < 0).sort("net_year", "area")
        )  # fmt: skip
    columns = ["placement", "area", "lost_year", "gained_year", "net_year"]
    empty = pl.DataFrame(schema={name: pl.Utf8 if name in ("placement", "area") else pl.Float64 for name in columns})
    return pl.concat([part.select(columns) for part in parts]) if parts else empty


def _gate_row(name: str, seen: NDArray, again: NDArray, limit: float) -> dict[str, object]:
    observed, replayed = float(seen.mean()) if seen.size else 0.0, float(again.mean()) if again.size else 0.0
    return {
        "post": name, "observed_calls": int(seen.size), "observed": observed, "replayed_calls": int(again.size),
        "replayed": replayed, "difference": replayed - observed, "limit": limit,
        "within": "○" if abs(replayed - observed) <= limit else "×",
    }  # fmt: skip
