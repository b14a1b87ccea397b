"""Rules of places."""

from __future__ import annotations

from connectors.duck import quoted
from data_catalog.check_rules.table import CheckFinding, Table, counted, keys_of
from data_catalog.places import areas, korea
from data_catalog.schema import Check

_SOME_ROWS = 50_000
_MOST_NAMED = 20_000


def within(table: Table, check: Check) -> list[CheckFinding]:
    """Points away from the country most of the others are in."""
    found = []
    for name in check.fields:
        if name not in table.fields:
            continue
        west, south, east, north = korea.BOX
        lon, lat = quoted(f"{name}_lon"), quoted(f"{name}_lat")
        inside = f"({lon} between {west} and {east} and {lat} between {south} and {north})"
        known, at_home = table.count(f"{lon} is not null"), table.count(inside)
        facts = {"title": dict(table.input.field(name).title), "known": known}
        if at_home >= 0.5 * known:
            away = counted(table, "outside", f"{lon} is not null and not {inside}", (f"{name}_lon", f"{name}_lat"), facts, repair=True)
            found += [away] if away else []
        else:
            found.append(CheckFinding("abroad", facts, known - at_home))
    return found


def same_place_share(table: Table, check: Check) -> list[CheckFinding]:
    """Points piled on one coordinate: mostly the office's own address, or the middle of the city, where nothing better was known."""
    found = []
    for name in check.fields:
        if name not in table.fields or table.rows < 30:
            continue
        lon, lat = quoted(f"{name}_lon"), quoted(f"{name}_lat")
        top = _usual_point(table, lon, lat)
        share = top[2] / table.rows
        if share > (check.limit if check.limit is not None else 0.2):
            there = f"{lon} = {top[0]!r} and {lat} = {top[1]!r}"
            # As text: a coordinate is not written with separators of thousands.
            point = {"lon": f"{top[0]:.5f}", "lat": f"{top[1]:.5f}"}
            facts = {"title": dict(table.input.field(name).title), "rows": top[2], "share": share, **point}
            shown = table.examples(there, (f"{name}_lon", f"{name}_lat"))
            found.append(CheckFinding("piled", facts, top[2], shown, *keys_of("piled", True), limiting=share > 0.5))
    return found


def _usual_point(table: Table, lon: str, lat: str) -> tuple[float, float, int]:
    """The point met most often among some of the rows, with how many of all rows have it: a point of many rows is met among some."""
    some = f"hash(_line) % {max(1, table.rows // _SOME_ROWS)} = 0"
    points = f"select {lon} as lon, {lat} as lat, count(*) as n from {quoted(table.name)} where {lon} is not null"  # noqa: S608
    best = "group by all order by n desc, lon, lat limit 1"
    found = table.workspace.fetch(f"{points} and {some} {best}")
    if found.is_empty():
        found = table.workspace.fetch(f"{points} {best}")
    x, y = found.row(0)[:2]
    return x, y, table.count(f"{lon} = {x!r} and {lat} = {y!r}")


def outside_area(table: Table, check: Check) -> list[CheckFinding]:
    """Points that cannot lie in the district their row names. `limit`: the share from which places are not to be trusted, 0.2."""
    found = []
    for name in table.having(check.fields, ("place",)):
        lon, lat, named = (quoted(f"{name}_{part}") for part in ("lon", "lat", "name"))
        rows = table.workspace.fetch(
            f"select _line, {lon} as lon, {lat} as lat, {named} as named from {quoted(table.name)} "  # noqa: S608
            f"where {lon} is not null and {named} is not null order by hash(_line) limit {_MOST_NAMED}"
        )
        meant = {text: areas.find(text) for text in rows["named"].unique().to_list()}
        judged = [
            (line, text, any(areas.distance_km(x, y, area) <= area.radius_km for area in meant[text]))
            for line, x, y, text in rows.iter_rows()
            if meant[text]
        ]
        away = sorted((line, text) for line, text, inside in judged if not inside)
        if not away or len(judged) < 5:
            continue
        share = len(away) / len(judged)
        facts = {"title": table.title(name), "rows": len(away), "named": len(judged), "share": share}
        shown = tuple(table.example(line, str(text)) for line, text in away[:5])
        weak = share > (0.2 if check.limit is None else check.limit)
        found.append(CheckFinding("outside_area", facts, len(away), shown, *keys_of("outside_area", True), limiting=weak))
    return found


def coarse_points(table: Table, check: Check) -> list[CheckFinding]:
    """Coordinates cut to two decimals lie up to a kilometre away. `limit`: the share from which it is told, 0.5."""
    found = []
    for name in table.having(check.fields, ("place",)):
        lon, lat = quoted(f"{name}_lon"), quoted(f"{name}_lat")
        cut = f"({lon} = round({lon}, 2) and {lat} = round({lat}, 2))"
        known, rows = table.ask(f"count({lon}), count(*) filter ({cut})")
        if known >= 20 and rows > (0.5 if check.limit is None else check.limit) * known:
            shown = table.examples(cut, (f"{name}_lon", f"{name}_lat"))
            facts = {"title": table.title(name), "rows": rows, "share": rows / known}
            found.append(CheckFinding("coarse_points", facts, rows, shown, *keys_of("coarse_points", True)))
    return found
