"""What a manifest may say of rankings that can be weighed again; all of it read from the manifest, nothing run."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from models.kit.contract import ColumnSpec, Model, PartSpec, RankingSpec, Setting
from models.kit.weighing import ACTS

_NUMBERS = ("number", "integer", "share")
# More sliders than this are a cockpit, not a question.
PARTS_MAX = 12
_PLACES_MAX = 500


def ranking_faults(model: Model) -> Iterator[str]:
    """What is wrong with the rankings a manifest declares, one line each."""
    names = Counter(ranking.name for output in model.outputs for ranking in output.rankings)
    tables = {table.name: {column.name: column for column in table.columns} for output in model.outputs for table in output.tables}
    settings = {item.name: item for item in model.settings}
    for output in model.outputs:
        for ranking in output.rankings:
            place = f"output «{output.name}» ranking «{ranking.name}»"
            if names[ranking.name] > 1:
                yield f"{place}: the name is used {names[ranking.name]} times"
            yield from (f"{place}: {fault}" for fault in _columns(ranking, tables.get(ranking.table)))
            yield from (f"{place}: {fault}" for fault in _places(ranking, settings))
            yield from (f"{place}: {fault}" for fault in _map(model, ranking))
            for part in ranking.parts:
                yield from (f"{place} part «{part.column}»: {fault}" for fault in _part(part, settings))


def _columns(ranking: RankingSpec, columns: dict[str, ColumnSpec] | None) -> Iterator[str]:
    if columns is None:
        yield f"ranks the table «{ranking.table}», which is in no [[output.table]]"
        return
    numbers = [ranking.score, *(part.column for part in ranking.parts), *([ranking.stable] if ranking.stable else [])]
    for name in [ranking.label, *numbers, *([ranking.group] if ranking.group else [])]:
        if name not in columns:
            yield f"uses the column {name!r}, which the table «{ranking.table}» does not have"
    for name in numbers:
        if name in columns and columns[name].kind not in _NUMBERS:
            yield f"the column {name!r} must be a number, but is of kind {columns[name].kind}"
    if not 1 <= len(ranking.parts) <= PARTS_MAX:
        yield f"has {len(ranking.parts)} parts; give 1 to {PARTS_MAX}"
    for name, count in Counter(part.column for part in ranking.parts).items():
        if count > 1:
            yield f"the column {name!r} is a part {count} times"


def _places(ranking: RankingSpec, settings: dict[str, Setting]) -> Iterator[str]:
    if not 1 <= ranking.first <= _PLACES_MAX:
        yield f"first must be 1 to {_PLACES_MAX}"
    if ranking.first_setting is not None:
        item = settings.get(ranking.first_setting)
        if item is None or item.kind != "integer":
            yield f"first_setting names {ranking.first_setting!r}, which is no setting of kind integer"


def _map(model: Model, ranking: RankingSpec) -> Iterator[str]:
    if ranking.map is None:
        return
    drawn = next((one for output in model.outputs for one in output.maps if one.name == ranking.map), None)
    if drawn is None:
        yield f"is drawn on the map «{ranking.map}», which no output has"
    elif not any(layer.table == ranking.table and layer.value == ranking.score for layer in drawn.layers):
        yield f"is drawn on the map «{ranking.map}», but no layer of it shows {ranking.score!r} of the table «{ranking.table}»"


def _part(part: PartSpec, settings: dict[str, Setting]) -> Iterator[str]:
    if part.acts not in ACTS:
        yield f"acts is {part.acts!r}, must be one of {', '.join(ACTS)}"
    if not all(math.isfinite(bound) for bound in (part.minimum, part.maximum, part.weight)) or part.minimum >= part.maximum:
        yield "minimum must be below maximum"
    elif not part.minimum <= part.weight <= part.maximum:
        yield f"the weight {part.weight:g} is not from {part.minimum:g} to {part.maximum:g}"
    if not 0 < part.step <= part.maximum - part.minimum:
        yield "step must be above 0 and fit into the range"
    if part.setting is not None:
        item = settings.get(part.setting)
        if item is None or item.kind not in ("number", "integer"):
            yield f"setting names {part.setting!r}, which is no setting of kind number or integer"
