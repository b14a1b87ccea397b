"""What a file of addresses is, recognised by what its columns hold, and its rows as the address book keeps them.

National files come with neither header nor quotes, in metres of EPSG:5179: entrances and buildings by road address, lots by the
buildings they belong to. Outlines come from any boundary file, addresses from any table that has them beside coordinates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from connectors.duck import quoted
from connectors.engine import Workspace
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog.places import address
from data_catalog.places.crs import DEGREES, detect, to_lonlat

_NATIONAL = "EPSG:5179"
_LOOKED_AT = 2_000
_WHOLE = ("district",)
KEYS = {
    "buildings": ("district", "road", "under", "main", "sub"),
    "lots": ("district", "dong", "hill", "main", "sub"),
    "borders": ("district", "dong"),
}
"""What names a row of a part of the book once."""


@dataclass(frozen=True)
class Published:
    """`kind`: buildings, lots, borders or addresses; its rows by part of the book.

    `key`: what the rows take the place of, whole districts where a file holds them whole; None: rows of the same name.
    """

    kind: str
    parts: Mapping[str, pl.DataFrame]
    key: tuple[str, ...] | None = None


def published(workspace: Workspace, table: TableRead, shown: str) -> Published:
    """The rows of the table `raw`; what the book had is `old_<part>`. Problems: places.not_addresses, places.lots_first."""
    head = workspace.fetch(f"select * exclude (_line) from raw limit {_LOOKED_AT}")  # noqa: S608
    if "wkt" in head.columns:
        return Published("borders", {"borders": _outlines(workspace, head, table, shown)})
    if layout := _buildings(head):
        return Published("buildings", {"buildings": _with_points(workspace, _building_rows(head, layout))}, _WHOLE)
    if at := _lots(head):
        if not workspace.has("old_buildings"):
            raise Problem("places.lots_first", file=shown)
        return Published("lots", {"lots": _lot_rows(workspace, head, at)}, _WHOLE)
    own = _plain(workspace, head)
    if own is None:
        raise Problem("places.not_addresses", file=shown)
    return Published("addresses", {part: own.filter(pl.col("part") == part) for part in ("buildings", "lots")})


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


def _building_rows(head: pl.DataFrame, layout: tuple[int, int, list[tuple[int, int]]]) -> str:
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
