"""Golden Hour on real files: the 119 records of three years, EMS calls of a county, the stations of Seoul."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import shapely

from connectors.duck import open_workspace
from connectors.files import ReadOptions
from data_catalog.mapping import Source
from models.kit import library
from models.kit.intake import bring, read_file
from models.kit.result import Result
from models.kit.workflow import run

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
EMERGENCY = DATA / "emergency"


def analyse(
    folder: Path,
    files: Mapping[str, Path],
    mappings: Mapping[str, dict[str, Source]] | None = None,
    options: Mapping[str, ReadOptions] | None = None,
    settings: dict[str, Any] | None = None,
) -> Result:
    """The files read, mapped (as suggested where nothing is said), prepared, checked and run."""
    model = library.load("golden_hour")
    workspace = open_workspace(folder / "work", memory_mb=1500, threads=2, reads=[folder])
    try:
        inputs = {}
        for name, file in files.items():
            as_read = read_file(file, folder / f"{name}.read.parquet", file.name, (options or {}).get(name))
            mapping = (mappings or {}).get(name)
            inputs[name] = bring(model.input(name), as_read, folder / f"{name}.parquet", workspace, mapping).prepared
        return run(model, inputs, settings or {}, workspace, run_id="real")
    finally:
        workspace.close()


@pytest.mark.parametrize(
    ("year", "usable", "within_7", "left_out", "ready"), [(2019, 170, 63, 0, 2.3), (2020, 166, 67, 1, 2.2), (2021, 169, 53, 0, 2.5)]
)
def test_the_119_records_give_the_known_shares_without_help(
    tmp_path: Path, year: int, usable: int, within_7: int, left_out: int, ready: float
) -> None:
    result = analyse(tmp_path, {"dispatch": EMERGENCY / f"{year}_ex.xlsx"})
    city = result.table("city").rows.filter(pl.col("limit_min") == 7).row(0, named=True)
    assert (city["calls"], city["within"]) == (usable, within_7)
    assert result.table("funnel").rows["over_limit"][0] == left_out
    assert round(result.table("intervals").rows["median_min"][0], 1) == ready
    calls = result.inputs[0]
    assert (calls.rows_in, calls.rows_kept, calls.rows_set_aside) == (202, 170, 32)


def test_from_departure_the_share_of_2021_is_another_one(tmp_path: Path) -> None:
    result = analyse(tmp_path, {"dispatch": EMERGENCY / "2021_ex.xlsx"})
    city = result.table("city").rows.filter(pl.col("limit_min") == 7).row(0, named=True)
    assert round(city["share"], 3) == 0.314
    assert round(city["departed_share"], 3) == 0.568


def test_without_places_reach_and_siting_are_refused_in_plain_words(tmp_path: Path) -> None:
    result = analyse(tmp_path, {"dispatch": EMERGENCY / "2021_ex.xlsx"})
    states = {answer.output: answer for answer in result.answers}
    assert result.limited
    assert states["performance"].state == "given"
    for output in ("travel", "reach", "siting", "relocation", "sensitivity"):
        assert states[output].state == "refused"
        assert "시군구 이름만으로는 볼 수 없습니다" in states[output].why["ko"]


def test_the_siting_half_on_calls_of_a_county_without_a_header(tmp_path: Path) -> None:
    ems = [line for line in (EMERGENCY / "montgomery_911_sample.csv").read_text().splitlines() if ",EMS:" in line]
    calls = tmp_path / "ems.csv"
    calls.write_text("\n".join(ems))
    posts = tmp_path / "posts.csv"
    posts.write_text(
        "name,lat,lon,ambulances\nNorristown,40.1215,-75.3399,2\nPottstown,40.2454,-75.6496,1\nAbington,40.1200,-75.1180,1\n"
        "Lansdale,40.2415,-75.2838,1\nLower Merion,40.0070,-75.2860,1\nKing of Prussia,40.0893,-75.3960,1\n"
    )
    mapping = {
        "call_at": Source("column", ("column_4",)),
        "place": Source("lonlat", ("column_2", "column_1")),
        "district": Source("column", ("column_5",)),
    }
    result = analyse(tmp_path, {"dispatch": calls, "center": posts}, {"dispatch": mapping}, {"dispatch": ReadOptions(header_rows=())})
    keys = {item.key for item in result.findings}
    assert {"travel_assumed", "reach_inside_drive", "next_site"} <= keys
    curve = result.table("curve").rows
    assert curve["earlier_share"].is_sorted()
    assert set(curve["status"][1:]) == {"optimal"}
    assert result.table("cover_all").rows["more"].is_sorted(descending=True)
    assert result.table("reach_city").rows["calls"].to_list() == [len(ems)] * 3
    states = {answer.output: answer.state for answer in result.answers}
    assert states["performance"] == "refused"
    assert states["siting"] == states["relocation"] == states["sensitivity"] == "given"


def test_the_stations_of_seoul_with_calls_over_the_districts(tmp_path: Path) -> None:
    calls = tmp_path / "calls.csv"
    _seoul_calls(4000).write_csv(calls)
    mapping = {
        "call_at": Source("column", ("신고일시",)),
        "place": Source("lonlat", ("경도", "위도")),
        "district": Source("column", ("시군구",)),
    }
    result = analyse(tmp_path, {"dispatch": calls, "center": EMERGENCY / "seoul_fire_stations.csv"}, {"dispatch": mapping})
    posts = result.table("posts").rows
    assert posts.height > 130
    assert posts["lon"].is_between(126.7, 127.3).all()
    assert posts["lat"].is_between(37.4, 37.75).all()
    reach = result.table("reach_city").rows
    assert reach["calls"].to_list() == [4000] * 3
    assert reach["inside_share"].is_sorted()
    assert reach["inside_share"][1] > 0.8, "Seoul is dense with posts"
    assert set(result.table("curve").rows["status"][1:]) == {"optimal"}


def _seoul_calls(n: int) -> pl.DataFrame:
    """Calls at random in the districts, as many as people live there."""
    people = pl.read_excel(DATA / "cctv" / "seoul_population.xlsx", has_header=False, infer_schema_length=0)
    by_name = {row[1]: float(str(row[3]).replace(",", "")) for row in people.iter_rows() if str(row[1]).endswith("구") and row[3]}
    shapes = json.loads((DATA / "boundaries" / "datainworld" / "서울시_자치구_2018.geojson").read_text())["features"]
    rng = np.random.default_rng(7)
    names = [shape["properties"]["SIG_KOR_NM"] for shape in shapes]
    weight = np.array([by_name[name] for name in names])
    rows = []
    for name, shape, count in zip(names, shapes, rng.multinomial(n, weight / weight.sum()), strict=True):
        outline = shapely.geometry.shape(shape["geometry"])
        west, south, east, north = outline.bounds
        found: list[tuple[float, float]] = []
        while len(found) < count:
            lon, lat = rng.uniform(west, east, 200), rng.uniform(south, north, 200)
            inside = shapely.contains_xy(outline, lon, lat)
            found += list(zip(lon[inside], lat[inside], strict=True))
        rows += [(name, round(lon, 6), round(lat, 6)) for lon, lat in found[:count]]
    at = np.datetime64("2024-01-01T00:00") + rng.integers(0, 366 * 1440, n).astype("timedelta64[m]")
    return pl.DataFrame(rows, schema=["시군구", "경도", "위도"], orient="row").with_columns(
        pl.Series("신고일시", np.datetime_as_string(at, unit="m")).str.replace("T", " ")
    )
