"""The workbook: real numbers, texts that stay texts, marks on every sheet."""

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import polars as pl
import pytest

from app.reports import FORMATS, ReportOptions
from app.reports.prints import Prints
from tests.app.sample_result import BIG_ROWS, HOSTILE, golden_hour
from tests.app.variants import with_rows


@pytest.fixture(scope="module")
def book(report):
    return openpyxl.load_workbook(io.BytesIO(report("xlsx")))


def test_sheets_stand_in_order(book):
    assert book.sheetnames[0] == "알아낸 것"
    assert book.sheetnames[-3:] == ["그림", "자료와 과정", "낱말 풀이"]
    assert "센터별 도착 시간" in book.sheetnames
    assert "격자별 출동" in book.sheetnames
    # Tables that only draw the map's ground are not for reading.
    assert "행정동" not in book.sheetnames


def test_the_first_sheet_says_findings_then_what_it_is(book):
    said = [str(cell.value) for row in book["알아낸 것"].iter_rows() for cell in row if cell.value]
    text = "\n".join(said)
    assert text.index("68.4%") < text.index("만든 날") < text.index("말할 수 없는 것")
    for part in ("설악시청", "c0ffee42c0ff", "3f9a1c0de57b4a6f8b21c4d7e9f01234", "1.2.0", "2026년 11월 21일"):
        assert part in text


def test_numbers_are_numbers_with_their_formats(book):
    sheet = book["센터별 도착 시간"]
    head, first = _header(sheet)
    row = {head_cell.value: sheet.cell(first, head_cell.column) for head_cell in head}
    assert isinstance(row["출동 (건)"].value, int)
    assert row["출동 (건)"].number_format == "#,##0"
    assert 0 < row["7분 안 도착"].value < 1
    assert row["7분 안 도착"].number_format == "0.0%"
    assert row["중앙값 (분)"].number_format == "#,##0.0"


def test_dates_are_dates(book):
    sheet = book["월별 7분 안 도착"]
    _, first = _header(sheet)
    assert sheet.cell(first, 1).value == datetime(2021, 1, 1)
    assert "년" in sheet.cell(first, 1).number_format


def test_header_is_frozen_filtered_and_repeated_in_print(book):
    sheet = book["격자별 출동"]
    _head, first = _header(sheet)
    assert sheet.freeze_panes == f"A{first}"
    assert sheet.auto_filter.ref == f"A{first - 1}:D{first - 1 + BIG_ROWS}"
    assert sheet.print_title_rows == f"${first - 1}:${first - 1}"


def test_no_row_is_lost(book):
    values = {cell.value for cell in book["격자별 출동"]["A"]}
    assert len([value for value in values if value and re.fullmatch(r"격자 \d{4}", str(value))]) == BIG_ROWS


def test_no_text_is_a_formula_or_a_link(report):
    raw = report("xlsx", "hostile", comment=HOSTILE)
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert any(cell.value == HOSTILE and cell.data_type == "s" for row in book.worksheets[0].iter_rows() for cell in row)


def test_texts_that_begin_like_formulas_stay_texts():
    result = golden_hour()
    starts = ["=1+1", "+82-33", "-5도", "@SUM(A1)"] * 3
    changed = with_rows(result, "performance", result.table("performance").rows.with_columns(center=pl.Series(starts)))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(changed, "ko", options=ReportOptions(), prints=Prints(changed, "ko"))))
    sheet = book["센터별 도착 시간"]
    _, first = _header(sheet)
    cells = [sheet.cell(first + at, 2) for at in range(4)]
    assert [cell.value for cell in cells] == starts[:4]
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize(("name", "mark"), [("sample", "연습용 예시"), ("limited", "제한된 결과")])
def test_the_mark_stands_on_every_sheet_and_every_printed_page(report, name, mark):
    book = openpyxl.load_workbook(io.BytesIO(report("xlsx", name)))
    for sheet in book.worksheets:
        assert sheet["A2"].value == mark
        assert mark in sheet.oddHeader.center.text
        assert mark in sheet.oddFooter.left.text


def test_pictures_carry_their_descriptions(report):
    with zipfile.ZipFile(io.BytesIO(report("xlsx"))) as parts:
        drawn = "".join(parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name)
    assert drawn.count("<xdr:pic>") == 8
    assert "첫째 추천 위치도 그곳입니다" in drawn


def test_definitions_tell_unit_and_kind_of_every_column(book):
    rows = [[cell.value for cell in row] for row in book["낱말 풀이"].iter_rows(min_row=3)]
    assert ["센터별 도착 시간", "중앙값", "분", "수"] in rows


def test_provenance_holds_whole_fingerprints_and_rows(book):
    text = "\n".join(str(cell.value) for row in book["자료와 과정"].iter_rows() for cell in row if cell.value)
    assert "c0ffee42" * 8 in text
    assert "들어온 줄 41,204 = 쓴 줄 41,192 + 제외한 줄 12" in text
    assert "20240101" in text


def _header(sheet):
    """The header's cells, and the number of the first row under it."""
    top = int(re.search(r"\d+", sheet.freeze_panes).group()) - 1
    return [cell for cell in sheet[top] if cell.value], top + 1
