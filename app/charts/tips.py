"""What a pointer reads at a mark of a map."""

from __future__ import annotations

from collections.abc import Callable

from app.charts.numbers import heading, shown
from models.kit.contract import LayerSpec
from models.kit.result import Table

# Beyond this a tip holds two columns: a map of ten thousand cells must pass a slow line.
TIPS_IN_FULL_MAX = 500


def tips(spec: LayerSpec, table: Table, lang: str, named: bool = False) -> Callable[[int], str]:
    """What a pointer reads at a row: its visible columns, one a line; of many rows only name and value, which travel faster."""
    places = {spec.lon, spec.lat, spec.wkt}
    told = [column for column in table.spec.columns if not column.hidden and column.name not in places][:6]
    if named or table.rows.height > TIPS_IN_FULL_MAX:
        told = [column for column in table.spec.columns if column.name in (spec.label, spec.value)]
    if spec.role == "context" or not told:
        return lambda index: ""
    cells = [[f"{heading(column, lang)}: {shown(value, column, lang)}" for value in table.cells(column.name)] for column in told]
    return lambda index: "\n".join(column[index] for column in cells)
