"""The published dictionary of standard words is read from its file and headers are read by it from then on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from connectors.problem import Problem
from data_catalog import terms
from data_catalog.terms import adding, lexicon, published

# As the published lists are headed; the words are invented, so that none is known already.
WORDS = pl.DataFrame(
    {
        "번호": ["1", "2", "3"],
        "공통표준단어명": ["물안개", "돌그림자", "번"],
        "공통표준단어영문약어명": ["MLANG", "DLGRJ", "B"],
        "공통표준단어 영문명": ["Watermist", "Stone Shadow", "Turn"],
        "이음동의어 목록": ["물보라, 물서리", None, None],
    }
)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What one test taught is unknown to the next."""

    def forget() -> None:
        adding.forget()
        for table in (lexicon.lexicon, lexicon.spelled, lexicon.with_digits):
            table.cache_clear()

    forget()
    yield
    lexicon._added.clear()
    forget()


def test_words_have_their_abbreviation_their_english_name_and_their_synonyms() -> None:
    found = published.words_of(WORDS, "단어.xlsx")
    assert found == {"물안개": ("MLANG", "Watermist", "물보라", "물서리"), "돌그림자": ("DLGRJ",)}


def test_of_terms_of_several_words_only_synonyms_are_taken() -> None:
    listed = pl.DataFrame({"공통표준용어명": ["가입년월"], "공통표준용어영문약어명": ["JOIN_YM"], "용어 이음동의어 목록": ["등록년월"]})
    assert published.words_of(listed, "용어.csv") == {"가입년월": ("등록년월",)}


def test_headers_are_read_by_what_was_kept(tmp_path: Path) -> None:
    assert terms.likeness("MLANG_AMT", "물안개금액") < 0.6
    kept = tmp_path / "home" / "terms.json"
    assert published.keep(published.words_of(WORDS, "단어.xlsx"), kept) == 2
    published.use(kept)
    assert terms.likeness("MLANG_AMT", "물안개금액") > 0.9
    assert terms.likeness("DLGRJMLANGNM", "돌그림자물안개명") > 0.9
    assert terms.likeness("물보라금액", "물안개금액") > 0.9


def test_what_is_no_dictionary_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"terms\.not_a_dictionary"):
        published.words_of(pl.DataFrame({"자치구": ["종로구"], "인구": ["1"]}), "인구.csv")
    assert published.recalled(tmp_path / "nothing.json") == {}
