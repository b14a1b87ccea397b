"""Questions found by the words of a duty, in both languages; the standard form and the request letter."""

from __future__ import annotations

import io

import openpyxl
import pytest

from app.services.packages.form import standard_form
from app.services.packages.letter import request_letter
from app.services.search.models import search
from app.services.search.words import words
from models.kit import library


@pytest.mark.parametrize("query", ["구급차 어디에", "구급차를 어디에 두면 좋을까요", "where to put ambulances", "골든타임", "119 출동"])
def test_a_duty_finds_its_question(query: str) -> None:
    assert [model.id for model in search(library.models(), query)][:1] == ["golden_hour"]


def test_a_word_nobody_uses_finds_nothing() -> None:
    assert search(library.models(), "자전거 면허 시험") == ()


def test_an_empty_query_gives_every_model() -> None:
    assert search(library.models(), "  ") == library.models()


def test_korean_endings_do_not_hide_a_word() -> None:
    assert words("구급차를 어디에") == ("구급차",)


def test_the_standard_form_has_every_field_needed_ones_first_in_its_own_sheet() -> None:
    asked = library.load("golden_hour").input("dispatch")
    book = openpyxl.load_workbook(io.BytesIO(standard_form(asked, "ko")))
    data, meaning = book.worksheets
    assert [cell.value for cell in data[1]] == [field.title["ko"] for field in asked.fields]
    assert meaning.max_row == len(asked.fields) + 1
    assert data.data_validations.dataValidation


def test_the_letter_asks_for_what_is_needed_and_leaves_persons_out() -> None:
    model = library.load("golden_hour")
    letter = request_letter(model, "한빛시", "ko")
    assert "한빛시는" in letter
    for field in model.input("dispatch").required_fields:
        assert field.title["ko"] in letter
    assert "주민등록번호" in letter
