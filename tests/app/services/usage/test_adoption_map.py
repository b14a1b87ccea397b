"""Organisations stand on the map where their names say; what names no place is counted and not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.usage.adoption import Adopted, Adoption
from app.services.usage.adoption_map import of_adoption
from app.services.usage.periods import Span
from data_catalog.places import areas

YEAR = Span(date(2024, 1, 1), date(2024, 12, 31))


def adoption(above: str, **since: date | None) -> Adoption:
    rows = [
        Adopted(name, {"ko": name.replace("_", " "), "en": name}, {"golden_hour": day} if day else {}, {"golden_hour": 2} if day else {})
        for name, day in since.items()
    ]
    return Adoption(("golden_hour",), tuple(rows), {"ko": above, "en": above}, len(rows), sum(day is not None for day in since.values()))


def test_each_place_has_its_organisations_with_how_many_began_and_since_when() -> None:
    began = {
        "강남구청": date(2024, 3, 1),
        "강남소방서": date(2023, 3, 1),
        "강남구보건소": None,
        "종로구": date(2024, 5, 1),
        "서울특별시 마포구": None,
    }
    found = of_adoption(adoption("서울특별시", **began, 총무과=date(2022, 1, 1)))
    assert found is not None
    gangnam, jongno, *rest = found.places
    assert (gangnam.begun, len(gangnam.held), gangnam.analyses, gangnam.state(YEAR)) == (2, 3, 4, "before")
    assert (jongno.begun, jongno.state(YEAR), jongno.since) == (1, "fresh", date(2024, 5, 1))
    assert (gangnam.lon, gangnam.lat) == (127.06, 37.5)
    assert sorted(place.state(YEAR) for place in rest) == ["before", "none"], "the office of Seoul itself stands in its middle"
    assert sum(len(place.held) for place in found.places) + found.nowhere == 6
    assert len(found.ground) == len(areas.every()) > 220


def test_a_name_several_cities_have_is_told_by_what_they_stand_under_or_is_nowhere() -> None:
    names = dict.fromkeys(("중구", "해운대구", "기장군", "영도구", "동구"), date(2024, 1, 2))
    found = of_adoption(adoption("부산광역시", **names))
    assert found is not None
    assert (found.nowhere, len(found.places)) == (0, 5)
    assert {(area.lon, area.lat) for area in areas.every() if area.province == "부산광역시"} >= {(one.lon, one.lat) for one in found.places}
    found = of_adoption(adoption("행정안전부", **names))
    assert found is not None
    assert (found.nowhere, len(found.places)) == (2, 3)


@pytest.mark.parametrize("names", [("소방본부", "세정과", "총무과"), ("강남구청", "강남소방서", "종로구청"), ()])
def test_fewer_than_three_places_are_no_map(names: tuple[str, ...]) -> None:
    assert of_adoption(adoption("", **dict.fromkeys(names))) is None


def test_a_province_stands_in_the_middle_of_its_districts() -> None:
    provinces = ("강원특별자치도", "경상남도", "전남", "제주도")
    found = of_adoption(adoption("행정안전부", **dict.fromkeys(provinces)))
    assert found is not None
    at = {place.held[0].organisation_id: (round(place.lon, 1), round(place.lat, 1)) for place in found.places}
    assert 128 < at["강원특별자치도"][0] < 129
    assert 37 < at["강원특별자치도"][1] < 38.5
    assert at["제주도"][1] < 33.6 < at["전남"][1] < at["경상남도"][1]
