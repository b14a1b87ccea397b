"""Each kind is found in what is it, and not in what only looks like it; what is masked is found no more."""

import pytest

from data_catalog.personal import BY_KIND, mask
from data_catalog.personal.hiding import hide
from tests.data_catalog.personal.looking import found_in, kinds_in

INSIDE = {
    "passport": {"여권번호 M12345678 입니다": "여권번호 M******78 입니다", "Passport No. M123A4567": "Passport No. M***A**67"},
    "driving_licence": {"면허 11-22-123456-78 확인": "면허 11-**-******-** 확인"},
    "phone": {
        "010-1234-5678": "010-****-5678",
        "전화 010.1234.5678로": "전화 010.****.5678로",
        "01012345678": "010****5678",
        "010 1234 5678 부탁": "010 **** 5678 부탁",
        "연락처:016-234-5678": "연락처:016-***-5678",
        "02-123-4567": "02-***-4567",
        "02)1234-5678": "02)****-5678",
        "(031) 123-4567": "(031) ***-4567",
        "070-1234-5678": "070-****-5678",
        "0504-1234-5678": "0504-****-5678",
        "+82-10-1234-5678": "+82-10-****-5678",
        "+82 2-123-4567": "+82 2-***-4567",
    },
    "card": {"4111-1111-1111-1111": "****-****-****-1111", "카드 4111111111111111 결제": "카드 ************1111 결제"},
    "account": {"국민은행 123456-01-123456": "국민은행 123***-**-******", "계좌번호: 110234567890": "계좌번호: 110*********"},
    "email": {"hong.gd@korea.kr": "ho***@korea.kr", "답은 a@b.co.kr로": "답은 a***@b.co.kr로"},
    "person_name": {
        "성명: 홍길동, 내용": "성명: 홍*동, 내용",
        "신청인 : 김철": "신청인 : 김*",
        "민원인 김철수님께서": "민원인 김*수님께서",
        "신고자 이영희(42세)": "신고자 이*희(42세)",
    },
    "home_address": {
        "한빛아파트 101동 1203호에서": "한빛아파트 ***동 ****호에서",
        "가동 101호": "*동 ***호",
        "중앙로 12, 3층 301호": "중앙로 12, *층 ***호",
        "12 Oak Street, Apt 4B": "12 Oak Street, Apt ***",
    },
    "ip_address": {"접속 211.34.105.7 기록": "접속 211.34.*.* 기록", "2001:db8:85a3:0:0:8a2e:370:7334": "2001:db8:*:*:*:*:*:*"},
    "vehicle_plate": {"12가3456": "12가****", "차량 123마 4567 이": "차량 123마 **** 이"},
}
NOTHING = (
    "제02-2024-0115호",
    "2024-01-02 10:00:00",
    "2024.01.02 10:30",
    "1168010100",
    "20240102103000",
    "37.5665123",
    "126.9779692",
    "953214.72",
    "1588-1234",
    "A01012345678",
    "S12345678",
    "D20190312",
    "https://a.kr/photo/01012345678.jpg",
    "4111-1111-1111-1112",
    "1234 5678 9012 3452 3 4",
    "1.2.3.4",
    "10.0.19041.1",
    "20.19.12.31",
    "v85.12.103.4",
    "3.15 의거 기념",
    "국민 여러분 123-45-67890",
    "우리 02동네",
    "민원인 이도로는 위험합니다",
    "신고자 정보 없음",
    "이름 없는 공원",
    "역삼1동 737",
    "2호선 3번 출구",
    "3층 301호",
    "근린공원 3호",
    "중앙동 12조 5000억",
    "32로1234번길",
    "12:30:45",
    "user@localhost",
    "010-****-5678",
    "850101-1******",
    "홍*동",
)


@pytest.mark.parametrize(("kind", "text", "masked"), [(kind, *pair) for kind, texts in INSIDE.items() for pair in texts.items()])
def test_a_value_tells_itself_wherever_it_stands_and_is_masked_in_its_shape(kind: str, text: str, masked: str) -> None:
    found = found_in({"내용": [text, "보통 글", None]})
    assert [(item.kind, item.rows) for item in found] == [(kind, 1)]
    assert found[0].example_masked in masked
    assert mask(text) == hide(text, found[0], "mask") == masked
    assert kinds_in({"내용": [masked]}) == []


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds_in({"내용": [text]}) == []
    assert mask(text) == text


HEADED = {
    "성명": ("person_name", ["홍길동", "김철수", "남궁민"], ["홍*동", "김*수", "남*민"]),
    "신고자": ("person_name", ["홍길동", "김철수 외 2명", "이순신"], ["홍*동", "김*수 외 2명", "이*신"]),
    "Last name": ("person_name", ["Smith", "O'Neil"], ["S****", "O'****"]),
    "주민번호앞자리": ("resident_part", ["850302", "901225", "770109"], ["8*****", "9*****", "7*****"]),
    "주민등록번호 뒷자리": ("resident_part", ["1234567", "2345678", "3456789"], ["1******", "2******", "3******"]),
    "외국인등록번호2": ("resident_part", ["5234567", "6345678"], ["5******", "6******"]),
    "생년월일": ("birth_date", ["1985-03-02", "1990.1.3"], ["1985", "1990"]),
    "Date of birth": ("birth_date", ["3/2/1985"], ["1985"]),
    "여권번호": ("passport", ["M12345678"], ["M******78"]),
    "운전면허번호": ("driving_licence", ["112212345678"], ["11**********"]),
    "휴대전화": ("phone", ["1012345678", "01023456789"], ["10****5678", "010****6789"]),
    "계좌번호": ("account", ["110-234-567890", "12345678901"], ["110-***-******", "123********"]),
    "접속IP": ("ip_address", ["10.1.2.3", "1.2.3.4"], ["10.1.*.*", "1.2.*.*"]),
    "차량번호": ("vehicle_plate", ["서울12가3456", "12조 3456"], ["서울12가****", "12조 ****"]),
    "자택주소": ("home_address", ["서울시 중구 세종대로 110", "역삼1동 12-3"], ["서울시 중구 세종대로 ***", "역삼1동 **-*"]),
    "자택위도": ("home_point", ["37.5665123", "37.4", "37.1234"], ["37.57", "37.4", "37.12"]),
}


@pytest.mark.parametrize(("header", "kind", "cells", "masked"), [(header, *rest) for header, rest in HEADED.items()])
def test_a_header_tells_what_a_value_alone_does_not(header: str, kind: str, cells: list[str], masked: list[str]) -> None:
    assert kind not in [found for _, found in kinds_in({"값": cells})] or kind in ("passport", "phone", "vehicle_plate")
    found = found_in({header: cells})
    assert [item.kind for item in found] == [kind]
    assert (found[0].confidence, found[0].waits, found[0].by_header) == ("sure", True, True)
    assert [hide(cell, found[0], "mask") for cell in cells] == masked
    assert kinds_in({header: masked}) == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("시설명", ["강남구민회관", "한빛센터"]),
        ("기관명", ["정보원", "김해시청"]),
        ("이름", ["강남구", "종로구", "서초구", "송파구"]),
        ("name", ["Gangnam District", "Main Hall"]),
        ("신고자", ["Y", "N"]),
        ("설치일", ["2024-01-02"]),
        ("버전", ["211.34.105.7"]),
        ("법정동코드", ["1168010100", "1168010300"]),
        ("인구", ["10123456", "9876543"]),
    ],
)
def test_a_header_of_something_else_or_other_cells_tell_nothing(header: str, cells: list[str]) -> None:
    assert kinds_in({header: cells}) == []


def test_a_firm_s_number_is_told_and_kept() -> None:
    (found,) = found_in({"사업자등록번호": ["123-45-67890"]})
    assert (found.kind, found.waits, found.suggested, found.why) == ("business_number", False, "keep", "information")


def test_every_kind_is_found_in_some_example() -> None:
    told = set(INSIDE) | {kind for kind, _, _ in HEADED.values()} | {"resident_number", "foreigner_number", "business_number"}
    assert told == set(BY_KIND)
