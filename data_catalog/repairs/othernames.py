"""Names that another input has in another spelling: offered by the check that looks there, kept with the column, made when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.kinds.sql import BLANKS, literal
from data_catalog.mapping.source import Source
from data_catalog.repairs.group import Change, Group
from data_catalog.schema import Field, Input
from data_catalog.taking import taken_sql

CODE = "other_name"
KINDS = ("category", "text")
"""Names in words. A number or code that is nearly another one is another thing."""


def can_have(input: Input, field: str) -> bool:
    """Whether names of a field are looked for in another input."""
    refers = any(check.rule == "refers_to" and check.fields[0] == field for check in input.checks)
    return refers and input.field(field).kind in KINDS


def group(field: Field, column: str, state: str, rows: Sequence[tuple[str, str, int, int]]) -> Group:
    """The group of some names: each with the name it is read as, its number of cells and the first line it stands in."""
    examples = tuple(Change(line, old, new) for old, new, _, line in rows)
    choices = {CODE: {"after": [new for _, new, _, _ in rows], "names": {old: new for old, new, _, _ in rows}}}
    cells = sum(cells for _, _, cells, _ in rows)
    return Group(CODE, field.name, dict(field.title), column, field.kind, state, cells, len(rows), examples, choices)


def taken(workspace: Workspace, raw: str, field: Field, source: Source) -> list[Group]:
    """The names of a column that are read as another input's, when there are some in the file."""
    if not source.names:
        return []
    text = f"trim({taken_sql(replace(source, names=()))}, {literal(BLANKS)})"
    known = dict(source.names)
    found = workspace.fetch(
        f"select {text} as v, count(*) as n, min(_line) as line from {quoted(raw)} "  # noqa: S608
        f"where {text} in ({', '.join(map(literal, known))}) group by 1 order by n desc, v"
    )
    rows = [(old, known[old], int(cells), int(line)) for old, cells, line in found.iter_rows()]
    return [group(field, source.columns[0], "taken", rows)] if rows else []


def with_names(mapping: Mapping[str, Source], offered: Iterable[Group]) -> dict[str, Source]:
    """The mapping with the names that are offered for columns somebody chose this repair for, where none were chosen yet."""
    made = dict(mapping)
    for one in offered:
        source = mapping[one.field]
        if one.code == CODE and CODE in source.repairs and not source.names:
            made[one.field] = replace(source, names=tuple(sorted(one.choices[CODE]["names"].items())))
    return made
