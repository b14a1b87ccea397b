"""The certificate: one page to hang on a wall, tagged, with all that was said of it, however long."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdftypes import resolve1

from app.reports import diploma
from app.reports.blocks import Fact
from app.reports.diploma import Certificate
from app.services.workshops import qr
from tests.app.pdf_alts import alts

TOLD = Certificate(
    lang="ko", title="수료증", number="제 KTM4-9WQX-B3HA 호", name="한가람", says="실습을 마쳤습니다.", checked="답을 확인했습니다.",
    facts=(Fact("워크숍", ("목요일 실습",)), Fact("모델", ("구급차 골든타임",))), day="2026년 11월 27일", organisation="설악시청",
    trainer="진행 이도윤", verify="https://modu.example/certificate에서 확인할 수 있습니다.",
    code=qr.svg("https://modu.example/certificate/KTM4-9WQX-B3HA", ""), alt="확인하는 주소의 QR 코드", made_at=datetime(2026, 11, 27, 17),
)  # fmt: skip


def written(data: bytes) -> list[str]:
    """The text of each page, without its breaks and spaces."""
    return ["".join(_read(page).split()) for page in pypdfium2.PdfDocument(data)]


def _read(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def test_its_title_and_the_name_are_read_as_words() -> None:
    (page,) = pypdfium2.PdfDocument(diploma.of(TOLD))
    assert {"수료증", "한가람"} <= set(_read(page).split())


@pytest.mark.parametrize(("lang", "title"), [("ko", "수료증"), ("en", "Certificate")])
def test_it_is_tagged_with_title_language_and_a_description_of_its_picture(lang: str, title: str) -> None:
    made = diploma.of(dataclasses.replace(TOLD, lang=lang, title=title))
    with pdfplumber.open(io.BytesIO(made)) as book:
        assert resolve1(book.doc.catalog["MarkInfo"])["Marked"] is True
        assert resolve1(book.doc.catalog["Lang"]) == lang.encode()
        assert b"pdfuaid:part" in resolve1(book.doc.catalog["Metadata"]).get_data()
        assert resolve1(book.doc.info[0]["Title"]).decode("utf-16") == f"{title} · 한가람"
    assert alts(made) == ["확인하는 주소의 QR 코드"]


def test_all_that_is_told_stands_on_one_page() -> None:
    long = dataclasses.replace(
        TOLD, name="가나다라마바사아자차" * 6, organisation="아주긴이름의기관 " * 9, number="제 1 호",
        facts=(Fact("워크숍", ("긴 제목 " * 30,)), Fact("모델", (", ".join(["아주 긴 이름의 모델"] * 3),))), verify="길고 긴 주소 " * 12,
    )  # fmt: skip
    for told in (TOLD, long):
        (page,) = written(diploma.of(told))
        for said in (told.title, told.number, told.name, told.says, told.checked, told.day, told.organisation, told.trainer, told.verify):
            assert "".join(said.split()) in page, said
        for fact in told.facts:
            assert "".join((fact.label + fact.lines[0]).split()) in page, fact


def test_a_letter_no_font_has_is_a_box_and_told_and_an_address_without_a_code_is_written_out() -> None:
    made = diploma.of(dataclasses.replace(TOLD, name="한\U0001f99c람 #[*x*]", code=""))
    (page,) = written(made)
    assert "U+1F99C" in page
    assert "#[*x*]" in page, "nothing is read as markup"
    assert alts(made) == []
