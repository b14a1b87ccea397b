"""What a table that nobody has asked for is taken to hold."""

from pathlib import Path

import pytest

from data_catalog.looking import contract
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
