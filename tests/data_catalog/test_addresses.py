"""Addresses are taken apart whatever habit they are written in."""

import pytest

from data_catalog.places.address import parse, province_of

WRITTEN = [
    ("서울 종로구 세종대로 209 (세종로)", ("서울특별시", "종로구", "세종로", "세종대로", 209, 0, "")),
    ("서울특별시 관악구 신림로 3길 12-1, 101동 203호", ("서울특별시", "관악구", "", "신림로3길", 12, 1, "")),
    ("경기 수원시팔달구 효원로241번길 5", ("경기도", "수원시 팔달구", "", "효원로241번길", 5, 0, "")),
    ("강원도 고성군 간성읍 하리 산 12-3번지", ("강원특별자치도", "고성군", "하리", "", 12, 3, "산")),
    ("대전 서구 둔산동 1420번지 3층", ("대전광역시", "서구", "둔산동", "", 1420, 0, "")),
    ("서울특별시 중구 을지로1가 12", ("서울특별시", "중구", "을지로1가", "", 12, 0, "")),
    ("세종특별자치시 한누리대로 2130", ("세종특별자치시", "", "", "한누리대로", 2130, 0, "")),
    ("서울특별시종로구 청운동 1", ("서울특별시", "종로구", "청운동", "", 1, 0, "")),
    ("서울시 금천구 가산디지털1로 205-27", ("서울특별시", "금천구", "", "가산디지털1로", 205, 27, "")),
    ("서울특별시 영등포구 여의대방로 지하 12", ("서울특별시", "영등포구", "", "여의대방로", 12, 0, "지하")),
    ("충남 천안시 동남구 병천면 아우내순대길 12", ("충청남도", "천안시 동남구", "병천면", "아우내순대길", 12, 0, "")),
    ("전라북도 전주시 완산구 중앙동4가 1", ("전북특별자치도", "전주시 완산구", "중앙동4가", "", 1, 0, "")),
    ("구로동 123-4", ("", "", "구로동", "", 123, 4, "")),
    ("서울특별시 종로구 청운효자동(1111051500)", ("서울특별시", "종로구", "청운효자동", "", 0, 0, "")),
    ("서울특별시 강남구 테헤란로８７길 ３６", ("서울특별시", "강남구", "", "테헤란로87길", 36, 0, "")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), WRITTEN)
def test_the_parts_of_an_address_are_found(text: str, parts: tuple[object, ...]) -> None:
    one = parse(text)
    assert (one.province, one.district, one.dong, one.road, one.main, one.sub, one.mark) == parts


@pytest.mark.parametrize("text", ["", None, "번지 미상", "???", "12", "경기장", "로 로 로", "산", "(((((", "가" * 5_000])
def test_what_is_no_address_names_no_point_and_raises_nothing(text: str | None) -> None:
    assert not parse(text).names_a_point


def test_a_province_has_the_name_it_has_today() -> None:
    assert [province_of(name) for name in ("강원", "강원도", "전라북도", "서울시", "경기장")] == [
        "강원특별자치도", "강원특별자치도", "전북특별자치도", "서울특별시", "",
    ]  # fmt: skip
