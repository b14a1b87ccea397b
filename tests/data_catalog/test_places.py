"""Coordinate systems are told apart, points come out where they are, and names find their districts."""

import numpy as np
import pyproj
import pytest

from connectors.problem import Problem
from data_catalog.places import areas, detect, hinted, korea, metric_crs, points, to_lonlat

CITY_HALLS = {"Seoul": (126.978275, 37.566642), "Daejeon": (127.384548, 36.350412)}
# Reference points of the two city halls in each system, in metres.
REFERENCE = [
    ("EPSG:5179", "Seoul", 953925.54, 1952047.70), ("EPSG:5179", "Daejeon", 989640.81, 1817006.57),
    ("EPSG:5186", "Seoul", 198080.67, 551900.79), ("EPSG:5186", "Daejeon", 234518.31, 416995.82),
    ("EPSG:5181", "Seoul", 198080.67, 451900.79), ("EPSG:5181", "Daejeon", 234518.31, 316995.82),
    ("EPSG:5174", "Seoul", 198011.05, 451595.61), ("EPSG:5174", "Daejeon", 234446.82, 316689.04),
    ("EPSG:2097", "Seoul", 198266.37, 451595.55), ("EPSG:2097", "Daejeon", 234706.24, 316690.07),
    ("EPSG:3857", "Seoul", 14135156.91, 4518386.45), ("EPSG:3857", "Daejeon", 14180383.02, 4348945.27),
]  # fmt: skip


def town(province: str, crs: str, count: int = 60) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Points about the districts of a province in a coordinate system, and the addresses that name them."""
    rng = np.random.default_rng(7)
    districts = [area for area in areas.every() if area.province == province]
    chosen = [districts[i] for i in rng.integers(0, len(districts), count)]
    lon = np.array([area.lon for area in chosen]) + rng.normal(0, 0.01, count)
    lat = np.array([area.lat for area in chosen]) + rng.normal(0, 0.01, count)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return np.asarray(x), np.asarray(y), [f"{area.province} {area.name} 큰길 1" for area in chosen]


@pytest.mark.parametrize(("crs", "city", "x", "y"), REFERENCE)
def test_a_city_hall_comes_out_where_it_stands_to_five_centimetres(crs: str, city: str, x: float, y: float) -> None:
    lon, lat = to_lonlat([x], [y], crs)
    east, north = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5179", always_xy=True).transform(
        [lon[0], CITY_HALLS[city][0]], [lat[0], CITY_HALLS[city][1]]
    )
    assert np.hypot(east[0] - east[1], north[0] - north[1]) < 0.05


def test_the_shift_parameters_that_circulate_for_5174_are_not_used() -> None:
    trap = (
        "+proj=tmerc +lat_0=38 +lon_0=127.0028902777778 +k=1 +x_0=200000 +y_0=500000 +ellps=bessel +units=m +no_defs "
        "+towgs84=-145.907,505.034,685.756,-1.162,2.347,1.592,6.342"
    )
    wrong = pyproj.Transformer.from_crs(trap, "EPSG:5179", always_xy=True).transform(198011.05, 451595.61)
    lon, lat = to_lonlat([198011.05], [451595.61], "EPSG:5174")
    right = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5179", always_xy=True).transform(lon[0], lat[0])
    assert 10 < np.hypot(wrong[0] - right[0], wrong[1] - right[1]) < 25


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5179", "EPSG:3857", "EPSG:5186"])
@pytest.mark.parametrize("swapped", [False, True])
def test_systems_of_their_own_range_are_found_surely_with_named_districts(crs: str, swapped: bool) -> None:
    x, y, addresses = town("대전광역시", crs)
    guess = detect(*((y, x) if swapped else (x, y)), addresses)[0]
    assert (guess.crs, guess.swapped, guess.confidence) == (crs, swapped, "sure")
    assert guess.agree is not None
    assert guess.agree > 0.95


@pytest.mark.parametrize("crs", ["EPSG:5181", "EPSG:5174", "EPSG:2097"])
def test_systems_300_metres_apart_are_never_sure(crs: str) -> None:
    x, y, addresses = town("대전광역시", crs)
    guess = detect(x, y, addresses)[0]
    assert guess.confidence == "not_sure"
    assert crs in (guess.crs, *guess.rivals)
    assert "EPSG:5186" not in (guess.crs, *guess.rivals)


def test_without_names_5186_and_5181_are_not_told_apart_where_both_fall_on_land() -> None:
    x, y, _ = town("대전광역시", "EPSG:5186")
    guess = detect(x, y)[0]
    assert guess.confidence == "not_sure"
    assert {"EPSG:5186", "EPSG:5181"} <= {guess.crs, *guess.rivals}


def test_seoul_in_5186_needs_no_names_since_the_others_put_it_beyond_the_border() -> None:
    x, y, _ = town("서울특별시", "EPSG:5186")
    assert detect(x, y)[0].crs == "EPSG:5186"
    assert detect(x, y)[0].confidence == "sure"


def test_a_hint_in_the_header_decides_between_twins_but_only_likely() -> None:
    x, y, addresses = town("대전광역시", "EPSG:5174")
    guess = detect(x, y, addresses, hinted("좌표정보(X)", "좌표정보(Y)"))[0]
    assert (guess.crs, guess.confidence) == ("EPSG:5174", "likely")


def test_a_hint_the_points_contradict_is_not_followed() -> None:
    x, y, addresses = town("대전광역시", "EPSG:5179")
    assert detect(x, y, addresses, "EPSG:5174")[0].crs == "EPSG:5179"


def test_degrees_abroad_are_degrees_and_metres_abroad_are_nothing() -> None:
    london = np.linspace(-0.2, 0.1, 30), np.linspace(51.4, 51.6, 30)
    assert detect(*london)[0].crs == "EPSG:4326"
    assert detect(*london)[0].in_korea is False
    british = [528652.0, 530485.0], [176830.0, 179007.0]
    assert detect(*british, ordered=True) == ()


def test_a_grid_that_lands_in_korea_only_when_turned_round_is_not_sure_without_names() -> None:
    assert detect([528652.0, 530485.0], [176830.0, 179007.0])[0].confidence == "not_sure"


def test_all_known_districts_lie_on_korean_land() -> None:
    lon, lat = np.array([area.lon for area in areas.every()]), np.array([area.lat for area in areas.every()])
    assert korea.is_inside(lon, lat).all()
    assert not korea.is_inside(np.array([125.75, 139.7, 129.4]), np.array([39.02, 35.7, 34.4])).any()


def test_an_address_names_its_district_and_a_shared_name_is_decided_by_the_province() -> None:
    assert [area.province for area in areas.find("대전 중구 은행동 1")] == ["대전광역시"]
    assert [area.province for area in areas.find("강원특별자치도 고성군 간성읍")] == ["강원특별자치도"]
    assert {area.province for area in areas.find("고성군")} == {"강원특별자치도", "경상남도"}
    assert [area.name for area in areas.find("관악소방서")] == ["관악구"]
    assert areas.find("둔산동") == ()


def test_distances_are_measured_in_utm_k_in_korea_and_in_a_named_zone_elsewhere() -> None:
    seoul = metric_crs([126.9, 127.1], [37.5, 37.6])
    assert seoul.crs == "EPSG:5179"
    london = metric_crs([-0.2, 0.1], [51.4, 51.6])
    assert (london.crs, "UTM" in london.name) == ("EPSG:32630", True)
    wide = metric_crs([-120.0, -75.0], [30.0, 45.0])
    assert wide.crs.startswith("+proj=laea")
    east, north = london.to_metres([-0.1, -0.1], [51.5, 51.51])
    assert north[1] - north[0] == pytest.approx(1112, abs=3)
    back = london.to_degrees(east, north)
    assert back[1][0] == pytest.approx(51.5, abs=1e-6)


def test_points_set_by_hand_are_held_to_what_they_can_be() -> None:
    assert points.pins('{"둔산동": [127.38, 36.35]}') == {"둔산동": (127.38, 36.35)}
    for wrong, code in (("nonsense", "unreadable"), ('{"a": 3}', "unreadable"), ('{"a": [36.3, 127.4]}', "outside")):
        with pytest.raises(Problem) as caught:
            points.pins(wrong)
        assert code in caught.value.code
    too_many = "{" + ", ".join(f'"n{i}": [127.0, 36.0]' for i in range(101)) + "}"
    with pytest.raises(Problem, match="pins_too_many"):
        points.pins(too_many)
