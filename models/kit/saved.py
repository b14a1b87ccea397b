"""Results read from where they were saved. What many of them say alike is held once: results of one package differ in their rows
and numbers, hardly in their words and specifications, which weigh more than the rows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import polars as pl

from models.kit.contract import ColumnSpec, FigureSpec, LayerSpec, MapSpec, PartSpec, RankingSpec, TableSpec
from models.kit.result import Answer, Figure, Finding, InputUse, Map, Ranking, Result, StepUse, Table

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_HELD: WeakValueDictionary[bytes, Any] = WeakValueDictionary()
Spec = TypeVar("Spec", TableSpec, FigureSpec, MapSpec, RankingSpec)


def load(folder: Path, *, rows_later: bool = False) -> Result:
    """The result in a folder. With `rows_later` each table's rows are read when they are first asked for: the folder has to stay."""
    said = json.loads((folder / "result.json").read_text(encoding="utf-8"), object_hook=_texts_once)
    for key in ("rows_in", "rows_kept", "rows_set_aside"):
        del said[key]
    said["inputs"] = tuple(InputUse(**{**item, "reasons": tuple(item["reasons"])}) for item in said["inputs"])
    said["answers"] = tuple(Answer(**item) for item in said["answers"])
    said["findings"] = tuple(Finding(**item) for item in said["findings"])
    said["tables"] = tuple(_table(item, folder, rows_later) for item in said["tables"])
    said["figures"] = tuple(Figure(_once(FigureSpec, _figure_spec, item["spec"]), item["output"]) for item in said["figures"])
    said["maps"] = tuple(Map(_once(MapSpec, _map_spec, item["spec"]), item["output"]) for item in said["maps"])
    said["rankings"] = tuple(Ranking(_once(RankingSpec, _ranking_spec, item["spec"]), item["output"]) for item in said.get("rankings", ()))
    said["method"] = tuple(StepUse(**item) for item in said["method"])
    said["limits"], said["references"] = tuple(said["limits"]), tuple(map(sys.intern, said["references"]))
    return Result(**said)


class _InFile(Table):
    """A table whose rows are still in their file."""

    @classmethod
    def of(cls, spec: TableSpec, file: Path, output: str, hidden: Mapping[str, Mapping[int, str]]) -> _InFile:
        table = cls.__new__(cls)
        table.__dict__.update(spec=spec, output=output, hidden=hidden, _file=file)
        return table

    def __getattr__(self, name: str) -> Any:
        if name != "rows":
            raise AttributeError(name)
        rows = pl.read_parquet(self._file, glob=False)
        self.__dict__["rows"] = rows
        return rows


def _table(said: dict[str, Any], folder: Path, rows_later: bool) -> Table:
    # The file was written where packages run: a name in it must not lead to another folder.
    if not _NAME.fullmatch(said["spec"]["name"]):
        raise ValueError("not the name of a table")
    spec = _once(TableSpec, _table_spec, said["spec"])
    file = folder / "tables" / f"{spec.name}.parquet"
    hidden = {name: {int(row): sys.intern(why) for row, why in cells.items()} for name, cells in said.get("hidden", {}).items()}
    if rows_later:
        return _InFile.of(spec, file, said["output"], hidden)
    return Table(spec, pl.read_parquet(file, glob=False), said["output"], hidden)


def _once(kind: type[Spec], make: Callable[[dict[str, Any]], Spec], said: dict[str, Any]) -> Spec:
    """What is said as JSON, as the object that an equal saying gave before while that one is in use."""
    key = blake2b(f"{kind.__name__} {json.dumps(said)}".encode(), digest_size=16).digest()
    found: Spec | None = _HELD.get(key)
    if found is None:
        found = _HELD[key] = make(said)
    return found


def _texts_once(said: dict[str, Any]) -> dict[str, Any]:
    for name, value in said.items():
        if type(value) is str:
            said[name] = sys.intern(value)
    return said


def _table_spec(said: dict[str, Any]) -> TableSpec:
    columns = tuple(ColumnSpec(**column) for column in said["columns"])
    return TableSpec(**{**said, "columns": columns, "totals": tuple(map(tuple, said.get("totals", [[]])))})


def _figure_spec(said: dict[str, Any]) -> FigureSpec:
    return FigureSpec(**said)


def _map_spec(said: dict[str, Any]) -> MapSpec:
    return MapSpec(**{**said, "layers": tuple(LayerSpec(**layer) for layer in said["layers"])})


def _ranking_spec(said: dict[str, Any]) -> RankingSpec:
    return RankingSpec(**{**said, "parts": tuple(PartSpec(**part) for part in said["parts"])})
