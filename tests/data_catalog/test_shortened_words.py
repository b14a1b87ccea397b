"""A Latin word no table holds is read as a form of the only word it can be a form of."""

import pytest

from data_catalog.terms import add_words, terms
from data_catalog.terms.adding import forget
from data_catalog.terms.lexicon import _added
from data_catalog.terms.shortened import shortened


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("cmplnt", "complaint"),
        ("rptd", "report"),
        ("requesting", "complaint"),
        ("arriv", "arrive"),
        ("desc", "body"),
        ("dispatches", "dispatch"),
        ("agencies", "agency"),
    ],
)
def test_inflected_clipped_and_vowelless_words_are_read(word: str, concept: str) -> None:
    assert [term.concept for term in terms(word)] == [concept]


@pytest.mark.parametrize("word", ["", "inc", "qqqq", "geom", "xkcd", "dé", "12", "zzzzzzzzzzzz"])
def test_what_could_be_several_words_or_none_stays_unknown(word: str) -> None:
    assert shortened(word) == ()


def test_words_taught_later_are_shortened_too() -> None:
    assert shortened("zqplmnt") == ()
    try:
        add_words({"시험낱말": ("zaqplimenta",)})
        assert [term.concept for term in shortened("zqplmnt")] == ["시험낱말"]
    finally:
        _added.pop("시험낱말")
        forget()
