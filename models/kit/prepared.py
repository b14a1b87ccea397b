"""One input as the catalogue prepared it, ready for a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data_catalog.schema import Input
from models.kit.result import InputUse

# The canonical type of each kind of field; a place is four columns.
_SQL_TYPES = {
    "integer": "BIGINT", "number": "DOUBLE", "won": "DOUBLE", "minutes": "DOUBLE", "km": "DOUBLE", "rate": "DOUBLE",
    "date": "DATE", "month": "DATE", "moment": "TIMESTAMP", "yesno": "BOOLEAN",
}  # fmt: skip
_PLACE_TYPES = {"lon": "DOUBLE", "lat": "DOUBLE", "name": "VARCHAR", "exact": "BOOLEAN"}


@dataclass(frozen=True)
class PreparedInput:
    """A canonical Parquet file, and how it came about.

    `fields` are those that hold something: a field that was mapped but is empty in every row answers nothing.
    """

    path: Path
    fields: frozenset[str]
    use: InputUse


def canonical_columns(item: Input) -> dict[str, str]:
    """Every column the table of an input has in a run, with its SQL type, whether it was mapped or not."""
    columns = {"_line": "BIGINT"}
    for field in item.fields:
        if field.kind == "place":
            columns |= {f"{field.name}_{part}": kind for part, kind in _PLACE_TYPES.items()}
        else:
            columns[field.name] = _SQL_TYPES.get(field.kind, "VARCHAR")
    return columns
