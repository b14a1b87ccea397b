"""Workbooks: the sheet with the table, merged cells filled, dates and numbers as their text, whatever the name says."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook

from connectors.problem import Problem
from tests.connectors.files.trying import cells, notes, reading


def workbook(write: Callable[[Workbook], None]) -> bytes:
    """The bytes of a workbook that `write` fills."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    write(book)
    book.close()
    return content.getvalue()


def table(*rows: tuple[object, ...], name: str = "데이터") -> bytes:
    """A workbook of one sheet with these rows."""

    def write(book: Workbook) -> None:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(write)


def test_numbers_come_as_people_see_them(tmp_path: Path) -> None:
    content = table(("시각", "비율", "코드"), (92700, 0.25, "00123"), (0, 1e-7, "-"))
    found, rows = reading(tmp_path, content, "a.xlsx")
    assert (found.format, found.sheet) == ("xlsx", "데이터")
    assert rows == [(2, "92700", "0.25", "00123"), (3, "0", "0.0000001", "-")]


def test_dates_come_in_iso_form_and_times_without_a_day(tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["날짜", "일시", "시각"])
        for row, hour in ((1, 9), (2, 0)):
            sheet.write_datetime(row, 0, date(2024, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
            sheet.write_datetime(row, 1, datetime(2024, 1, 31, hour), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
            sheet.write_datetime(row, 2, time(9, 27), book.add_format({"num_format": "hh:mm:ss"}))

    _, rows = reading(tmp_path, workbook(write), "a.xlsx")
    assert cells(rows) == [
        ("2024-01-31", "2024-01-31 09:00:00", "09:27:00"),
        ("2024-01-31", "2024-01-31 00:00:00", "09:27:00"),
    ]


def test_merged_headings_and_merged_labels_are_filled(tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "2024년 시설 현황")
        sheet.merge_range(1, 0, 2, 0, "자치구")
        sheet.merge_range(1, 1, 1, 3, "이용자")
        sheet.write_row(2, 1, ["정원", "현원", "비율"])
        sheet.merge_range(3, 0, 4, 0, "종로구")
        sheet.write_row(3, 1, [10, 9, 0.9])
        sheet.write_row(4, 1, [20, 18, 0.9])
        sheet.write_row(5, 0, ["중구", 30, 15, 0.5])

    found, rows = reading(tmp_path, workbook(write), "a.xlsx")
    assert found.columns == ("자치구", "이용자 정원", "이용자 현원", "이용자 비율")
    assert found.header_rows == (2, 3)
    assert rows == [(4, "종로구", "10", "9", "0.9"), (5, "종로구", "20", "18", "0.9"), (6, "중구", "30", "15", "0.5")]
    assert notes(found)["title_rows"] == {"rows": 1, "text": "2024년 시설 현황"}


def test_a_title_merged_over_a_few_columns_is_no_heading_of_them(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "시설 현황")
        for row, cells_of in enumerate(
            [["연번", "시설", "주소", "정원", "현원", "전화"], *[[n, f"시설{n}", "길", n, n, "02"] for n in range(5)]]
        ):
            sheet.write_row(row + 1, 0, cells_of)
    found, _ = reading(tmp_path, content.getvalue(), "현황.xlsx")
    assert found.columns == ("연번", "시설", "주소", "정원", "현원", "전화")


def test_a_total_under_a_heading_merged_over_the_first_row_is_set_apart(tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "순번")
        sheet.write_row(0, 1, ["구분", "대수"])
        sheet.write_row(1, 1, ["계", 7])
        sheet.write_row(2, 0, [1, "강남구", 3])
        sheet.write_row(3, 0, [2, "서초구", 4])

    found, rows = reading(tmp_path, workbook(write), "a.xlsx")
    assert found.reasons == {"total": 1}
    assert cells(rows) == [("1", "강남구", "3"), ("2", "서초구", "4")]


def test_the_sheet_with_the_table_is_taken_and_the_others_named(tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        about = book.add_worksheet("메타정보")
        for row in range(60):
            about.write_row(row, 0, [f"○ 항목 {row}", "설명 " * 10])
        sheet = book.add_worksheet("데이터")
        sheet.write_row(0, 0, ["구", "수", "율"])
        for row in range(1, 20):
            sheet.write_row(row, 0, [f"{row}구", row, row / 10])

    content = workbook(write)
    found, rows = reading(tmp_path, content, "a.xlsx")
    assert (found.sheet, len(rows)) == ("데이터", 19)
    assert notes(found)["sheet_chosen"] == {"sheet": "데이터", "others": ["메타정보"]}
    found, _ = reading(tmp_path, content, "a.xlsx", sheet="메타정보")
    assert found.sheet == "메타정보"
    with pytest.raises(Problem, match=r"file\.sheet_unknown") as caught:
        reading(tmp_path, content, "a.xlsx", sheet="없는 시트")
    assert caught.value.facts["sheets"] == ["메타정보", "데이터"]


def test_blank_rows_above_within_and_below_are_counted_by_their_sheet_row(tmp_path: Path) -> None:
    content = table((), (), ("구", "수"), ("강남", 1), (), ("서초", 2), (" ", " "))
    found, rows = reading(tmp_path, content, "a.xlsx")
    assert rows == [(4, "강남", "1"), (6, "서초", "2")]
    assert found.reasons == {"blank": 2}
    assert [row.line for row in found.set_aside] == [5, 7]


def test_a_workbook_named_csv_or_xls_is_read_and_said_so(tmp_path: Path) -> None:
    content = table(("구", "수"), ("강남", 1))
    for name, said in (("자료.csv", "csv"), ("자료.xls", "xls")):
        found, rows = reading(tmp_path, content, name)
        assert cells(rows) == [("강남", "1")]
        assert notes(found)["other_format"] == {"name": said, "format": "xlsx"}


def test_an_empty_workbook_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.no_table"):
        reading(tmp_path, workbook(lambda book: book.add_worksheet("빈 시트")), "a.xlsx")


def test_a_workbook_part_that_declares_entities_is_not_expanded(tmp_path: Path) -> None:
    source, out = io.BytesIO(table(("구", "수"), ("강남", 1), ("서초", 2))), io.BytesIO()
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(out, "w") as made:
        for item in given.infolist():
            content = given.read(item)
            if item.filename == "xl/workbook.xml":
                head, _, rest = content.partition(b"?>")
                content = head + b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + rest
            made.writestr(item.filename, content)
    found, rows = reading(tmp_path, out.getvalue(), "a.xlsx")
    assert cells(rows) == [("강남", "1"), ("서초", "2")]
    assert found.rows_in == 2


def test_cells_with_a_formula_error_are_blank_and_counted(tmp_path: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["구", "비율"])
        sheet.write_row(1, 0, ["강남", 0.5])
        sheet.write_string(2, 0, "서초")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")

    found, rows = reading(tmp_path, workbook(write), "a.xlsx")
    assert cells(rows) == [("강남", "0.5"), ("서초", None)]
    assert notes(found)["error_cells"] == {"count": 1}


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    names += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    words = [("구", "수"), ("강남", "3"), ("서초", "4")]
    rows = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>' for word in row)
        + "</table:table-row>"
        for row in words
    )
    sheet = f'<table:table table:name="표">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr(
            "content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>{body}</office:document-content>'
        )
    found, read_rows = reading(tmp_path, content.getvalue(), "a.ods")
    assert found.format == "ods"
    assert read_rows == [(2, "강남", "3"), (3, "서초", "4")]


@pytest.mark.timeout(60)
def test_entities_that_unfold_in_a_workbook_cost_nothing(tmp_path: Path) -> None:
    good = table(("구", "수"), ("강남", 1), ("서초", 2))
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in ("xl/sharedStrings.xml", "xl/workbook.xml"):
                head, _, rest = data.decode().partition("?>")
                data = f"{head}?><!DOCTYPE x [{laughs}]>{rest.replace('강남', '&a8;')}".encode()
            target.writestr(name, data)
    try:
        _, rows = reading(tmp_path, content.getvalue(), "웃음.xlsx")
    except Problem as problem:
        rows = [(problem.code,)]
    assert len(str(rows)) < 1_000
