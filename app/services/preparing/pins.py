"""Places that a file only names: up to a hundred names, each given a point by hand or the middle of its district."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from app.identity.person import Person
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.preparing.columns import table_of
from data_catalog.mapping import Source
from data_catalog.places import areas
from data_catalog.places.points import MOST_PINS, pins

Points = Mapping[str, tuple[float, float]]


def names(person: Person, platform: Platform, draft: Draft, input_name: str, source: Source) -> tuple[str, ...] | None:
    """The different names in the columns of an area source, the most frequent first; None when there are more than can be set."""
    parquet = table_of(person, platform, draft, input_name)
    if parquet is None:
        return ()
    parts = [pl.col(column).str.strip_chars().replace("", None) for column in source.columns]
    named = pl.scan_parquet(parquet).select(pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("name"))
    counted = (
        named.filter(pl.col("name") != "")
        .group_by("name")
        .len()
        .sort("len", "name", descending=[True, False])
        .head(MOST_PINS + 1)
        .collect()
    )
    return None if counted.height > MOST_PINS else tuple(counted["name"].to_list())


def middles(wanted: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """The middle of the district each name means, where it means exactly one."""
    found = {name: areas.find(name) for name in wanted}
    return {name: (meant[0].lon, meant[0].lat) for name, meant in found.items() if len(meant) == 1}


def districts(box: tuple[float, float, float, float]) -> tuple[tuple[str, float, float], ...]:
    """The middles of the districts within west, south, east, north: something to find one's way by."""
    west, south, east, north = box
    return tuple((area.name, area.lon, area.lat) for area in areas.every() if west <= area.lon <= east and south <= area.lat <= north)


def given(source: Source) -> dict[str, tuple[float, float]]:
    """The points a source has been given so far."""
    return pins(source.value)


def with_points(source: Source, points: Points) -> Source:
    """The source with these points. Problems: places.pins_too_many, places.pin_outside."""
    said = json.dumps({name: [lon, lat] for name, (lon, lat) in points.items()}, ensure_ascii=False) if points else None
    pins(said)
    return replace(source, value=said)


def to_text(wanted: tuple[str, ...], points: Points) -> str:
    """One line a name: name, longitude, latitude, as a spreadsheet would paste them."""
    return "\n".join(f"{name}\t{points[name][0]:.6f}\t{points[name][1]:.6f}" if name in points else f"{name}\t\t" for name in wanted)


def from_text(said: str) -> tuple[dict[str, tuple[float, float]], tuple[str, ...]]:
    """The points of such lines, and the lines that could not be read. Lines without numbers are names still open."""
    points: dict[str, tuple[float, float]] = {}
    unread: list[str] = []
    for line in said.splitlines():
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.rsplit(",", 2))]
        if not cells[0] or not any(cells[1:]):
            continue
        try:
            points[cells[0]] = (float(cells[1]), float(cells[2]))
        except (ValueError, IndexError):
            unread.append(line[:60])
    return points, tuple(unread)
