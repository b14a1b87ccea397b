"""Turns a file as read into the canonical, typed table of one input: every row kept, or set aside with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from connectors.duck import quoted
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import expressions, marks, rejected, repairs
from data_catalog.expressions import Reading
from data_catalog.mapping.source import Source
from data_catalog.places import points
from data_catalog.places.book import Book
from data_catalog.prepared import Example, Prepared, Reason
from data_catalog.rejected import UNREADABLE, Event, Parsed
from data_catalog.repeats import LINE, REPEATS, of_the_file, repeated, with_lines_apart
from data_catalog.schema import Field, Input
from data_catalog.writing import Writings, likely, writings

_EXAMPLES = 5
_PLACE = ("lon", "lat", "name", "exact")


def prepare(
    workspace: Workspace, parquet: Path, input: Input, mapping: Mapping[str, Source], out: Path, book: Book | None = None
) -> Prepared:
    """Writes the canonical Parquet of `input` to `out`, rows in file order; `_events` are marks of our own (`data_catalog.marks`).

    Addresses are given points where there is a `book`, whose files the workspace must be allowed to read.

    A row is set aside when a required field's text cannot be read or when it repeats another row wholly; other texts that cannot be
    read become missing and are counted; each such cell is listed beside `out`
    (`data_catalog.rejected`). Raises Problem "mapping.empty", "mapping.column_missing", "mapping.field_unknown",
    "prepare.no_rows".
    """
    raw = f"{input.name}_raw_{uuid4().hex}"
    workspace.view(raw, parquet)
    raw, names = with_lines_apart(workspace, raw)
    _refuse_unknown(input, mapping, of_the_file(names))
    rows_in = workspace.rows(raw)
    if not rows_in:
        raise Problem("prepare.no_rows", input=dict(input.title))
    asked = [key for name, source in mapping.items() for key in expressions.parsed_as(input.field(name), source)]
    repeats = _repeats(workspace, raw, input, mapping, names)
    as_sent = likely(workspace, raw, rows_in, asked)
    mended = repairs.mended(workspace, raw, input, mapping, as_sent)
    written = as_sent if mended == raw else likely(workspace, mended, rows_in, asked)
    made = _parsed(workspace, mended, input, mapping, written, repeats, out, book)
    if doubted := _doubted(made, input, mapping):
        # The rows looked at told one thing, all rows another: the columns concerned are asked once more, by every row.
        sure = {**made.written, **writings(workspace, mended, doubted)}
        as_sent = {**as_sent, **writings(workspace, raw, doubted)}
        made = _parsed(workspace, mended, input, mapping, sure, repeats, out, book)
    dropped = sum(1 << bit for bit, event in enumerate(made.events) if event.effect == "set_aside")
    kept = rows_in - int(made.counts["dropped"])
    if kept < rows_in:
        workspace.save(f"select * from {quoted(made.table)} where not {marks.any_sql(dropped)}", out)  # noqa: S608
    reasons = _reasons(workspace, raw, made) + _notes(input, mapping, made.readings, made.written)
    groups = repairs.groups(workspace, raw, input, mapping, as_sent)
    rejected.save(workspace, raw, mended, made, input, mapping, groups, rejected.place_of(out))
    if kept == rows_in:
        made.file.replace(out)
    made.file.unlink(missing_ok=True)
    missing = {field: int(made.counts[f"missing_{place}"]) for place, field in enumerate(made.readings)}
    filled = frozenset(field for field, rows in missing.items() if rows < kept)
    mapped = {field: mapping[field].columns for field in made.readings}
    named = frozenset(field for place, field in enumerate(made.readings) if made.counts.get(f"named_{place}"))
    return Prepared(out, rows_in, kept, rows_in - kept, tuple(reasons), missing, filled, mapped, named, groups)


def _parsed(
    workspace: Workspace,
    raw: str,
    input: Input,
    mapping: Mapping[str, Source],
    written: Writings,
    repeats: str | None,
    out: Path,
    book: Book | None,
) -> Parsed:
    readings = _readings(workspace, raw, input, mapping, written, book)
    events = _events(readings, input, mapping)
    if repeats:
        events.insert(0, Event("row_repeated", "set_aside", None, (), '"_repeat"'))
    table = f"{input.name}_parsed_{uuid4().hex}"
    file = out.with_name(f"{table}.parquet")
    workspace.save(_parsing(raw, readings, input, events, repeats), file)
    workspace.view(table, file)
    return Parsed(table, file, written, readings, events, _counts(workspace, table, input, list(readings), events))


def _doubted(made: Parsed, input: Input, mapping: Mapping[str, Source]) -> list[tuple[str, str]]:
    """The columns taken to be plain by some of their rows in fields where not every row could be read so."""
    found: list[tuple[str, str]] = []
    for bit, event in enumerate(made.events):
        if event.field and event.code in UNREADABLE and made.counts[f"event_{bit}"]:
            keys = expressions.parsed_as(event.field, mapping[event.field.name])
            found += [key for key in keys if key in made.written and made.written[key].is_likely]
    if found:
        made.file.unlink()
    return found


def _refuse_unknown(input: Input, mapping: Mapping[str, Source], columns: Sequence[str]) -> None:
    if not mapping:
        raise Problem("mapping.empty", input=dict(input.title))
    known = {field.name for field in input.fields}
    for name, source in mapping.items():
        if name not in known:
            raise Problem("mapping.field_unknown", field=name, known=", ".join(sorted(known)))
        for column in source.columns:
            if column not in columns:
                raise Problem("mapping.column_missing", column=column, field=dict(input.field(name).title))


def _readings(
    workspace: Workspace, raw: str, input: Input, mapping: Mapping[str, Source], written: Writings, book: Book | None
) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    moments: list[str] = []
    for field in input.fields:
        if field.name not in mapping:
            continue
        if field.kind == "place":
            found[field.name] = points.reading(workspace, raw, field.name, mapping[field.name], written, book)
            continue
        found[field.name] = expressions.reading(field, mapping[field.name], input, moments, written)
        moments += [field.name] if field.kind == "moment" else []
    return found


def _events(readings: Mapping[str, Reading], input: Input, mapping: Mapping[str, Source]) -> list[Event]:
    found: list[Event] = []
    for name, reading in readings.items():
        field, columns = input.field(name), mapping[name].columns
        code, effect = (UNREADABLE[0], "set_aside") if field.required else (UNREADABLE[1], "blanked")
        found.append(Event(code, effect, field, columns, reading.unreadable))
        found += [Event(code, "repaired", field, columns, test) for code, test in reading.mended.items()]
        found += [Event(code, "blanked", field, columns, test) for code, test in reading.blanked.items()]
    return found


def _repeats(workspace: Workspace, raw: str, input: Input, mapping: Mapping[str, Source], names: Sequence[str]) -> str | None:
    """A table of the lines that repeat an earlier row in every column of the file; None when there are none.

    Only where one row is one event or one named thing: a list of cameras may well hold the same row twice for two cameras.
    """
    if not (any(name in mapping for name in input.unique) or any(field.kind == "moment" for field in input.fields)):
        return None
    table = f"{raw}_repeats"
    if REPEATS in names:
        # Columns were let go since the file was read; the mark was made before.
        workspace.create(table, f"select {LINE} from {quoted(raw)} where {REPEATS}")  # noqa: S608
        return table if workspace.rows(table) else None
    found = repeated(workspace, raw, of_the_file(names))
    if found is None:
        return None
    workspace.put(f"{table}_at", found)
    numbered = f"select {LINE}, row_number() over () as _number from {quoted(raw)}"  # noqa: S608
    workspace.create(table, f"select {LINE} from ({numbered}) where _number in (select _number from {quoted(f'{table}_at')})")  # noqa: S608
    return table


def _stages(readings: Mapping[str, Reading], input: Input) -> list[list[str]]:
    """What is made in each select, the fields side by side: one around another, hundreds of columns would take gigabytes.

    A moment may look at those before it, and begins when they are there.
    """
    found: list[list[str]] = []
    moments = 0
    for name, reading in readings.items():
        is_moment = input.field(name).kind == "moment"
        first = moments if is_moment else 0
        for at, stage in enumerate(reading.stages, first):
            found += [[]] * (at >= len(found))
            found[at] = [*found[at], *(f"{sql} as {alias}" for alias, sql in stage.items())]
        moments = first + len(reading.stages) if is_moment else moments
    return found


def _parsing(raw: str, readings: Mapping[str, Reading], input: Input, events: Sequence[Event], repeats: str | None) -> str:
    """One select a stage, each around the one before, so that nothing is parsed twice."""
    parts = [f"{sql} as {alias}" for reading in readings.values() for alias, sql in reading.parts.items()]
    if repeats:
        parts.append(f'{quoted(repeats)}._line is not null as "_repeat"')
    joins = " ".join(dict.fromkeys(reading.join for reading in readings.values() if reading.join))
    joins += f" left join {quoted(repeats)} on {quoted(repeats)}._line = {quoted(raw)}._line" if repeats else ""
    first = ", ".join([f"{quoted(raw)}._line as _line", *parts])
    query = f"select {first} from {quoted(raw)} {joins}"  # noqa: S608
    for stage in _stages(readings, input):
        query = f"select *, {', '.join(stage)} from ({query})"  # noqa: S608
    fields = ", ".join(quoted(alias.strip('"')) for reading in readings.values() for alias in reading.stages[-1])
    # A join may turn its sides round, and the rows with them.
    order = " order by _line" if joins else ""
    happened = marks.setting_sql([event.condition for event in events])
    return f"select _line, {fields}, {happened} from ({query}){order}"  # noqa: S608


def _columns(field: Field) -> tuple[str, ...]:
    return tuple(f"{field.name}_{part}" for part in _PLACE) if field.kind == "place" else (field.name,)


def _counts(workspace: Workspace, parsed: str, input: Input, fields: Sequence[str], events: Sequence[Event]) -> dict[str, int]:
    """Rows dropped, rows a field is missing or a place is named in, rows of each event: from one line a set of marks, for they are few."""
    asked = {}
    for place, name in enumerate(fields):
        asked[f"filled_{place}"] = f"count({quoted(_columns(input.field(name))[0])})"
        if input.field(name).kind == "place":
            asked[f"named_{place}"] = f"count({quoted(f'{name}_name')})"
    shown = "".join(f", {sql} as {alias}" for alias, sql in asked.items())
    sets = ", ".join(marks.names(len(events)))
    rows = workspace.fetch(f"select {sets}, count(*) as n{shown} from {quoted(parsed)} group by {sets}")  # noqa: S608
    seen = [{**row, "marks": marks.of_row(row, len(events))} for row in rows.iter_rows(named=True)]
    dropping = sum(1 << bit for bit, event in enumerate(events) if event.effect == "set_aside")
    kept = [row for row in seen if not row["marks"] & dropping]
    found = {"dropped": sum(row["n"] for row in seen) - sum(row["n"] for row in kept)}
    for place in range(len(fields)):
        found[f"missing_{place}"] = sum(row["n"] - row[f"filled_{place}"] for row in kept)
    found |= {alias: sum(row[alias] for row in kept) for alias in asked if alias.startswith("named_")}
    for bit in range(len(events)):
        sooner = _sooner(events, bit)
        found[f"event_{bit}"] = sum(row["n"] for row in seen if row["marks"] >> bit & 1 and not row["marks"] & sooner)
    return found


def _reasons(workspace: Workspace, raw: str, made: Parsed) -> list[Reason]:
    found: list[Reason] = []
    for bit, event in enumerate(made.events):
        if rows := int(made.counts[f"event_{bit}"]):
            facts: dict[str, Any] = {"columns": ", ".join(event.columns)}
            if event.field:
                facts |= {"field": event.field.name, "title": dict(event.field.title), "kind": event.field.kind}
            found.append(Reason(event.code, event.effect, facts, rows, _examples(workspace, raw, made.table, made.events, bit)))
    return found


def _happened(events: Sequence[Event], bit: int) -> str:
    """A row set aside counts once, under the first of its reasons, so that the counts add up."""
    return f"{marks.any_sql(1 << bit)} and not {marks.any_sql(_sooner(events, bit))}"


def _sooner(events: Sequence[Event], bit: int) -> int:
    """The marks that set a row aside before this one would."""
    return sum(1 << other for other in range(bit) if events[other].effect == "set_aside") if events[bit].effect == "set_aside" else 0


def _examples(workspace: Workspace, raw: str, parsed: str, events: Sequence[Event], bit: int) -> tuple[Example, ...]:
    event = events[bit]
    lines = workspace.fetch(
        f"select _line from {quoted(parsed)} where {_happened(events, bit)} order by _line limit {_EXAMPLES}"  # noqa: S608
    )["_line"].to_list()
    shown = ", ".join(quoted(name) for name in event.columns)
    texts = f"concat_ws(' ', {shown})" if shown else "''"
    rows: pl.DataFrame = workspace.fetch(
        f"select _line, {texts} as shown from {quoted(raw)} where _line in ({', '.join(map(str, lines))}) order by _line"  # noqa: S608
    )
    return tuple(Example(int(line), str(text)[:80]) for line, text in rows.iter_rows())


def _notes(input: Input, mapping: Mapping[str, Source], readings: Mapping[str, Reading], written: Writings) -> list[Reason]:
    found: list[Reason] = []
    for name, reading in readings.items():
        field = input.field(name)
        named = {"field": name, "title": dict(field.title), "columns": ", ".join(mapping[name].columns)}
        found += [Reason(code, "noted", {**named, **facts}, 0) for code, facts in reading.notes.items()]
        keys = expressions.parsed_as(field, mapping[name])
        if not all(written[key].is_order_certain for key in keys if key in written):
            found.append(Reason("date_order", "noted", named, 0))
    return found
