"""The address book of a place: buildings, lots and area middles with their points, loaded from published files, asked offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import polars as pl

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.files import ReadOptions, TableRead, read
from data_catalog.places.publications import KEYS, Published, published

_PARTS = ("buildings", "lots", "borders", "areas")

_MEMORY_MB = 2_048


@dataclass(frozen=True)
class Loaded:
    """What one file brought. rows_in = rows_kept + the rows of `set_aside`; `part` is buildings, lots, borders or addresses."""

    file: str
    part: str
    rows_in: int
    rows_kept: int
    set_aside: dict[str, int]
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The folder of an address book; `exists` once something was loaded."""

    folder: Path

    @property
    def exists(self) -> bool:
        """Whether an address can be looked up."""
        return self.part("areas").is_file()

    @property
    def as_of(self) -> str:
        """The day the newest file was loaded, as a report prints it."""
        return str(self.about()["loaded"][-1]["on"]) if self.about()["loaded"] else ""

    def part(self, name: str) -> Path:
        """The Parquet file of `buildings`, `lots` or `areas`."""
        return self.folder / f"{name}.parquet"

    def files(self) -> tuple[Path, ...]:
        """The files that are there: what a workspace must be allowed to read."""
        return tuple(self.part(name) for name in _PARTS if self.part(name).is_file())

    def about(self) -> dict[str, list[dict[str, object]]]:
        """What was loaded, in order."""
        told = self.folder / "about.json"
        said: dict[str, list[dict[str, object]]] = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {"loaded": []}
        return said


def load(file: Path, book: Book, today: date, *, shown_name: str | None = None) -> Loaded:
    """Takes a file into the book; the districts it holds replace what the book knew of them.

    Raises what reading raises, Problem "places.not_addresses" for another kind of table and "places.lots_first" for lots whose
    buildings are not there yet.
    """
    shown = shown_name or file.name
    book.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = book.folder / f"scratch-{uuid4().hex}"
    scratch.mkdir(mode=0o700)
    try:
        parquet = scratch / "read.parquet"
        table = _read(file, parquet, shown)
        workspace = open_workspace(scratch, memory_mb=_MEMORY_MB, reads=[parquet, *book.files()])
        try:
            workspace.view("raw", parquet)
            for name in _PARTS:
                if book.part(name).is_file():
                    workspace.view(f"old_{name}", book.part(name))
            said = published(workspace, table, shown)
            for name, rows in said.parts.items():
                _merge(workspace, book, scratch, name, rows, said.key or KEYS[name])
            _areas(workspace, book, scratch)
        finally:
            workspace.close()
    finally:
        for left in scratch.glob("*"):
            left.unlink()
        scratch.rmdir()
    loaded = _told(said, table, shown)
    about = book.about()
    about["loaded"].append({"on": today.isoformat(), **asdict(loaded)})
    (book.folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    return loaded


def _read(file: Path, parquet: Path, shown: str) -> TableRead:
    """The national files have neither header nor quotes; any other table is read as every table is."""
    with file.open("rb") as opened:
        first = opened.readline(4_096)
    if first.count(b"|") >= 10:
        return read(file, parquet, ReadOptions(separator="|", header_rows=(), totals="keep"), shown)
    return read(file, parquet, ReadOptions(totals="keep"), shown)


def _told(said: Published, table: TableRead, shown: str) -> Loaded:
    rows = pl.concat([part.select("district", "lon") for part in said.parts.values()])
    kept = rows.filter(pl.col("lon").is_not_null())
    aside = {reason: count for reason, count in table.reasons.items() if count}
    if table.rows_kept > kept.height:
        aside["no_point"] = table.rows_kept - kept.height
    districts = tuple(sorted(set(rows["district"].drop_nulls().to_list())))
    return Loaded(shown, said.kind, table.rows_in, kept.height, aside, districts)


_COLUMNS = {
    "buildings": ("district", "dong", "road_code", "road", "under", "main", "sub", "lon", "lat"),
    "lots": ("district", "dong", "hill", "main", "sub", "lon", "lat"),
    "borders": ("district", "dong", "wkb", "lon", "lat"),
}


def _merge(workspace: Workspace, book: Book, scratch: Path, name: str, made: pl.DataFrame, key: Sequence[str]) -> None:
    """Puts the rows into a part of the book, in the place of those it had under the same key."""
    if made.is_empty():
        return
    workspace.put(f"new_{name}", made)
    columns = ", ".join(_COLUMNS[name])
    usable = "lon is not null" if name == "borders" else "main is not null and lon is not null"
    sql = f"select {columns} from new_{name} where {usable}"  # noqa: S608
    if workspace.has(f"old_{name}"):
        sql += f" union all by name select {columns} from old_{name} anti join new_{name} using ({', '.join(key)})"  # noqa: S608
    made_file = scratch / f"{name}.parquet"
    workspace.save(f"select * from ({sql}) order by district, dong", made_file)  # noqa: S608
    made_file.replace(book.part(name))


def _areas(workspace: Workspace, book: Book, scratch: Path) -> None:
    """The middle of every dong and district: the median of its buildings, lots and outlines."""
    parts = [name for name in ("buildings", "lots", "borders") if book.part(name).is_file()]
    for name in parts:
        if not workspace.has(f"now_{name}"):
            rows = pl.read_parquet(book.part(name), columns=["district", "dong", "lon", "lat"])
            workspace.put(f"now_{name}", rows)
    every = " union all ".join(f"select * from now_{name}" for name in parts)  # noqa: S608
    file = scratch / "areas.parquet"
    middle = "median(lon) as lon, median(lat) as lat, count(*) as points"
    dongs = f"select district, dong, {middle} from ({every}) where dong <> '' group by district, dong"  # noqa: S608
    districts = f"select district, null as dong, {middle} from ({every}) group by district"  # noqa: S608
    workspace.save(f"{dongs} union all by name {districts} order by district, dong", file)
    file.replace(book.part("areas"))
