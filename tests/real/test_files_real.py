"""Reading real files: public tables of Korea, a loading benchmark's polluted files, and csv oddities."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from benchmarks import messy_csv
from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.profile import profile

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".parquet")


def brought(tmp_path: Path, name: str, **options: object) -> tuple[TableRead, pl.DataFrame]:
    out = tmp_path / "read.parquet"
    found = read(DATA / name, out, ReadOptions(**options))  # type: ignore[arg-type]
    return found, pl.read_parquet(out)


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_ambulance_records_have_202_rows_of_which_32_are_blank(tmp_path: Path, year: int) -> None:
    found, rows = brought(tmp_path, f"emergency/{year}_ex.xlsx")
    assert (found.rows_in, found.rows_kept, found.reasons, len(found.columns)) == (202, 170, {"blank": 32}, 71)
    assert rows["DCLR_TM"].str.contains(r"^\d{1,6}$").all()


@pytest.mark.parametrize(
    ("name", "encoding", "header_rows", "rows", "columns"),
    [
        ("cctv/서울특별시_강남구_CCTV_20190312.csv", "cp949", (1,), 1_880, 13),
        ("cctv/gyeongsan_cctv.csv", "cp949", (1,), 3_538, 16),
        ("cctv/lights.csv", "cp949", (1,), 1_231, 6),
        ("cctv/seoul_cctv_data.xlsx", None, (1,), 25, 13),
        ("cctv/seoul_population.xlsx", None, (1, 2, 3), 25, 14),
        ("emergency/seoul_fire_stations.csv", "utf-8-sig", (1,), 177, 9),
        ("emergency/montgomery_911_sample.csv", "utf-8", (), 3_051, 6),
        ("emergency/lfb/animal_rescues.csv", "utf-8", (1,), 7_544, 31),
        ("complaints/voice_of_seoul/190831_민주주의 서울 자유제안 정보.xls", None, (1,), 4_002, 5),
        ("screening/UCI_Credit_Card.csv", "utf-8", (1,), 30_000, 25),
        ("screening/tax/Sedgwick_2024_delinquent.csv", "utf-8", (1,), 14_709, 5),
        ("welfare/독거 노인 인구.xlsx", None, (1, 2), 25, 13),
        ("messy/korea_opinet/지역_위치별(주유소).xls", None, (3,), 46, 10),
        ("crime_wide_long/2018년.csv", "cp949", (1,), 310, 4),
    ],
)
def test_a_public_table_is_found_where_it_lies(
    tmp_path: Path, name: str, encoding: str | None, header_rows: tuple[int, ...], rows: int, columns: int
) -> None:
    found, table = brought(tmp_path, name)
    assert (found.encoding, found.header_rows, found.rows_kept, len(found.columns)) == (encoding, header_rows, rows, columns)
    assert table.height == rows


def test_seniors_living_alone_sum_to_the_published_total(tmp_path: Path) -> None:
    found, rows = brought(tmp_path, "welfare/독거 노인 인구.xlsx")
    assert found.sheet == "데이터"
    assert rows[found.columns[1]].cast(pl.Int64).sum() == 448_251


def test_cameras_of_gangnam_sum_to_the_published_total(tmp_path: Path) -> None:
    _, rows = brought(tmp_path, "cctv/서울특별시_강남구_CCTV_20190312.csv")
    assert rows["카메라대수"].cast(pl.Int64).sum() == 5_301


@pytest.mark.parametrize("part", ["flow/grade3_flow", "environment/grade2_env", "residents_grid/grid_pop", "result_2020/index_20"])
def test_the_layers_of_guro_read_without_a_broken_letter_in_their_coordinate_system(tmp_path: Path, part: str) -> None:
    found, rows = brought(tmp_path, f"cctv/guro_2020/{part}.shp")
    assert (found.rows_in, found.rows_kept, found.crs) == (2_211, 2_211, "EPSG:5179")
    text = rows.select(pl.exclude("_line", "wkt")).to_dicts()
    assert not any("\ufffd" in cell for row in text for cell in row.values() if cell)
    assert rows["x"].cast(pl.Float64).is_between(930_000, 960_000).all()


def test_the_layer_of_results_says_the_same_as_its_table(tmp_path: Path) -> None:
    _, layer = brought(tmp_path, "cctv/guro_2020/result_2020/index_20.shp")
    _, table = brought(tmp_path, "cctv/guro_2020/result_2020/index.csv")
    assert layer.select("gid", "d_name").rows() == table.select("gid", "d_name").rows()


@pytest.mark.parametrize("name", ["서울_행정동_경계_2017.geojson", "서울시_행정동_2018.geojson"])
def test_areas_of_seoul_read_with_their_middle_and_outline(tmp_path: Path, name: str) -> None:
    found, rows = brought(tmp_path, f"boundaries/datainworld/{name}")
    assert (found.rows_kept, found.crs) == (424, "EPSG:4326")
    assert rows["y"].cast(pl.Float64).is_between(37.4, 37.72).all()


def test_the_wide_table_of_crimes_turned_long_has_the_cells_of_the_long_one(tmp_path: Path) -> None:
    _, long = brought(tmp_path, "crime_wide_long/2018년.csv")
    _, wide = brought(tmp_path, "crime_wide_long/pinkwink/02. crime_in_Seoul.csv")
    found, turned = brought(tmp_path, "crime_wide_long/pinkwink/02. crime_in_Seoul.csv", melt="long")
    assert found.columns == ("관서명", "구분", "구분 2", "값")
    got = {(place, crime, what): count for _, place, crime, what, count in turned.iter_rows()}
    # The two files are of different years: their cells are the same, their counts are not.
    assert got.keys() == {(f"{place}서", crime, what) for _, place, crime, what, _ in long.iter_rows()}
    same = sum(got[row["관서명"], *name.split()] == cell for row in wide.to_dicts() for name, cell in row.items() if " " in name)
    assert (len(got), same) == (310, 310)


def test_every_table_is_read_and_profiled_with_every_row_accounted_for(tmp_path: Path) -> None:
    out = tmp_path / "read.parquet"
    read_in = 0
    for path in sorted(DATA.rglob("*")):
        if path.suffix.lower() not in TABLES:
            continue
        try:
            found = read(path, out)
        except Problem as problem:
            assert problem.code == "file.empty", path  # noqa: PT017 (one benchmark file has no content)
            continue
        assert found.rows_in == found.rows_kept + found.rows_set_aside
        assert profile(out).rows == found.rows_kept
        read_in += 1
    assert read_in > 150


@pytest.mark.parametrize(("part", "at_least"), [("polluted_files", 39), ("survey_sample", 35)])
def test_polluted_files_read_as_their_clean_answers_more_often_than_with_others(part: str, at_least: int) -> None:
    files = messy_csv.polluted(part)
    ours = len(messy_csv.count(messy_csv.read_ours, files))
    assert ours >= at_least
    assert ours > len(messy_csv.count(messy_csv.read_duckdb, files))


def test_every_csv_oddity_reads_as_its_answer_says() -> None:
    files = messy_csv.spectrum()
    assert len(messy_csv.count(messy_csv.read_ours, files)) == len(files) == 12
