"""The PDF: tagged, with its font inside, every row of every table on some page, and nothing read as markup."""

import io
import re
from functools import cache

import pdfplumber
import psutil
import pypdfium2
import pytest
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from app.charts import fonts
from app.reports import FORMATS, ReportOptions
from app.reports.prints import Prints
from connectors.problem import Problem
from tests.app.pdf_alts import alts
from tests.app.sample_result import BIG_ROWS, HOSTILE, golden_hour


@pytest.fixture(scope="module")
def pages(report):
    """The text of each page."""

    @cache
    def read(*names, **options):
        book = pypdfium2.PdfDocument(report("pdf", *names, **options))
        return [page.get_textpage().get_text_range() for page in book]

    return read


def test_it_is_tagged_pdf_ua_with_title_and_language(report):
    with pdfplumber.open(io.BytesIO(report("pdf"))) as book:
        catalog = book.doc.catalog
        assert resolve1(catalog["MarkInfo"])["Marked"] is True
        assert "StructTreeRoot" in catalog
        assert resolve1(catalog["Lang"]) == b"ko"
        assert resolve1(catalog["ViewerPreferences"])["DisplayDocTitle"] is True
        assert b"pdfuaid:part" in resolve1(catalog["Metadata"]).get_data()
        assert resolve1(book.doc.info[0]["Title"]).decode("utf-16") == "구급차 골든타임"


def test_every_font_is_embedded_and_korean(report):
    with pdfplumber.open(io.BytesIO(report("pdf"))) as book:
        fonts = {}
        for page in PDFPage.create_pages(book.doc):
            for font in resolve1(page.resources.get("Font", {})).values():
                font = resolve1(font)
                for inner in resolve1(font["DescendantFonts"]):
                    described = resolve1(resolve1(inner)["FontDescriptor"])
                    fonts[font["BaseFont"].name] = "FontFile2" in described or "FontFile3" in described
    assert fonts
    assert all(fonts.values())
    assert all("NanumGothic" in name for name in fonts)


def test_page_one_says_what_it_is(pages):
    first = pages()[0]
    for said in (
        "구급차 골든타임",
        "2021년 출동 41,192건 가운데 7분 안에 도착한 것은 68.4%",
        "2026년 11월 21일",
        "설악시청",
        "2021년_구급출동.csv · 41,204줄 가운데 41,192줄 사용, 12줄 제외 · 지문 c0ffee42c0ff",
        "구급차 골든타임 1.2.0",
        "3f9a1c0de57b4a6f8b21c4d7e9f01234",
    ):
        assert _joined(said) in _joined(first), said


def test_page_one_in_english_has_an_english_date(pages):
    assert "21 November 2026" in pages("full", "en")[0]


def test_no_row_of_a_long_table_is_lost_when_all_are_wanted(pages):
    said = "\n".join(pages(length="whole"))
    assert len(set(re.findall(r"격자 (\d{4})\b", said))) == BIG_ROWS


def test_the_header_row_stands_on_every_page_of_a_long_table(pages):
    with_rows = [page for page in pages(length="whole") if len(re.findall(r"격자 \d{4}", page)) > 20]
    assert len(with_rows) > 10
    assert all("출동(건)" in _joined(page) for page in with_rows)


@pytest.mark.parametrize(("name", "mark"), [("sample", "연습용 예시"), ("limited", "제한된 결과")])
def test_a_mark_stands_on_every_page(pages, name, mark):
    for length in ("full", "one_page"):
        told = pages(name, length=length)
        assert all(page.strip().startswith(mark) for page in told)


def test_a_result_without_a_mark_has_none(pages):
    assert not any("연습용 예시" in page or "제한된 결과" in page for page in pages())


def test_pages_are_numbered(pages):
    told = pages()
    assert all(page.rstrip().endswith(f"{number} / {len(told)}") for number, page in enumerate(told, 1))


@pytest.mark.parametrize("name", ["full", "sample", "limited", "hostile"])
def test_one_page_is_one_page_with_findings_picture_and_limits(pages, name):
    told = pages(name, length="one_page", comment="검토 의견입니다.")
    assert len(told) == 1
    assert "알아낸 것" in told[0]
    assert "검토 의견입니다." in told[0]
    assert "말할 수 없는 것" in told[0]


def test_hostile_text_prints_as_it_is(pages):
    told = _joined("\n".join(pages("hostile", comment=HOSTILE)))
    # Every character in its order; line breaks may fall anywhere.
    assert told.count(_joined(HOSTILE)) >= 4


def test_letters_the_font_lacks_are_boxes_and_told(pages):
    told = pages("hostile")
    assert "□" in "".join(told)
    assert "글꼴에 없는 글자는 □로 적었습니다: U+1F691" in told[-1]


def test_a_letter_that_the_korean_font_lacks_is_drawn_by_the_second(pages):
    named = ReportOptions(organisation="Erdoğan · Łódź · Ωμέγα")
    raw = FORMATS["pdf"].make(golden_hour(), "ko", options=named, prints=Prints(golden_hour(), "ko"))
    with pdfplumber.open(io.BytesIO(raw)) as book:
        told = "".join(page.extract_text() for page in book.pages)
    assert "Erdoğan · Łódź · Ωμέγα" in told
    assert "□" not in told


def test_parts_left_out_are_not_there(pages):
    told = "\n".join(pages(parts=("limits",)))
    assert "말할 수 없는 것과 지킬 것" in told
    assert "어떻게 구했나" not in told
    assert "격자 0001" not in told
    assert "그림 1" not in told


def test_pictures_carry_their_descriptions(report):
    assert any("첫째 추천 위치도 그곳입니다" in alt for alt in alts(report("pdf", length="one_page")))


def test_the_same_result_gives_the_same_bytes():
    result, options = golden_hour(), ReportOptions(length="one_page")
    first, second = (FORMATS["pdf"].make(result, "ko", options=options, prints=Prints(result, "ko")) for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_making_many_reports_keeps_no_memory():
    result = golden_hour()
    prints, process = Prints(result, "ko"), psutil.Process()
    FORMATS["pdf"].make(result, "ko", options=ReportOptions(), prints=prints)
    before = process.memory_info().rss
    for attempt in range(3):
        FORMATS["pdf"].make(result, "ko", options=ReportOptions(comment=str(attempt)), prints=prints)
    assert process.memory_info().rss - before < 60_000_000


def test_a_fault_of_the_typesetter_is_a_problem_and_no_report(monkeypatch):
    for family in ("FAMILY", "SECOND"):
        monkeypatch.setattr(fonts, family, "No Such Font")
    result, options = golden_hour(), ReportOptions(length="one_page")
    prints = Prints(result, "ko")
    with pytest.raises(Problem) as told:
        FORMATS["pdf"].make(result, "ko", options=options, prints=prints)
    assert told.value.code == "report.not_made"
    assert "font" in told.value.facts["mark"]


def test_an_unknown_part_is_a_problem():
    with pytest.raises(Problem) as told:
        ReportOptions(parts=("maps",))
    assert told.value.code == "report.part_unknown"


def _joined(text):
    """Without spaces: a line may break anywhere."""
    return re.sub(r"\s+", "", text)
