"""The address book of a place: buildings, lots and area middles with their points, loaded from published files, asked offline.

It takes the national files as they are published (no header, `|` between cells, CP949, metres of EPSG:5179), recognised by what
their columns hold, never by their names: entrances and buildings by road address, lots by the buildings they belong to,
outlines of dongs and districts, and any table with addresses and coordinates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import polars as pl
import shapely

from connectors.duck import open_workspace, quoted
from connectors.engine import Workspace
from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.places import address
from data_catalog.places.crs import DEGREES, detect, to_lonlat

_NATIONAL = "EPSG:5179"
_PARTS = ("buildings", "lots", "borders", "areas")
_LOOKED_AT = 2_000
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
            loaded = _taken(workspace, table, book, scratch, shown)
        finally:
            workspace.close()
    finally:
        for left in scratch.glob("*"):
            left.unlink()
        scratch.rmdir()
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


def _taken(workspace: Workspace, table: TableRead, book: Book, scratch: Path, shown: str) -> Loaded:
    head = workspace.fetch(f"select * exclude (_line) from raw limit {_LOOKED_AT}")  # noqa: S608
    if "wkt" in head.columns:
        part, made = "borders", _outlines(workspace, head, table, shown)
        _merge(workspace, book, scratch, part, made, _KEYS[part])
    elif layout := _buildings(head):
        part, made = "buildings", _with_points(workspace, _building_rows(workspace, head, layout))
        _merge(workspace, book, scratch, part, made, _WHOLE)
    elif at := _lots(head):
        if not workspace.has("old_buildings"):
            raise Problem("places.lots_first", file=shown)
        part, made = "lots", _lot_rows(workspace, head, at)
        _merge(workspace, book, scratch, part, made, _WHOLE)
    else:
        own = _plain(workspace, head)
        if own is None:
            raise Problem("places.not_addresses", file=shown)
        part, made = "addresses", own
        for name in ("buildings", "lots"):
            _merge(workspace, book, scratch, name, made.filter(pl.col("part") == name), _KEYS[name])
    _areas(workspace, book, scratch)
    kept = made.filter(pl.col("lon").is_not_null()).height
    districts = tuple(sorted(set(made["district"].drop_nulls().to_list())))
    aside = {reason: rows for reason, rows in table.reasons.items() if rows}
    if table.rows_kept - kept:
        aside["no_point"] = table.rows_kept - kept
    return Loaded(shown, part, table.rows_in, kept, aside, districts)


def _column(head: pl.DataFrame, pattern: str, share: float = 0.95) -> list[int]:
    """The places of the columns whose filled cells match a pattern."""
    found = []
    for place, name in enumerate(head.columns):
        cells = head[name].drop_nulls()
        cells = cells.filter(cells != "")
        if len(cells) and float(cells.str.contains(pattern).cast(pl.Float64).mean() or 0.0) >= share:  # type: ignore[arg-type]
            found.append(place)
    return found


def _provinces(head: pl.DataFrame) -> list[int]:
    return [
        place
        for place, name in enumerate(head.columns)
        if len(cells := head[name].drop_nulls()) and float(np.mean([bool(address.province_of(cell)) for cell in cells])) >= 0.95
    ]


def _buildings(head: pl.DataFrame) -> tuple[int, int, list[tuple[int, int]]] | None:
    """Where the province and the road's code stand, and the pairs of coordinates, the entrance's before the middle's."""
    provinces, roads = _provinces(head), _column(head, r"^\d{12}$")
    numbers = _column(head, r"^\d{6,7}(\.\d+)?$", 0.5)
    pairs = [(x, x + 1) for x in numbers if x + 1 in numbers and _in_metres(head, x)]
    if not (provinces and roads and pairs) or roads[0] + 4 >= len(head.columns):
        return None
    return provinces[0], roads[0], pairs[::-1]


def _in_metres(head: pl.DataFrame, x: int) -> bool:
    east, north = (head.to_series(place).cast(pl.Float64, strict=False) for place in (x, x + 1))
    held = east.is_between(700_000, 1_450_000) & north.is_between(1_400_000, 2_150_000)
    return float(held.drop_nulls().cast(pl.Float64).mean() or 0.0) > 0.9  # type: ignore[arg-type]


def _building_rows(workspace: Workspace, head: pl.DataFrame, layout: tuple[int, int, list[tuple[int, int]]]) -> str:
    province, road, pairs = layout
    name = [quoted(column) for column in head.columns]
    east = ", ".join(f"nullif(try_cast({name[x]} as double), 0)" for x, _ in pairs)
    north = ", ".join(f"nullif(try_cast({name[y]} as double), 0)" for _, y in pairs)
    return (
        f"select {name[province]} as province, coalesce({name[province + 1]}, '') as district, coalesce({name[province + 2]}, '') as dong, "  # noqa: S608
        f"{name[road]} as road_code, {name[road + 1]} as road, {name[road + 2]} = '1' as under, "
        f"try_cast({name[road + 3]} as integer) as main, coalesce(try_cast({name[road + 4]} as integer), 0) as sub, "
        f"coalesce({east}) as x, coalesce({north}) as y from raw"
    )


def _with_points(workspace: Workspace, sql: str) -> pl.DataFrame:
    rows = workspace.fetch(sql)
    lon, lat = to_lonlat(rows["x"].to_numpy(), rows["y"].to_numpy(), _NATIONAL)
    return rows.drop("x", "y").with_columns(
        _today(pl.col("province"), pl.col("district")), lon=pl.Series(lon).fill_nan(None), lat=pl.Series(lat).fill_nan(None)
    ).drop("province")  # fmt: skip


def _today(province: pl.Expr, district: pl.Expr) -> pl.Expr:
    """`서울특별시 종로구`: the province under the name it has today."""
    return pl.concat_str(
        [province.replace_strict(address.provinces(), default=province), pl.col("district")], separator=" ", ignore_nulls=True
    ).str.strip_chars().alias("district")  # fmt: skip


def _lots(head: pl.DataFrame) -> tuple[int, int] | None:
    """Where the province and the road's code stand in a file of lots: hill, number and branch before the code."""
    provinces, roads = _provinces(head), _column(head, r"^\d{12}$")
    if not (provinces and roads) or roads[0] < provinces[0] + 6:
        return None
    return provinces[0], roads[0]


def _lot_rows(workspace: Workspace, head: pl.DataFrame, at: tuple[int, int]) -> pl.DataFrame:
    province, road = at
    name = [quoted(column) for column in head.columns]
    rows = workspace.fetch(
        f"select r.province, r.district, r.dong, r.hill, r.main, r.sub, b.lon, b.lat from (select {name[province]} as province, "  # noqa: S608
        f"coalesce({name[province + 1]}, '') as district, coalesce(nullif({name[province + 3]}, ''), {name[province + 2]}) as dong, "
        f"{name[road - 3]} = '1' as hill, try_cast({name[road - 2]} as integer) as main, "
        f"coalesce(try_cast({name[road - 1]} as integer), 0) as sub, {name[road]} as road_code, {name[road + 1]} = '1' as under, "
        f"try_cast({name[road + 2]} as integer) as b_main, coalesce(try_cast({name[road + 3]} as integer), 0) as b_sub from raw) r "
        "left join (select road_code, under, main, sub, any_value(lon) as lon, any_value(lat) as lat from old_buildings group by all) b "
        "on b.road_code = r.road_code and b.under = r.under and b.main = r.b_main and b.sub = r.b_sub"
    )
    return rows.with_columns(_today(pl.col("province"), pl.col("district"))).drop("province")


def _plain(workspace: Workspace, head: pl.DataFrame) -> pl.DataFrame | None:
    """A table of somebody's own: a column of addresses, two of coordinates."""
    named = [column for column in head.columns if _says_addresses(head[column].drop_nulls().head(200).to_list())]
    numbers = [head.columns[place] for place in _column(head, r"^-?\d{1,7}(\.\d+)?$", 0.8)]
    for x, y in ((x, y) for x in numbers for y in numbers if x != y and named):
        first = head.select(pl.col(x, y).cast(pl.Float64, strict=False))
        guess = next(iter(detect(first[x], first[y], head[named[0]].to_list())), None)
        if guess and guess.in_korea and guess.confidence == "sure":
            rows = workspace.fetch(f"select {quoted(named[0])} as said, {quoted(x)} as x, {quoted(y)} as y from raw")  # noqa: S608
            east, north = (rows[axis].cast(pl.Float64, strict=False).to_numpy().astype(float) for axis in ("x", "y"))
            lon, lat = to_lonlat(east, north, guess.crs, swapped=guess.swapped)
            return _parsed(rows["said"].to_list(), lon, lat)
    return None


def _outlines(workspace: Workspace, head: pl.DataFrame, table: TableRead, shown: str) -> pl.DataFrame:
    """Areas by the column that names them whole (서울특별시 종로구 사직동), their outlines and a point within each in degrees."""
    named = next((column for column in head.columns if _says_areas(head[column].drop_nulls().head(200).to_list())), None)
    crs = next((str(note.facts["crs"]) for note in table.notes if note.code == "crs"), DEGREES)
    if named is None or not (crs == DEGREES or crs.startswith("EPSG:")):
        raise Problem("places.not_addresses", file=shown)
    rows = workspace.fetch(f"select {quoted(named)} as said, wkt from raw")  # noqa: S608
    shapes = shapely.from_wkt(rows["wkt"].to_list(), on_invalid="ignore")
    if crs != DEGREES:
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], crs)))
    inside = shapely.point_on_surface(shapes)
    said = [address.parse(text) for text in rows["said"]]
    return pl.DataFrame(
        {
            "district": [f"{one.province} {one.district}".strip() for one in said],
            "dong": [one.dong for one in said],
            "wkb": pl.Series([None if one is None else shapely.to_wkb(one) for one in shapes], dtype=pl.Binary),
            "lon": pl.Series(shapely.get_x(inside)).fill_nan(None),
            "lat": pl.Series(shapely.get_y(inside)).fill_nan(None),
        }
    )


def _says_areas(cells: Sequence[str]) -> bool:
    return len(cells) > 0 and float(np.mean([bool((one := address.parse(cell)).province and one.district) for cell in cells])) > 0.8


def _says_addresses(cells: Sequence[str]) -> bool:
    return len(cells) > 0 and float(np.mean([address.parse(cell).names_a_point for cell in cells])) > 0.6


def _parsed(said: Sequence[str | None], lon: np.ndarray, lat: np.ndarray) -> pl.DataFrame:
    found = [address.parse(text) for text in said]
    return pl.DataFrame(
        {
            "part": ["buildings" if one.road else "lots" for one in found],
            "district": [f"{one.province} {one.district}".strip() for one in found],
            "dong": [one.dong for one in found],
            "road_code": pl.Series([None] * len(found), dtype=pl.String),
            "road": [one.road for one in found],
            "under": [one.mark == "지하" for one in found],
            "hill": [one.mark == "산" for one in found],
            "main": pl.Series([one.main or None for one in found], dtype=pl.Int32),
            "sub": pl.Series([one.sub for one in found], dtype=pl.Int32),
            "lon": pl.Series(lon).fill_nan(None),
            "lat": pl.Series(lat).fill_nan(None),
        }
    )


_COLUMNS = {
    "buildings": ("district", "dong", "road_code", "road", "under", "main", "sub", "lon", "lat"),
    "lots": ("district", "dong", "hill", "main", "sub", "lon", "lat"),
    "borders": ("district", "dong", "wkb", "lon", "lat"),
}
# A published file holds whole districts; a table of one's own holds some of their addresses.
_WHOLE = ("district",)
_KEYS = {
    "buildings": ("district", "road", "under", "main", "sub"),
    "lots": ("district", "dong", "hill", "main", "sub"),
    "borders": ("district", "dong"),
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
