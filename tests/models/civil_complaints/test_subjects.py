"""What becomes a topic: what many write about, not what many sign; and how many there are where a number has to be told."""

import numpy as np
import polars as pl
import pytest

from models.civil_complaints import numbers, subjects
from models.methods.text.tokens import Tokens

ABOUT = (["가로등", "고장", "전구", "골목", "밤길", "보안"], ["쓰레기", "투기", "수거", "봉투", "재활용", "악취"],
         ["주차", "단속", "차량", "불법", "견인", "과태료"], ["놀이터", "그네", "모래", "벤치", "공원", "잔디"])  # fmt: skip
LETTER = ["물류창고", "건립", "반대", "매연", "화물차", "주민", "서명", "허가"]


def texts(each: int, letters: int) -> tuple[Tokens, np.ndarray, np.ndarray]:
    """Texts of four or five words about each matter, and a letter sent so often with one word of its own: (tokens, matter, truth)."""
    rng = np.random.default_rng(8)
    said = [list(rng.choice(words, int(rng.integers(4, 6)), replace=False)) for words in ABOUT for _ in range(each)]
    said += [[*LETTER, f"서명{at}"] for at in range(letters)]
    words = sorted({word for text in said for word in text})
    place = {word: at for at, word in enumerate(words)}
    ptr = np.append(0, np.cumsum([len(text) for text in said])).astype(np.int64)
    matter = np.array([*range(4 * each), *([4 * each] * letters)])
    truth = np.array([*np.repeat(np.arange(4), each), *([9] * letters)])
    return Tokens(ptr, np.array([place[word] for text in said for word in text], np.int32), words, ""), matter, truth


@pytest.mark.parametrize("way", ["graph", "nmf"])
def test_a_letter_signed_by_a_hundred_is_no_topic(way: str) -> None:
    tokens, matter, truth = texts(60, 100)
    found = subjects.grouped(tokens, way, 4, 5, 0.5, 1, matter)
    assert len(found.words) == 4
    assert not {word for words in found.words for word in words} & set(LETTER)
    assert (found.of_text[truth == 9] == -1).all()
    assert all(np.unique(found.of_text[truth == one]).size == 1 for one in range(4))


def test_without_knowing_which_are_copies_it_would_be_one() -> None:
    tokens, _, _ = texts(60, 100)
    found = subjects.grouped(tokens, "graph", 4, 5, 0.5, 1)
    assert any(set(LETTER) & set(words) for words in found.words)


def test_the_number_of_topics_is_where_words_cohere_and_seeds_agree() -> None:
    tokens, matter, _ = texts(60, 100)
    tried = numbers.tried(tokens, matter, "nmf", 5, 0.5, 1, ks=(2, 3, 4, 6, 8))
    assert tried is not None
    assert tried.filter(pl.col("chosen") == "yes")["k"].to_list() == [4]
    best = tried.filter(pl.col("chosen") == "yes").row(0, named=True)
    assert best["stability"] == tried["stability"].max()


def test_the_word_graph_has_no_number_to_choose() -> None:
    tokens, matter, _ = texts(20, 0)
    assert numbers.tried(tokens, matter, "graph", 5, 0.5, 1) is None
