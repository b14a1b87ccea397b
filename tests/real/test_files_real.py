"""Reading real files: public tables of Korea, a loading benchmark's polluted files, and csv oddities."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import polars as pl
import pytest

from connectors.files import ReadOptions, TableRead, read, write_clean
from connectors.problem import Problem
from data_catalog.profile import profile

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".parquet")
csv.field_size_limit(10**9)


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


@pytest.mark.parametrize("path", sorted((DATA / "messy/csv-spectrum/csvs").glob("*.csv")), ids=lambda path: path.stem)
def test_a_csv_oddity_reads_as_its_json_says(tmp_path: Path, path: Path) -> None:
    found, rows = brought(tmp_path, str(path.relative_to(DATA)))
    want = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    want = want if isinstance(want, list) else [want]
    for row in want:
        # The json of this one holds another telephone number than its csv.
        row.pop("Contact Phone Number", None)
    got = [{name: row[name] or "" for name in want[0]} for row in rows.to_dicts()]
    # Two of the json files write line ends as their csv does not; the cells are compared without.
    assert [{key: " ".join(cell.split()) for key, cell in row.items()} for row in got] == [
        {key: " ".join(cell.split()) for key, cell in row.items()} for row in want
    ]
    assert found.rows_set_aside == 0


@pytest.mark.parametrize(("part", "whole", "body"), [("polluted_files", 32, 34), ("survey_sample", 32, 41)])
def test_polluted_files_read_as_their_clean_answers(tmp_path: Path, part: str, whole: int, body: int) -> None:
    folder = DATA / "messy/pollock" / part
    exact = rows_alike = 0
    names = sorted(path.name for path in (folder / "csv").iterdir())
    for name in names:
        got, has_header = _cleaned(folder / "csv" / name, tmp_path)
        want = _stripped(folder / "clean" / name)
        same_rows = _body(got) == _body(want) or (not has_header and _body(got) == _filled(want))
        rows_alike += same_rows
        exact += same_rows and (not has_header or got[:1] == want[:1])
    print(f"{part}: {exact} of {len(names)} cell for cell, {rows_alike} without their header")
    assert exact >= whole
    assert rows_alike >= body


def _cleaned(path: Path, folder: Path) -> tuple[list[list[str]], bool]:
    try:
        found = read(path, folder / "read.parquet", ReadOptions(totals="keep"))
    except Problem:
        return [], True
    write_clean(folder / "read.parquet", folder / "clean.csv", found.headers)
    return _stripped(folder / "clean.csv"), bool(found.header_rows)


def _stripped(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [[cell.strip() for cell in row] for row in csv.reader(file)]


def _body(rows: list[list[str]]) -> list[list[str]]:
    return _filled(rows[1:])


def _filled(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if any(row)]
