"""What a table that nobody has asked for is taken to hold."""

from pathlib import Path

import pytest

from data_catalog.looking import contract, look
from data_catalog.mapping import Source
from data_catalog.profile import profile
from tests.data_catalog.preparing import as_read


@pytest.mark.parametrize(
    ("headers", "pair"),
    [
        (("경도", "위도"), ("경도", "위도")),
        (("WGS84_LOT", "WGS84_LAT"), ("WGS84_LOT", "WGS84_LAT")),
        (("x_coord", "y_coord"), ("x_coord", "y_coord")),
        (("X좌표", "Y좌표", "경도", "위도"), ("경도", "위도")),
        (("출발지경도", "출발지위도", "도착지경도", "도착지위도"), None),
        (("경도", "높이"), None),
    ],
)
def test_one_pair_of_coordinates_is_one_place(tmp_path: Path, headers: tuple[str, ...], pair: tuple[str, str] | None) -> None:
    columns: dict[str, list[str | None]] = {
        name: [f"{127 + place + row / 1000:.4f}" for row in range(20)] for place, name in enumerate(headers)
    }
    input, mapping = contract(profile(as_read(tmp_path, columns)))
    places = [mapping[field.name] for field in input.fields if field.kind == "place"]
    assert places == ([Source("xy", pair)] if pair else [])


def test_of_a_very_wide_table_the_first_columns_are_looked_at_and_the_rest_is_counted(tmp_path: Path) -> None:
    wide = {f"n{at}": ["1", "2", "many"] for at in range(12)}
    parquet = as_read(tmp_path, wide)
    found = profile(parquet)
    whole, part = look(parquet, found), look(parquet, found, most_columns=10)
    assert whole is not None
    assert part is not None
    assert (whole.left_out, part.left_out) == (0, 2)
    assert [field.title["ko"] for field in part.input.fields] == list(wide)[:10]
