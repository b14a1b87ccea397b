"""The HWPX document: opens again, sound in structure, tables whole, marks on every page."""

import io
import re
import zipfile

import pytest
from hwpx import HwpxDocument, validate_package

from tests.app.sample_result import BIG_ROWS, HOSTILE

_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


@pytest.fixture(scope="module")
def opened(report):
    return HwpxDocument.open(report("hwpx"))


@pytest.mark.parametrize("name", ["full", "sample", "limited", "hostile"])
@pytest.mark.parametrize("length", ["full", "one_page"])
def test_it_opens_again_and_is_sound(report, name, length):
    raw = report("hwpx", name, length=length)
    assert HwpxDocument.open(raw).validate().ok
    assert [issue for issue in validate_package(raw).issues if issue.level != "warning"] == []


def test_findings_stand_first_then_what_it_is(opened):
    said = opened.text.plain()
    assert said.index("68.4%") < said.index("만든 날") < said.index("지도 1")
    for part in ("설악시청", "c0ffee42c0ff", "3f9a1c0de57b4a6f8b21c4d7e9f01234", "2026년 11월 21일"):
        assert part in said


def test_headings_are_headings(opened):
    heads = [paragraph.text for paragraph in opened.paragraphs if str(paragraph.style_id_ref) == "2"]
    assert heads[0] == "알아낸 것"
    assert "말할 수 없는 것과 지킬 것" in heads


def test_no_row_is_lost_when_all_are_wanted_and_the_header_repeats(report):
    long = next(table for table in HwpxDocument.open(report("hwpx", length="whole")).tables if table.row_count == BIG_ROWS + 1)
    cells = {cell.text for row in long.rows for cell in row.cells[:1]}
    assert len([text for text in cells if re.fullmatch(r"격자 \d{4}", text)]) == BIG_ROWS
    assert long.element.get("repeatHeader") == "1"
    assert long.element.get("pageBreak") == "CELL"
    # A table set as a letter cannot break over pages.
    assert long.element.find(f"{_HP}pos").get("treatAsChar") == "0"


def test_pictures_are_there_with_descriptions(opened):
    comments = [comment.text for section in opened.sections for comment in section.element.iter(f"{_HP}shapeComment")]
    assert len(opened.media.images) == 8
    assert any("첫째 추천 위치도 그곳입니다" in (text or "") for text in comments)


@pytest.mark.parametrize(("name", "mark"), [("sample", "연습용 예시"), ("limited", "제한된 결과")])
def test_the_mark_stands_in_header_and_footer_of_all_pages(report, name, mark):
    with zipfile.ZipFile(io.BytesIO(report("hwpx", name))) as parts:
        section = parts.read("Contents/section0.xml").decode()
    for part in ("header", "footer"):
        found = re.search(rf'<hp:{part} [^>]*applyPageType="BOTH".*?</hp:{part}>', section, re.DOTALL)
        assert found
        assert mark in found.group()


def test_the_footer_has_one_page_number(report):
    with zipfile.ZipFile(io.BytesIO(report("hwpx"))) as parts:
        section = parts.read("Contents/section0.xml").decode()
    footers = re.findall(r"<hp:footer .*?</hp:footer>", section, re.DOTALL)
    assert footers
    assert all(footer.count('numType="PAGE"') == 1 for footer in footers)
    # Hangul's own page number beside the running one would print it twice.
    assert "<hp:pageNum" not in section


def test_hostile_text_is_text(report):
    said = HwpxDocument.open(report("hwpx", "hostile")).text.plain()
    assert said.count(HOSTILE) >= 3


def test_it_says_nothing_of_the_template(report):
    with zipfile.ZipFile(io.BytesIO(report("hwpx"))) as parts:
        manifest = parts.read("Contents/content.hpf").decode()
        assert all(b"fixture" not in parts.read(name) for name in parts.namelist())
    assert "<opf:title>구급차 골든타임</opf:title>" in manifest
    assert "설악시청" in manifest
