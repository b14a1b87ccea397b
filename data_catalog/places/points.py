"""Reads a place field: longitude and latitude of every row from degrees, from projected coordinates, or from names given points."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from connectors.duck import quoted
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import kinds, terms
from data_catalog.expressions import Reading, alias, unreadable_sql, value_sql
from data_catalog.mapping.source import Source
from data_catalog.places import crs as systems
from data_catalog.places import korea, mixed
from data_catalog.places.book import Book
from data_catalog.places.borders import borders
from data_catalog.places.geocode import MATCHES, geocode
from data_catalog.repeats import of_the_file
from data_catalog.writing import Writing, Writings

MOST_PINS = 100
"""How many names a person may give a point by hand."""

_SAMPLE = 2000
# From this difference of the share that fits on, what a person said of the system is doubted.
_FAR_BETTER = 0.3
# Concepts of columns that may name the district a row is in, the surest first.
_NAMING = ("road_address", "lot_address", "address", "district", "region", "station", "agency")


def find_crs(
    workspace: Workspace, table: str, source: Source, book: Book | None = None, *, metres: bool = False
) -> tuple[systems.CrsGuess, ...]:
    """Every system two coordinate columns of a table can be in, best first; addresses and areas in other columns help to decide.

    `metres`: only of the rows whose values are too great for degrees.
    """
    columns = of_the_file(workspace.fetch(f"select * from {quoted(table)} limit 0").columns)  # noqa: S608
    easting, northing = source.columns[:2]
    naming = _naming(source, columns)
    x, y = value_sql("number", quoted(easting)), value_sql("number", quoted(northing))
    wanted = mixed.metres_sql(x, y) if metres else "true"
    rows = workspace.fetch(
        f"select {x} as x, {y} as y, {quoted(naming) if naming else 'null'} as name from {quoted(table)} "  # noqa: S608
        f"where {quoted(easting)} is not null and {wanted} using sample reservoir({_SAMPLE} rows) repeatable (1)"
    )
    hint = source.crs or systems.hinted(easting, northing)
    ordered = bool(re.search(r"east|동거", easting, re.I) and re.search(r"north|북거", northing, re.I))
    texts = rows["name"].to_list() if naming else None
    known = borders(book) if naming else None
    hits = known.hits if known else None
    return systems.detect(rows["x"].to_numpy(), rows["y"].to_numpy(), texts, hint, ordered=ordered, hits=hits)


def reading(workspace: Workspace, table: str, field: str, source: Source, written: Writings, book: Book | None = None) -> Reading:
    """How the place `field` is read from `table`; addresses have points where there is a `book`.

    Problem "places.crs_unknown" when no system fits coordinates in metres.
    """
    if source.how == "area":
        return _by_name(workspace, table, field, source, book)
    if source.crs and source.crs not in systems.CANDIDATES:
        raise Problem("places.crs_unsupported", crs=source.crs[:40], known=", ".join(systems.CANDIDATES))
    guesses = find_crs(workspace, table, source, book)
    guess = guesses[0] if guesses else None
    mixture = mixed.mixture(workspace, table, source)
    if mixture:
        in_metres = find_crs(workspace, table, source, book, metres=True)
        if mixture.is_worth(in_metres[0] if in_metres else None):
            guesses, guess = in_metres, in_metres[0]
    if source.how == "xy" and source.crs and source.crs != systems.DEGREES:
        # The person's word decides the system; the order of the axes is still looked at.
        said = next((one for one in guesses if one.crs == source.crs), None)
        better = guess.crs if guess and guess.crs != source.crs and _fit(guess) > _fit(said) + _FAR_BETTER else None
        return _projected(workspace, table, field, source, written, source.crs, said, better)
    if guess and guess.crs != systems.DEGREES:
        return _projected(workspace, table, field, source, written, guess.crs, guess)
    if guess is None and source.how == "xy":
        raise Problem("places.crs_unknown", columns=", ".join(source.columns[:2]))
    return _degrees(field, source, written, guess)


def pins(value: str | None) -> dict[str, tuple[float, float]]:
    """Points given by name, from the JSON of an area source. Raises Problem "places.pins_unreadable", "…pins_too_many", "…pin_outside"."""
    if not value:
        return {}
    try:
        given = json.loads(value)
        points = {str(name): (float(point[0]), float(point[1])) for name, point in given.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError) as fault:
        raise Problem("places.pins_unreadable") from fault
    if len(points) > MOST_PINS:
        raise Problem("places.pins_too_many", given=len(points), most=MOST_PINS)
    for name, (lon, lat) in points.items():
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise Problem("places.pin_outside", name=name)
    return points


def _degrees(field: str, source: Source, written: Writings, guess: systems.CrsGuess | None) -> Reading:
    """Degrees, a row's two values turned where only that makes sense of them; zeros and impossible values left out."""
    all_turned = bool(guess and guess.swapped)
    parts = _parts(field, source, written)
    lon, lat = (alias(field, "y"), alias(field, "x")) if all_turned else (alias(field, "x"), alias(field, "y"))
    zero, turned, bad, name = (alias(field, part) for part in ("zero", "turned", "bad", "name"))
    west, south, east, north = korea.BOX
    korean = f"({lon} between {south} and {north} and {lat} between {west} and {east})"
    beyond = f"(abs({lat}) between 90.000001 and 180 and abs({lon}) <= 90)"
    judged = {
        zero: f"coalesce({lon} = 0 and {lat} = 0, false)",
        turned: f"coalesce({korean} or {beyond}, false)",
        bad: f"coalesce(not ({korean} or {beyond}) and (abs({lon}) > 180 or abs({lat}) > 90), false)",
    }
    kept = f"not {zero} and not {bad} and {lon} is not null and {lat} is not null"
    east_of = f"case when {kept} then case when {turned} then {lat} else {lon} end end"
    north_of = f"case when {kept} then case when {turned} then {lon} else {lat} end end"
    points = _values(field, east_of, north_of, name, "true")
    misnamed = "lat" in terms.roles(source.columns[0]) and "lon" in terms.roles(source.columns[1])
    notes = {"axes_turned": {"columns": ", ".join(source.columns[:2])}} if all_turned or misnamed else {}
    blanked = {"value_zero": zero, "value_impossible": bad}
    bad_text = alias(field, "bad_text")
    judged |= {bad_text: _unreadable(field, source, written)}
    return Reading(parts, (judged, points), bad_text, {"turned": turned}, blanked, notes)


def _projected(
    workspace: Workspace,
    table: str,
    field: str,
    source: Source,
    written: Writings,
    crs: str,
    guess: systems.CrsGuess | None,
    better: str | None = None,
) -> Reading:
    """Projected coordinates, transformed outside SQL and joined back by line."""
    x, y = (value_sql("number", quoted(column), _writing(source, written, place)) for place, column in enumerate(source.columns[:2]))
    rows = workspace.fetch(f"select _line, cast({x} as double) as x, cast({y} as double) as y from {quoted(table)}")  # noqa: S608
    east, north = rows["x"].to_numpy().astype(float), rows["y"].to_numpy().astype(float)
    unknown = (east == 0) & (north == 0)
    lon, lat = systems.to_lonlat(east, north, crs, swapped=bool(guess and guess.swapped))
    is_mixed = mixed.place_degrees(east, north, lon, lat)
    lon[unknown] = lat[unknown] = np.nan
    points = pl.DataFrame({"_line": rows["_line"], "lon": lon, "lat": lat}).with_columns(pl.col("lon", "lat").fill_nan(None))
    joined = f"{table}_{field}"
    workspace.put(joined, points)
    parts = _parts(field, source, written) | {alias(field, "lon"): f"{quoted(joined)}.lon", alias(field, "lat"): f"{quoted(joined)}.lat"}
    known = f"{alias(field, 'x')} is not null and {alias(field, 'y')} is not null"
    zero = f"coalesce({alias(field, 'x')} = 0 and {alias(field, 'y')} = 0, false)"
    values = _values(field, alias(field, "lon"), alias(field, "lat"), alias(field, "name"), "true")
    blanked = {"value_zero": zero, "value_impossible": f"({known} and not {zero} and {alias(field, 'lon')} is null)"}
    join = f"left join {quoted(joined)} using (_line)"
    bad_text = alias(field, "bad_text")
    in_degrees, in_metres = alias(field, "in_degrees"), alias(field, "in_metres")
    judged = {
        bad_text: _unreadable(field, source, written),
        in_degrees: mixed.degrees_sql(alias(field, "x"), alias(field, "y")),
        in_metres: mixed.metres_sql(alias(field, "x"), alias(field, "y")),
    }
    mended = {"mixed_degrees": in_degrees, "mixed_metres": in_metres} if is_mixed else {}
    notes = {"crs": _crs_facts(source, crs, guess, better)}
    return Reading(parts, (judged, values), bad_text, mended, blanked, notes, join=join)


def _by_name(workspace: Workspace, table: str, field: str, source: Source, book: Book | None) -> Reading:
    """Names of areas or addresses. A point set by hand comes first, then the address book's; only a building or lot is exact."""
    columns = ", ".join(f"nullif(trim({quoted(column)}), '')" for column in source.columns)
    named = f"nullif(concat_ws(' ', {columns}), '')"
    missing = " and ".join(kinds.missing_sql(quoted(column)) for column in source.columns)
    name, match = alias(field, "name"), alias(field, "match")
    given = pins(source.value)
    found = _found(workspace, table, field, named, given, book)
    parts = {name: f"case when {missing} then null else {named} end"}
    if found is None:
        values = _values(field, "cast(null as double)", "cast(null as double)", name, "false")
        return Reading(parts, (values,), "false")
    parts |= {
        part: f"{quoted(found)}.{column}" for part, column in ((alias(field, "lon"), "lon"), (alias(field, "lat"), "lat"), (match, "match"))
    }
    values = _values(field, alias(field, "lon"), alias(field, "lat"), name, f"coalesce({match} = 'exact', false)")
    notes: dict[str, Mapping[str, Any]] = {"centroids": {"names": len(given)}} if given else {}
    if book is None or not book.exists:
        return Reading(parts, (values,), "false", notes=notes, join=f"left join {quoted(found)} on {quoted(found)}.name = {named}")
    notes["geocoded"] = {"as_of": book.as_of}
    placed = {f"placed_{kind}": f"coalesce({match} = '{kind}', false)" for kind in MATCHES[1:-1]}
    blanked = {"place_unknown": f"coalesce({match} = 'none' and {name} is not null, false)"}
    join = f"left join {quoted(found)} on {quoted(found)}.name = {named}"
    return Reading(parts, (values,), "false", placed, blanked, notes, join=join)


def _found(
    workspace: Workspace, table: str, field: str, named: str, given: Mapping[str, tuple[float, float]], book: Book | None
) -> str | None:
    """A table of name → point and how it was found; None when no name can have one."""
    pinned = pl.DataFrame(
        [(name, "pin", lon, lat) for name, (lon, lat) in given.items()],
        schema={"name": pl.String, "match": pl.String, "lon": pl.Float64, "lat": pl.Float64}, orient="row",
    )  # fmt: skip
    if book is not None and book.exists:
        names = workspace.fetch(f"select distinct {named} as name from {quoted(table)}")["name"].drop_nulls()  # noqa: S608
        open_names = names.filter(~names.is_in(list(given))).sort()
        pinned = pl.concat([pinned, geocode(workspace, book, open_names.to_list())])
    if pinned.is_empty():
        return None
    joined = f"{table}_{field}_found"
    workspace.put(joined, pinned)
    return joined


def _values(field: str, lon: str, lat: str, name: str, exact: str) -> dict[str, str]:
    parts = {"lon": lon, "lat": lat, "name": name, "exact": exact}
    return {quoted(f"{field}_{part}"): sql for part, sql in parts.items()}


def _naming(source: Source, columns: Sequence[str]) -> str | None:
    """The column that most likely names the district of each row."""
    if len(source.columns) > 2:
        return source.columns[2]
    for concept in _NAMING:
        for column in columns:
            if concept in terms.stem(column) | terms.roles(column) and column not in source.columns:
                return column
    return None


def _parts(field: str, source: Source, written: Writings) -> dict[str, str]:
    x, y = (quoted(column) for column in source.columns[:2])
    name = kinds.parse_sql("text", quoted(source.columns[2])) if len(source.columns) > 2 else "cast(null as varchar)"
    return {
        alias(field, "x"): value_sql("number", x, _writing(source, written, 0)),
        alias(field, "y"): value_sql("number", y, _writing(source, written, 1)),
        alias(field, "x_text"): x,
        alias(field, "y_text"): y,
        alias(field, "name"): name,
    }


def _unreadable(field: str, source: Source, written: Writings) -> str:
    return " or ".join(
        unreadable_sql(alias(field, axis), alias(field, f"{axis}_text"), "number", _writing(source, written, place))
        for place, axis in enumerate("xy")
    )


def _writing(source: Source, written: Writings, place: int) -> Writing:
    return written.get((source.columns[place], "number"), Writing())


def _fit(guess: systems.CrsGuess | None) -> float:
    """How much of the points a system puts where their rows say, or at least on land."""
    if guess is None:
        return 0.0
    return guess.inside if guess.agree is None else guess.agree


def _crs_facts(source: Source, crs: str, guess: systems.CrsGuess | None, better: str | None = None) -> dict[str, object]:
    facts: dict[str, object] = {"columns": ", ".join(source.columns[:2]), "crs": crs, "said": source.crs == crs, "better": better}
    facts["inside"] = 0.0
    if guess:
        facts |= {
            "confidence": guess.confidence,
            "inside": guess.inside,
            "agree": guess.agree,
            "swapped": guess.swapped,
            "rivals": ", ".join(guess.rivals),
        }
    return facts
