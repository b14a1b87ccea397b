"""Web pages named .xls and hwpx documents: their table with merged cells spread, several chosen as sheets are."""

import io
import zipfile
from pathlib import Path

import pytest

from connectors.problem import Problem
from tests.connectors.files.trying import cells, notes, reading

PAGE = (
    "<html><head><meta charset='utf-8'></head><body><table><tr><th colspan=3>현황</th></tr>"
    "<tr><th rowspan=2>구</th><th colspan=2>인구</th></tr><tr><th>남</th><th>여</th></tr>"
    "<tr><td>강남</td><td>1,200</td><td>&nbsp;1,300</td></tr><tr><td>서초&amp;동</td><td>10</td><td></td></tr></table></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_an_xls_that_is_a_web_page_is_read_as_its_table(tmp_path: Path, encoding: str) -> None:
    found, rows = reading(tmp_path, PAGE.encode(encoding), "현황.xls")
    assert found.columns == ("구", "인구 남", "인구 여")
    assert cells(rows) == [("강남", "1,200", "1,300"), ("서초&동", "10", None)]
    assert notes(found)["other_format"] == {"name": "xls", "format": "html"}


def test_an_xls_that_is_text_parted_by_tabs_is_read_as_text(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "구\t수\n강남\t1\n서초\t2\n".encode("cp949"), "현황.xls")
    assert (found.separator, cells(rows)) == ("\t", [("강남", "1"), ("서초", "2")])


def section(*tables: str) -> str:
    head = '<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">'
    return head + "".join(f"<hp:p><hp:run>{table}</hp:run></hp:p>" for table in tables) + "</hs:sec>"


def cell(text: str, row: int, column: int, down: int = 1, across: int = 1) -> str:
    inside = "".join(f"<hp:p><hp:run><hp:t>{line}</hp:t></hp:run></hp:p>" for line in text.split("\n"))
    place = f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="{across}" rowSpan="{down}"/>'
    return f"<hp:tc><hp:subList>{inside}</hp:subList>{place}</hp:tc>"


def document(*tables: str, **more: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", section(*tables))
        for name, text in more.items():
            archive.writestr(name, text)
    return content.getvalue()


BOX = (
    "<hp:tbl><hp:tr>" + cell("알림", 0, 0) + cell("가", 0, 1) + "</hp:tr><hp:tr>" + cell("1", 1, 0) + cell("2", 1, 1) + "</hp:tr></hp:tbl>"
)
TABLE = (
    "<hp:tbl><hp:tr>" + cell("구", 0, 0) + cell("동", 0, 1) + cell("인구\n(명)", 0, 2) + "</hp:tr><hp:tr>"
    + cell("강남", 1, 0, down=2) + cell("역삼", 1, 1) + cell("10", 1, 2) + "</hp:tr><hp:tr>" + cell("대치", 2, 1) + cell("20", 2, 2)
    + "</hp:tr><hp:tr>" + cell("서초", 3, 0) + cell("반포", 3, 1) + cell("30", 3, 2) + "</hp:tr></hp:tbl>"
)  # fmt: skip


def test_the_table_of_a_hwpx_document_is_read_with_merged_cells_spread(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, document(BOX, TABLE), "보고.hwpx")
    assert (found.sheet, found.sheets, found.format) == ("표 2", ("표 1", "표 2"), "hwpx")
    assert found.columns == ("구", "동", "인구 (명)")
    assert cells(rows) == [("강남", "역삼", "10"), ("강남", "대치", "20"), ("서초", "반포", "30")]


def test_two_cells_a_million_rows_apart_are_no_table_of_a_thousand_million(tmp_path: Path) -> None:
    far = "<hp:tbl><hp:tr>" + cell("가", 0, 0) + cell("나", 1_000_000, 1_900) + "</hp:tr></hp:tbl>"
    with pytest.raises(Problem, match=r"file\.needs_too_much"):
        reading(tmp_path, document(far), "보고.hwpx")


def test_a_document_without_a_table_or_with_entities_that_unfold_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.no_table_in_document"):
        reading(tmp_path, document(), "보고.hwpx")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", f"<!DOCTYPE x [{laughs}]>" + section(TABLE.replace("서초", "&a8;")))
    with pytest.raises(Problem, match=r"file\."):
        reading(tmp_path, content.getvalue(), "보고.hwpx")
