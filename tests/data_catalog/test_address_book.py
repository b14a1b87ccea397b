"""The address book takes the published files as they are and gives every address the best point it has."""

from datetime import date
from pathlib import Path

import polars as pl
import pyproj
import pytest

from connectors.duck import open_workspace
from connectors.problem import Problem
from data_catalog.mapping import Source
from data_catalog.places.book import Book, load
from data_catalog.places.geocode import geocode
from data_catalog.prepare import prepare
from tests.data_catalog.contracts import field, table
from tests.data_catalog.preparing import as_read, column

TODAY = date(2026, 11, 25)
SEOUL = (953_900.0, 1_952_000.0)


def entrances(province: str, district: str, code: str, roads: dict[str, int], at: tuple[float, float] = SEOUL) -> str:
    """A file of entrances in its published form: eighteen cells, the road's code the seventh, metres of EPSG:5179 the last two."""
    lines = []
    for number, (road, buildings) in enumerate(roads.items()):
        for main in range(1, buildings + 1):
            x, y = at[0] + 20 * main, at[1] + 100 * number
            lines.append(
                f"{code}|{main}|{code}10100|{province}|{district}|가온동|{code}{number:07d}|{road}|0|{main}|0||03000|||가온동|{x:.6f}|{y:.6f}"
            )
    return "\r\n".join(lines) + "\r\n"


def lots(province: str, district: str, code: str, pairs: list[tuple[int, int, int]]) -> str:
    """A file of lots: the legal dong, hill, lot, branch, then the building they belong to."""
    return "".join(
        f"{code}10100|{province}|{district}|가온동||0|{main}|{sub}|{code}0000000|0|{building}|0|1\r\n" for main, sub, building in pairs
    )


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book(tmp_path / "places")
    file = tmp_path / "entrc_seoul.txt"
    file.write_bytes(entrances("서울특별시", "종로구", "11110", {"가온로": 30, "나래길": 5}).encode("cp949"))
    load(file, made, TODAY)
    file = tmp_path / "jibun_seoul.txt"
    file.write_bytes(lots("서울특별시", "종로구", "11110", [(7, 0, 3), (7, 1, 4)]).encode("cp949"))
    load(file, made, TODAY)
    return made


def asked(book: Book, tmp_path: Path, *texts: str) -> list[tuple[str, float | None, float | None]]:
    workspace = open_workspace(tmp_path / "spill", reads=book.files())
    try:
        return [(match, lon, lat) for _, match, lon, lat in geocode(workspace, book, texts).iter_rows()]
    finally:
        workspace.close()


def metres(lon: float | None, lat: float | None) -> tuple[float, float]:
    assert lon is not None
    assert lat is not None
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5179", always_xy=True).transform(lon, lat)
    return round(x - SEOUL[0], 2), round(y - SEOUL[1], 2)


def test_a_building_a_lot_and_what_comes_nearest_are_found_and_told_apart(book: Book, tmp_path: Path) -> None:
    found = asked(
        book, tmp_path, "서울 종로구 가온로 12", "서울특별시 종로구 가온동 7-1번지", "서울 종로구 가온로 33", "서울 종로구 가온로 12-5",
        "서울 종로구 가온동 999", "서울 종로구 없는길 1", "서울 중구 세종대로 1", "미상",
    )  # fmt: skip
    assert [match for match, _, _ in found] == ["exact", "exact", "near", "near", "dong", "district", "district", "none"]
    assert metres(*found[0][1:]) == (240.0, 0.0)
    assert metres(*found[1][1:]) == (80.0, 0.0)
    assert metres(*found[2][1:]) == (600.0, 0.0)
    assert metres(*found[3][1:]) == (240.0, 0.0)


def test_an_address_without_its_province_takes_the_one_the_others_name(book: Book, tmp_path: Path) -> None:
    found = asked(book, tmp_path, "서울 종로구 가온로 1", "종로구 가온로 2", "가온로 3")
    assert [match for match, _, _ in found][:2] == ["exact", "exact"]
    assert found[2][0] == "none"


def test_a_name_the_province_had_before_is_understood(tmp_path: Path) -> None:
    book, file = Book(tmp_path / "places"), tmp_path / "entrc.txt"
    file.write_bytes(entrances("강원특별자치도", "고성군", "51820", {"간성로": 3}, (1_060_000.0, 2_040_000.0)).encode("cp949"))
    load(file, book, TODAY)
    assert asked(book, tmp_path, "강원도 고성군 간성로 2")[0][0] == "exact"


def test_loading_a_district_again_replaces_it_and_leaves_the_others(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "again.txt"
    file.write_bytes(entrances("서울특별시", "중구", "11140", {"다솜로": 2}, (955_000.0, 1_951_000.0)).encode("cp949"))
    load(file, book, TODAY)
    file.write_bytes(entrances("서울특별시", "종로구", "11110", {"새길": 1}).encode("cp949"))
    load(file, book, TODAY)
    found = asked(book, tmp_path, "서울 종로구 새길 1", "서울 종로구 나래길 1", "서울 중구 다솜로 1")
    assert [match for match, _, _ in found] == ["exact", "district", "exact"]


def test_rows_in_are_rows_kept_and_set_aside(tmp_path: Path) -> None:
    book, file = Book(tmp_path / "places"), tmp_path / "entrc.txt"
    said = entrances("서울특별시", "종로구", "11110", {"가온로": 30})
    file.write_bytes(
        (said + "11110|99|1111010100|서울특별시|종로구|가온동|111100000000|가온로|0|99|0||03000|||가온동||\r\n").encode("cp949")
    )
    loaded = load(file, book, TODAY)
    assert (loaded.rows_in, loaded.rows_kept, loaded.set_aside) == (31, 30, {"no_point": 1})


def test_a_table_of_ones_own_fills_the_book_too(tmp_path: Path) -> None:
    book, file = Book(tmp_path / "places"), tmp_path / "own.csv"
    rows = [f"시설{n},대전광역시 서구 큰길 {n},{127.38 + n / 1000:.6f},{36.35 + n / 2000:.6f}" for n in range(1, 40)]
    file.write_text("이름,도로명주소,경도,위도\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert load(file, book, TODAY).part == "addresses"
    assert asked(book, tmp_path, "대전 서구 큰길 7") == [("exact", 127.387, 36.3535)]


def test_a_table_of_ones_own_leaves_the_other_addresses_of_its_district(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    rows = [f"시설{n},서울특별시 종로구 가온로 {n + 40},{126.978 + n / 10000:.6f},{37.5663 + n / 20000:.6f}" for n in range(1, 20)]
    file.write_text("이름,도로명주소,경도,위도\n" + "\n".join(rows) + "\n", encoding="utf-8")
    load(file, book, TODAY)
    assert [match for match, _, _ in asked(book, tmp_path, "서울 종로구 가온로 12", "서울 종로구 가온로 45")] == ["exact", "exact"]


def test_another_table_is_refused_and_the_book_stays_as_it_was(book: Book, tmp_path: Path) -> None:
    file, before = tmp_path / "prices.csv", [path.read_bytes() for path in book.files()]
    file.write_text("품목,값\n배추,100\n무,200\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"places\.not_addresses"):
        load(file, book, TODAY)
    assert [path.read_bytes() for path in book.files()] == before
    assert sorted(path.name for path in book.folder.iterdir()) == ["about.json", "areas.parquet", "buildings.parquet", "lots.parquet"]


def test_lots_ask_for_their_buildings_first(tmp_path: Path) -> None:
    file = tmp_path / "jibun.txt"
    file.write_bytes(lots("서울특별시", "종로구", "11110", [(7, 0, 3)]).encode("cp949"))
    with pytest.raises(Problem, match=r"places\.lots_first"):
        load(file, Book(tmp_path / "places"), TODAY)


def test_a_file_of_addresses_becomes_points_and_every_row_says_how_good_its_point_is(book: Book, tmp_path: Path) -> None:
    said = ["서울 종로구 가온로 12", "서울 종로구 가온동 7", "서울 종로구 가온로 35", "서울 종로구 가온동 산 3", "미상", "모르는 곳"]
    input = table("places", field("name", "text", "이름", required=True), field("place", "place", "주소"))
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path, *book.files()])
    parquet = as_read(tmp_path, {"이름": [f"곳{n}" for n in range(6)], "주소": list(said)})
    mapping = {"name": column("이름"), "place": Source("area", ("주소",), '{"모르는 곳": [127.0, 37.5]}')}
    done = prepare(workspace, parquet, input, mapping, tmp_path / "out.parquet", book)
    rows = pl.read_parquet(done.path)
    workspace.close()
    assert rows["place_exact"].to_list() == [True, True, False, False, False, False]
    assert rows["place_lon"].is_null().to_list() == [False, False, False, False, True, False]
    assert {one.code: one.rows for one in done.reasons if one.code.startswith("place")} == {"placed_near": 1, "placed_dong": 1}
    assert next(one for one in done.reasons if one.code == "geocoded").facts["as_of"] == "2026-11-25"
    assert next(one for one in done.reasons if one.code == "placed_near").examples[0].value == "서울 종로구 가온로 35"
