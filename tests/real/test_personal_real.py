"""What personal values are found in real public files: a table, looked at with suspicion. No value of theirs stands here."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from connectors.files import read
from connectors.problem import Problem
from data_catalog.clearing import clear, personal_columns

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
TABLES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".dat", ".data", ".parquet")

Found = tuple[str, str, int, str]
KEPT: dict[str, set[Found]] = {
    "gyeongsan_cctv.csv": {("관리기관전화번호", "phone", 3538, "institution")},
    "서울특별시_강남구_CCTV_20190312.csv": {
        ("소재지도로명주소", "home_address", 1, "facility"),
        ("소재지지번주소", "home_address", 1, "facility"),
        ("관리기관전화번호", "phone", 1880, "institution"),
    },
    "지역_위치별(주유소).xls": {("전화번호", "phone", 46, "institution_list")},
    "지역_위치별(주유소) (1).xls": {("전화번호", "phone", 19, "institution_list")},
    "서울시 노인의료복지시설현황.xlsx": {
        ("전화", "phone", 238, "institution_list"), ("기관소재지 (새주소)", "home_address", 5, "facility"),
    },
}  # fmt: skip
"""Contacts and places of institutions: found, and kept unless somebody says otherwise."""

WAITING: dict[str, set[Found]] = {
    "Empty Litter Basket.csv": {("CLOSURE_REASON", "email", 4, "pattern")},
    "Graffiti Removal.csv": {("CLOSURE_REASON", "email", 1, "pattern")},
    "Street Light Outages.csv": {("CLOSURE_REASON", "email", 2, "pattern")},
    "190715_민주주의 서울 채택제안 정보.xls": {
        ("제안내용", "phone", 1, "pattern"), ("제안내용", "email", 3, "pattern"), ("제안내용", "person_name", 1, "marker"),
        ("제안내용", "home_address", 1, "pattern"), ("담당부서 의견", "phone", 16, "pattern"), ("전문평가단 의견", "phone", 4, "pattern"),
    },
    "190831_민주주의 서울 자유제안 정보.xls": {
        ("제안내용", "phone", 29, "pattern"), ("제안내용", "email", 22, "pattern"), ("제안내용", "person_name", 6, "marker"),
        ("제안내용", "home_address", 4, "pattern"), ("제안내용", "vehicle_plate", 1, "pattern"),
    },
    "prison-and-probation-ombudsman__30-09-2014__justice_PPO-September-Return-senior.csv": {
        ("Name", "person_name", 3, "header"), ("Contact E-mail", "email", 3, "pattern"),
    },
    "student_loans_company_limited-2011-09-30-organogram-senior.csv": {
        ("Name", "person_name", 8, "header"), ("Contact E-mail", "email", 8, "pattern"),
    },
    "Table1.csv": {("文章内容", "email", 1, "pattern")},
}  # fmt: skip
"""Values of persons, in citizens' texts and in lists of officials by name."""

# Of one name in several folders; only one of them holds anything.
_ALSO_ELSEWHERE = {"Table1.csv"}


FOLDERS = sorted({str(path.parent.relative_to(DATA)) for path in DATA.rglob("*") if path.suffix.lower() in TABLES}) if DATA.is_dir() else []


@pytest.mark.parametrize("place", FOLDERS)
def test_every_table_holds_what_is_told_here_and_nothing_else_and_can_be_cleared(tmp_path: Path, place: str) -> None:
    wrong: list[str] = []
    for path in sorted(path for path in (DATA / place).iterdir() if path.suffix.lower() in TABLES and path.is_file()):
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            out = Path(folder) / "read.parquet"
            try:
                columns = read(path, out, shown_name=path.name).columns
            except Problem:
                continue
            found = personal_columns(out, columns)
            clear(out, Path(folder) / "clear.parquet", [(item, "mask" if item.waits else "keep") for item in found])
        waiting = {(item.column, item.kind, item.rows, item.why) for item in found if item.waits}
        kept = {(item.column, item.kind, item.rows, item.why) for item in found if not item.waits}
        if path.name in _ALSO_ELSEWHERE and not found:
            continue
        if waiting != WAITING.get(path.name, set()) or kept != KEPT.get(path.name, set()):
            wrong.append(f"{path.relative_to(DATA)}: waits {sorted(waiting)}, kept {sorted(kept)}")
    assert wrong == []
