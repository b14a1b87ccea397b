"""What a run gives: findings, tables, figures, maps, method, provenance. Screens and reports draw from it alone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data_catalog.disclosure import Hidden, Marks
from models.kit.contract import FigureSpec, MapSpec, RankingSpec, TableSpec
from models.kit.wording import Words

_A_COLUMN_BYTES = 1_200  # beside its values, as measured


@dataclass(frozen=True)
class Finding:
    """One sentence that stands alone and is true. `level`: main, note or limit."""

    key: str
    text: Words
    level: str
    output: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    spec: TableSpec
    rows: pl.DataFrame
    output: str
    hidden: Marks = field(default_factory=dict)
    """Cells hidden by disclosure control: they are null in `rows`."""

    def cells(self, column: str) -> list[Any]:
        """The values of a column as they are shown: `Hidden` where one is hidden."""
        cells: list[Any] = self.rows[column].to_list()
        for row, why in self.hidden.get(column, {}).items():
            cells[row] = Hidden(why)
        return cells


@dataclass(frozen=True)
class Figure:
    """`spec.alt` is filled: it says what the figure shows."""

    spec: FigureSpec
    output: str


@dataclass(frozen=True)
class Map:
    spec: MapSpec
    output: str


@dataclass(frozen=True)
class Ranking:
    """`spec` holds the weights and the number of places of the run."""

    spec: RankingSpec
    output: str


@dataclass(frozen=True)
class Answer:
    """Whether one output could be given. `state`: given, limited, refused; `why` in plain words unless given."""

    output: str
    title: Words
    main: bool
    state: str
    why: Words | None


@dataclass(frozen=True)
class InputUse:
    """One input as it was used. Fingerprints are SHA-256 of the file's bytes; rows_in = rows_kept + rows_set_aside."""

    name: str
    title: Words
    file: str
    fingerprint: str
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    mapping: Mapping[str, Any]
    reasons: tuple[Mapping[str, Any], ...] = ()
    """What happened to rows: {"code", "effect", "facts", "rows", "examples"}. Only those with the effect "set_aside" left rows out,
    and theirs add up to `rows_set_aside`; the others tell of rows kept (blanked, repaired, noted)."""


@dataclass(frozen=True)
class StepUse:
    name: str
    title: Words
    explains: Words
    """Filled with the settings used."""
    rows: int
    seconds: float


@dataclass(frozen=True)
class Result:
    model: str
    version: str
    model_hash: str
    title: Words
    question: Words
    run_id: str
    made_at_utc: str
    sample: bool
    limited: bool
    settings: Mapping[str, Any]
    inputs: tuple[InputUse, ...]
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    maps: tuple[Map, ...]
    method: tuple[StepUse, ...]
    limits: tuple[Words, ...]
    references: tuple[str, ...]
    provenance: Mapping[str, Any]
    """Seed, engine and product with versions, the organisation (never a person), hash of what was found."""
    rankings: tuple[Ranking, ...] = ()
    """Those that can be weighed again; results of before there were any have none."""

    def table(self, name: str) -> Table:
        """The table of that name; KeyError when the run did not give it."""
        for item in self.tables:
            if item.spec.name == name:
                return item
        raise KeyError(name)

    def save(self, folder: Path) -> None:
        """Writes `result.json` and `tables/NAME.parquet` into the folder; `models.kit.saved` reads them."""
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        for table in self.tables:
            table.rows.write_parquet(folder / "tables" / f"{table.spec.name}.parquet")
        (folder / "result.json").write_text(json.dumps(self.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")

    def to_json(self) -> dict[str, Any]:
        """Everything but the tables' rows, as plain JSON values."""
        said = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        said["tables"] = [
            {"spec": item.spec, "output": item.output, "rows": item.rows.height, "hidden": item.hidden} for item in self.tables
        ]
        plain: dict[str, Any] = _plain(said)
        plain["rows_in"] = {item.name: item.rows_in for item in self.inputs}
        plain["rows_kept"] = {item.name: item.rows_kept for item in self.inputs}
        plain["rows_set_aside"] = {item.name: item.rows_set_aside for item in self.inputs}
        return plain

    def held_bytes(self) -> int:
        """What the rows weigh that are in memory now, about: those of a saved result may still be in their files."""
        held = (table.__dict__.get("rows") for table in self.tables)
        return sum(int(rows.estimated_size()) + _A_COLUMN_BYTES * rows.width for rows in held if rows is not None)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        return value.item()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
