"""Texts of a file are laid beside the values a field knows; what nothing speaks for is left to a person."""

from data_catalog.mapping import Source, suggest
from data_catalog.mapping.categories import value_table
from tests.data_catalog.contracts import field, table
from tests.data_catalog.headers import profile_of

CHOICES = ("생활방범", "어린이보호", "교통단속", "시설물관리")


def test_each_text_gets_the_value_it_is_written_like_and_the_most_frequent_comes_first() -> None:
    found = value_table({"교통 단속": 30, "생활방범": 400, "어린이보호구역": 50}, CHOICES)
    assert [(one.text, one.rows, one.choice, one.confidence) for one in found] == [
        ("생활방범", 400, "생활방범", "sure"), ("어린이보호구역", 50, "어린이보호", "likely"), ("교통 단속", 30, "교통단속", "sure"),
    ]  # fmt: skip


def test_what_is_like_none_or_like_two_is_not_guessed() -> None:
    found = value_table({"기타": 10, "쓰레기": 3}, CHOICES)
    assert [one.choice for one in found] == [None, None]
    assert value_table({"방범용": 5}, ("방범용1", "방범용2"))[0].choice is None
    assert value_table({"무엇": 1}, ()) == value_table({"무엇": 1}, ("",))


def test_a_suggestion_says_what_the_texts_of_a_closed_list_stand_for() -> None:
    asked = table("spells", field("kind", "category", "고용 형태", "근로자구분", choices=("상용", "일용")))
    found = suggest(profile_of({"근로자구분": ("상용직", "일용", "일용직", "기타")}), asked)[0]
    assert found.source == Source("column", ("근로자구분",), values=(("상용직", "상용"), ("일용직", "일용")))
