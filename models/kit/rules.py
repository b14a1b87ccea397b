"""What the parts of a manifest must say about each other: names, kinds, references, ranges. One line a fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from data_catalog.schema import KINDS, Input
from models.kit.contract import ColumnSpec, FigureSpec, MapSpec, Model, Output, Setting, Step
from models.kit.wording import Words, slots

SUBJECTS = ("safety", "transport", "welfare", "tax", "administration")
SETTING_KINDS = ("number", "integer", "choice", "yesno", "list")
FIGURE_KINDS = ("bar", "line", "step", "heat", "interval", "scatter")
LAYER_KINDS = ("points", "cells", "heat", "hexagons", "areas", "lines")
ROLES = ("context", "quantity", "gap", "site", "existing", "candidate")
COLUMN_KINDS = ("text", "integer", "number", "share", "moment", "date")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RESERVED = {"seed", "missing", "_line"}


def faults_of(model: Model) -> list[str]:
    """Every fault of a model whose parts are well formed, one line each."""
    parts: tuple[Callable[[Model], Iterable[str]], ...] = (_heads, _names, _inputs, _settings, _steps, _outputs)
    return [fault for part in parts for fault in part(model)]


def _heads(model: Model) -> Iterator[str]:
    yield from _one_of("state", model.state, ("ready", "planned"))
    yield from _one_of("subject", model.subject, SUBJECTS)
    if not _VERSION.fullmatch(model.version):
        yield f"version: {model.version!r} must be three numbers like 1.0.0"
    for change in model.changes:
        if not _DATE.fullmatch(change.date):
            yield f"change «{change.version}»: date must be like 2024-12-31"
    if model.state == "ready" and model.version not in {change.version for change in model.changes}:
        yield f"change: nothing is said about version {model.version}; add a [[change]]"
    if not model.inputs:
        yield "input: a model needs at least one"
    if model.state == "ready" and not any(output.main for output in model.outputs):
        yield "output: one must be main = true"


def _names(model: Model) -> Iterator[str]:
    inputs = [item.name for item in model.inputs]
    tables = [table for step in model.steps if step.name != "findings" for table in step.tables]
    yield from _named("input, setting or step table", [*inputs, *(item.name for item in model.settings), *tables])
    yield from _named("step", [item.name for item in model.steps])
    yield from _named("output", [item.name for item in model.outputs])
    yield from _named("finding", [finding.key for output in model.outputs for finding in output.findings])
    yield from _named("output table", [table.name for output in model.outputs for table in output.tables])
    yield from _named("figure", [figure.name for output in model.outputs for figure in output.figures])
    yield from _named("map", [drawn.name for output in model.outputs for drawn in output.maps])


def _named(what: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if not _NAME.fullmatch(name):
            yield f"{what} {name!r}: a name is small letters, digits and _ and begins with a letter"
        if name in _RESERVED:
            yield f"{what} «{name}»: the name is reserved"
        if count > 1:
            yield f"{what} «{name}»: the name is used {count} times"


def _inputs(model: Model) -> Iterator[str]:
    for item in model.inputs:
        yield from _input(item)
    yield from _references(model)


def _input(item: Input) -> Iterator[str]:
    place, names = f"input «{item.name}»", [field.name for field in item.fields]
    yield from (f"{place}: {fault}" for fault in _named("field", names))
    if not names:
        yield f"{place}: has no field"
    for field in item.fields:
        yield from _one_of(f"{place} field «{field.name}» kind", field.kind, KINDS)
        if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
            yield f"{place} field «{field.name}»: minimum is above maximum"
    for stray in sorted((set(item.unique) | {name for check in item.checks for name in check.fields}) - set(names)):
        yield f"{place}: names a field {stray!r} it does not have"
    if item.minimum_rows < 1:
        yield f"{place}: minimum_rows must be 1 or more"


def _references(model: Model) -> Iterator[str]:
    fields = {f"{item.name}.{field.name}": item.name for item in model.inputs for field in item.fields}
    for item in model.inputs:
        for check in item.checks:
            if check.rule == "refers_to" and fields.get(check.other or "") in (None, item.name):
                yield f"input «{item.name}»: refers to {check.other!r}, which is no field of another input"


def _settings(model: Model) -> Iterator[str]:
    for item in model.settings:
        place = f"setting «{item.name}»"
        yield from _one_of(f"{place} kind", item.kind, SETTING_KINDS)
        if item.kind == "choice" and not item.choices:
            yield f"{place}: a choice needs choices"
        elif item.kind in SETTING_KINDS and not _default_fits(item):
            yield f"{place}: the default {item.default!r} is not allowed by its own kind and range"


def _default_fits(item: Setting) -> bool:
    value = item.default
    if item.kind == "yesno":
        return isinstance(value, bool)
    if item.kind == "choice":
        return value in (item.choices or {})
    values = value if item.kind == "list" else (value,)
    kinds: tuple[type, ...] = (int,) if item.kind == "integer" else (int, float)
    if not isinstance(values, tuple) or any(isinstance(one, bool) or not isinstance(one, kinds) for one in values):
        return False
    low = item.minimum if item.minimum is not None else float("-inf")
    high = item.maximum if item.maximum is not None else float("inf")
    return all(low <= one <= high for one in values)


def _steps(model: Model) -> Iterator[str]:
    settings = {item.name for item in model.settings}
    for step in model.steps:
        place = f"step «{step.name}»"
        yield from _one_of(f"{place} kind", step.kind, ("sql", "python"))
        yield from _slots(f"{place} explains", step.explains, settings)
        if step.seconds_per_million_rows <= 0:
            yield f"{place}: seconds_per_million_rows must be above 0"


def _outputs(model: Model) -> Iterator[str]:
    needed = {item.name for item in model.inputs}
    needed |= {f"{item.name}.{field.name}" for item in model.inputs for field in item.fields}
    steps = {step.name for step in model.steps}
    tables = {table for step in model.steps for table in step.tables}
    columns = {table.name: {column.name for column in table.columns} for o in model.outputs for table in o.tables}
    for output in model.outputs:
        place = f"output «{output.name}»"
        yield from _output(output, place, needed, steps, tables)
        for figure in output.figures:
            yield from _figure(figure, f"{place} figure «{figure.name}»", columns)
        for drawn in output.maps:
            yield from _map(drawn, f"{place} map «{drawn.name}»", columns)


def _output(output: Output, place: str, needed: set[str], steps: set[str], tables: set[str]) -> Iterator[str]:
    yield from _one_of(f"{place} disclosure", output.disclosure, ("none", "counts"))
    yield from _slots(f"{place} refused", output.refused, {"missing"})
    if output.unmet:
        yield from _slots(f"{place} unmet", output.unmet, {"missing"})
    for stray in sorted({part for need in output.needs for part in need.split("|")} - needed):
        yield f"{place}: needs {stray!r}, which is no input and no field of one"
    for stray in sorted(set(output.steps) - steps):
        yield f"{place}: names a step {stray!r} that does not exist"
    for table in output.tables:
        if table.name not in tables:
            yield f"{place}: the table «{table.name}» is given by no step ({', '.join(sorted(tables))})"
        yield from (f"{place} table «{table.name}»: {f}" for f in _named("column", [c.name for c in table.columns]))
        if table.rank is not None and table.rank not in {column.name for column in table.columns}:
            yield f"{place} table «{table.name}»: is ranked by {table.rank!r}, which is none of its columns"
        for column in table.columns:
            yield from _one_of(f"{place} table «{table.name}» column «{column.name}» kind", column.kind, COLUMN_KINDS)
            yield from _labels(f"{place} table «{table.name}» column «{column.name}»", column)
            if column.counts and column.kind not in ("integer", "number"):
                yield f"{place} table «{table.name}» column «{column.name}»: counts, but is of kind {column.kind}"
        for stray in sorted({name for total in table.totals for name in total} - {column.name for column in table.columns}):
            yield f"{place} table «{table.name}»: totals names {stray!r}, which is none of its columns"
    yield from _sums(output, place)
    counting = [table.name for table in output.tables if any(column.counts for column in table.columns)]
    if output.disclosure == "counts" and not counting:
        yield f"{place}: hides small counts, but none of its columns says `counts = true`"
    if output.disclosure == "none" and counting:
        yield f'{place}: the table «{counting[0]}» counts persons; say disclosure = "counts"'
    for finding in output.findings:
        yield from _one_of(f"{place} finding «{finding.key}» level", finding.level, ("main", "note", "limit"))
        if finding.counts and output.disclosure != "counts":
            yield f'{place} finding «{finding.key}»: counts persons; say disclosure = "counts" of the output'
        if slots(finding.text["ko"]) != slots(finding.text["en"]):
            yield f"{place} finding «{finding.key}»: ko and en have different {{slots}}"


def _sums(output: Output, place: str) -> Iterator[str]:
    for table in output.tables:
        columns = {column.name: column for column in table.columns}
        hidden = {name for column in table.columns for name in (column.largest, column.second) if name}
        for column in table.columns:
            told = f"{place} table «{table.name}» column «{column.name}»"
            if (column.largest is None) != (column.second is None):
                yield f"{told}: a sum names both its `largest` and its `second` amount"
            for name in (column.largest, column.second):
                if name and (name not in columns or columns[name].kind not in ("integer", "number") or columns[name].counts):
                    yield f"{told}: names {name!r}, which is no column of amounts"
        if hidden and not any(column.counts for column in table.columns):
            yield f"{place} table «{table.name}»: sums amounts of givers, but no column counts them (`counts = true`)"
        drawn = [(f"figure «{one.name}»", {one.x, one.y, one.series, one.value, one.low, one.high})
                 for one in output.figures if one.table == table.name]  # fmt: skip
        drawn += [(f"map «{one.name}»", {layer.lon, layer.lat, layer.wkt, layer.value, layer.label, layer.sized})
                  for one in output.maps for layer in one.layers if layer.table == table.name]  # fmt: skip
        drawn += [("rank", {table.rank})]
        yield from (f"{place} {what}: shows {name!r}, an amount of one giver" for what, used in drawn for name in sorted(hidden & used))


def _labels(place: str, column: ColumnSpec) -> Iterator[str]:
    if column.labels is not None and column.kind != "text":
        yield f"{place}: has labels, but only a column of kind text holds codes"
    for code, words in (column.labels or {}).items():
        wanted = {"rest"} if code.endswith(":") else set()
        if any(set(slots(words[lang])) != wanted for lang in words):
            yield f"{place} label «{code}»: must hold {'the slot {rest}' if wanted else 'no slot'} in both languages"


def _figure(figure: FigureSpec, place: str, columns: dict[str, set[str]]) -> Iterator[str]:
    yield from _one_of(f"{place} kind", figure.kind, FIGURE_KINDS)
    used = (figure.x, figure.y, figure.series, figure.value, figure.low, figure.high)
    yield from _columns(place, figure.table, used, columns)


def _map(drawn: MapSpec, place: str, columns: dict[str, set[str]]) -> Iterator[str]:
    yield from _columns(place, drawn.table, (), columns)
    for layer in drawn.layers:
        yield from _one_of(f"{place} layer kind", layer.kind, LAYER_KINDS)
        yield from _one_of(f"{place} layer role", layer.role, ROLES)
        where = (layer.wkt or "wkt",) if layer.kind in ("areas", "lines") else (layer.lon, layer.lat)
        yield from _columns(f"{place} layer", layer.table, (*where, layer.value, layer.label, layer.sized), columns)
        if layer.kind in ("heat", "hexagons") and not (layer.size_m and 0 < layer.size_m < float("inf")):
            yield f"{place} layer: {layer.kind} needs size_m, in metres"
        if layer.kind == "heat" and layer.value is None:
            yield f"{place} layer: heat needs a value"
        if layer.sized is not None and layer.kind != "points":
            yield f"{place} layer: only points are sized by a column"


def _columns(place: str, table: str, used: Iterable[str | None], columns: dict[str, set[str]]) -> Iterator[str]:
    if table not in columns:
        yield f"{place}: draws the table «{table}», which is in no [[output.table]]"
        return
    for column in used:
        if column is not None and column not in columns[table]:
            yield f"{place}: draws the column {column!r}, which the table «{table}» does not have"


def _slots(place: str, words: Words, allowed: set[str]) -> Iterator[str]:
    for stray in sorted({slot for text in words.values() for slot in slots(text)} - allowed):
        yield f"{place}: has a slot {{{stray}}} that nothing fills"


def _one_of(place: str, value: str, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{place}: is {value!r}, must be one of {', '.join(allowed)}"


def giver(model: Model, table: str) -> Step | None:
    """The step that gives a table; None for an input."""
    return next((step for step in model.steps if table in step.tables), None)
