"""A look at any table before anybody has asked for it: what its columns are, which cells need mending, and what is odd about it."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import terms
from data_catalog.checks import CheckReport, check
from data_catalog.mapping.source import Source
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.profile import ColumnProfile, Profile
from data_catalog.schema import Field, Input

MOST_COLUMNS = 300
_MEMORY_MB = 1024
# What headers of a pair of coordinates name; of a table with both the degrees are taken.
_AXES = (("lon", "lat"), ("x", "y"))
_NAMED = re.compile(r"주소|소재지|시군구|addr|district", re.I)
_CLOCK = re.compile(r"시각|시간|_tm$|_hm$|time", re.I)
_DAY = re.compile(r"일자|날짜|년월일|연월일|date", re.I)


@dataclass(frozen=True)
class Looked:
    """`input` has a field a column, named c0, c1 … and titled as the column. `left_out`: columns that were not looked at."""

    input: Input
    prepared: Prepared
    report: CheckReport
    left_out: int = 0


def look(parquet: Path, found: Profile, *, today: date | None = None, most_columns: int = MOST_COLUMNS) -> Looked | None:
    """What is found in a table as read; None when it has no rows or columns. No row of it is required to hold anything.

    Of a table wider than any that is analysed the first columns are looked at: the time it takes grows faster than their number.
    """
    left_out = max(0, len(found.columns) - most_columns)
    input, mapping = contract(replace(found, columns=found.columns[:most_columns]))
    if not mapping or not found.rows:
        return None
    with tempfile.TemporaryDirectory(dir=parquet.parent) as place:
        folder = Path(place)
        workspace = open_workspace(folder / "look", memory_mb=_MEMORY_MB, reads=[parquet, folder])
        try:
            prepared = _prepared(workspace, parquet, input, mapping, folder)
            return Looked(input, prepared, check(workspace, prepared, input, general=True, today=today), left_out)
        finally:
            workspace.close()


def contract(found: Profile) -> tuple[Input, dict[str, Source]]:
    """An input that asks for what the columns seem to be, and the mapping to it: points and moments from two columns are one field.

    Columns with values of persons that wait for a decision are left alone: what is odd about them would show them.
    """
    held = {one.column for one in found.personal if one.waits}
    columns = tuple(column for column in found.columns if column.name not in held)
    taken: set[str] = set()
    fields: list[Field] = []
    mapping: dict[str, Source] = {}

    def add(kind: str, name: str, source: Source) -> None:
        key = f"c{len(fields)}"
        title = {"ko": name, "en": name}
        fields.append(Field(key, kind, title, title))
        mapping[key] = source
        taken.update(source.columns[:2])

    if points := _points(columns):
        add("place", ", ".join(points.columns[:2]), points)
    for day, clock in _days_with_clocks(columns):
        add("moment", f"{day} {clock}", Source("date_time", (day, clock)))
    for column in columns:
        if column.name not in taken and column.filled:
            add(column.kind, column.name, Source("column", (column.name,)))
    said = {"ko": "table", "en": "table"}
    return Input("table", said, said, False, tuple(fields)), mapping


def _prepared(workspace: Workspace, parquet: Path, input: Input, mapping: dict[str, Source], folder: Path) -> Prepared:
    try:
        return prepare(workspace, parquet, input, mapping, folder / "table.parquet")
    except Problem as problem:
        if not problem.code.startswith("places."):
            raise
        # Columns that are called coordinates and are none are numbers like others.
        rest = {name: source for name, source in mapping.items() if input.field(name).kind != "place"}
        return prepare(workspace, parquet, input, rest, folder / "table.parquet")


def _points(columns: Iterable[ColumnProfile]) -> Source | None:
    numbers = [column.name for column in columns if column.kind in ("number", "integer", "won", "km")]
    pairs = [[[name for name in numbers if role in terms.roles(name)] for role in axes] for axes in _AXES]
    sure = next(((xs[0], ys[0]) for xs, ys in pairs if len(xs) == len(ys) == 1 and xs != ys), None)
    if sure is None:
        return None
    named = [column.name for column in columns if _NAMED.search(column.name) and column.kind in ("text", "category")]
    return Source("xy", (*sure, *named[:1]))


def _days_with_clocks(columns: tuple[ColumnProfile, ...]) -> Iterable[tuple[str, str]]:
    """A column of days followed by one of times of day named alike."""
    for day, clock in itertools.pairwise(columns):
        if day.kind == "date" and _DAY.search(day.name) and _CLOCK.search(clock.name) and clock.kind not in ("date", "moment", "won"):
            stems = [pattern.sub("", name).strip("_ ") for pattern, name in ((_DAY, day.name), (_CLOCK, clock.name))]
            if stems[0] == stems[1]:
                yield day.name, clock.name
