"""Whose a value is: an institution's telephone is told and kept, a person's waits."""

import pytest

from tests.data_catalog.personal.looking import found_in

OFFICE = [f"02-{2000 + number % 3}-0000" for number in range(40)]
MANY = [f"02-{2000 + number}-0000" for number in range(40)]
MOBILE = [f"010-{2000 + number}-0000" for number in range(40)]
NAMES = ["홍길동", "김철수"] * 20


@pytest.mark.parametrize(
    ("table", "why", "waits"),
    [
        ({"관리기관전화번호": MANY}, "institution", False),
        ({"전화번호": MANY, "시설명": ["가센터"] * 40}, "institution_list", False),
        ({"전화번호": OFFICE}, "repeated", False),
        ({"전화번호": MANY}, "header", True),
        ({"신고자전화번호": OFFICE}, "header", True),
        ({"전화번호": OFFICE, "성명": NAMES}, "header", True),
        ({"전화번호": MOBILE, "시설명": ["가센터"] * 40}, "header", True),
        ({"관리기관전화번호": MOBILE}, "header", True),
        ({"기관 의견": [f"문의는 {number}로" for number in MANY]}, "pattern", True),
    ],
)
def test_an_institution_s_telephone_is_kept_and_a_person_s_waits(table: dict[str, list[str]], why: str, waits: bool) -> None:
    (found,) = [item for item in found_in(table) if item.kind == "phone"]
    assert (found.why, found.waits, found.suggested == "keep") == (why, waits, not waits)


def test_the_floor_of_a_shop_is_no_home_but_a_resident_s_is() -> None:
    address = ["서울시 중구 세종대로 110, 3층 301호"]
    (shop,) = found_in({"상호": ["한빛문구"], "소재지도로명주소": address})
    (home,) = found_in({"주소": address})
    assert (shop.why, shop.waits, home.waits, home.suggested) == ("facility", False, True, "mask")


@pytest.mark.parametrize(
    ("table", "suggested"),
    [
        ({"주민등록번호": ["850101-1234567"]}, "drop"),
        ({"내용": ["주민번호는 850101-1234567이고 길게 쓴 글입니다"]}, "mask"),
        ({"성명": NAMES}, "drop"),
        ({"생년월일": ["1985-03-02"]}, "mask"),
        ({"차량번호": ["12가3456"]}, "hash"),
    ],
)
def test_what_is_suggested_goes_by_kind_and_place(table: dict[str, list[str]], suggested: str) -> None:
    assert [item.suggested for item in found_in(table)] == [suggested]


def test_a_check_digit_makes_a_finding_surer_and_its_absence_no_less() -> None:
    assert [item.confidence for item in found_in({"번호": ["8501011234566"]})] == ["sure"]
    assert [item.confidence for item in found_in({"번호": ["8501011234567"]})] == ["likely"]
    assert [item.confidence for item in found_in({"번호": ["850101-1234567"]})] == ["sure"]


def test_numbers_that_pass_the_check_of_cards_by_chance_are_no_cards() -> None:
    numbers = [str(4_000_000_000_000_000 + number * 7_368_787_123 % 900_000_000_000_000) for number in range(400)]
    assert [item for item in found_in({"주문번호": numbers}) if item.kind == "card"] == []


def test_no_example_shows_a_value() -> None:
    for item in found_in({"성명": NAMES, "휴대폰": MOBILE, "내용": ["hong@korea.kr 850101-1234567 길동이가 씀"] * 40}):
        assert not set(item.example_masked.split()) & {*NAMES, *MOBILE, "hong@korea.kr", "850101-1234567"}
        assert "*" in item.example_masked
