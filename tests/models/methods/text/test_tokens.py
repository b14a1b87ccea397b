"""Texts become words: nouns of Korean ones, compounds whole, English ones folded, and without Kiwi that is said."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.methods.text import kiwi
from models.methods.text.clean import clean_all
from models.methods.text.tokens import Tokens, tokens

PARKING = [f"{place} 불법 주정차 때문에 지나갈 수 없어요" for place in ("시장", "학교", "공원", "병원", "도서관")]
LAMPS = ["가로등이 꺼졌습니다", "CCTV를 설치해 주세요", "cctv 고장", "CCTV가 없어요"]


def read(texts: list[str], **options: object) -> Tokens:
    cleaned = clean_all(texts)
    return tokens(cleaned.texts, cleaned.language, **options)  # type: ignore[arg-type]


def test_nouns_and_foreign_words_stay_and_particles_endings_and_stop_words_go():
    found = read(LAMPS)
    assert [found.of(text) for text in range(4)] == [["가로등"], ["CCTV", "설치"], ["CCTV", "고장"], ["CCTV"]]
    assert (found.way, found.f1, found.why, found.words) == ("exact", None, "", ["CCTV", "가로등", "고장", "설치"])


def test_neighbours_that_always_stand_together_are_one_word():
    assert [found[1:] for found in map(read(PARKING).of, range(5))] == [["불법주정차"]] * 5
    assert read(PARKING, compounds=False).of(0) == ["시장", "불법", "주정차"]


def test_a_text_sent_five_times_makes_no_compound():
    assert read([PARKING[0]] * 5).of(4) == ["시장", "불법", "주정차"]


def test_words_of_the_dictionary_are_whole_however_rare_and_however_spaced():
    found = read(["어린이 보호 구역 표지판", "따릉이대여소가 멀어요"], user=["어린이보호구역", "따릉이 대여소"])
    assert [found.of(0), found.of(1)] == [["어린이보호구역", "표지판"], ["따릉이대여소"]]


def test_stop_words_and_short_words_are_parameters():
    assert read(["물이 안 나오는 가로등 옆 화장실"], stop=["화장실"]).of(0) == ["물", "가로등", "옆"]
    assert read(["물이 안 나오는 가로등 옆 화장실"], shortest=2).of(0) == ["가로등", "화장실"]


def test_a_prefix_belongs_to_its_noun():
    assert read(["재개발 조합"]).of(0) == ["재개발", "조합"]


def test_english_texts_are_folded_and_what_is_neither_stays_as_written():
    found = read(["Broken street lights aren't fixed", "路灯 坏了", "The garbage wasn't collected, 3 cities!"])
    assert [found.of(text) for text in range(3)] == [["broken", "street", "light", "fix"], ["路灯", "坏了"], ["garbage", "collect", "city"]]
    assert found.way == ""


def test_nothing_gives_nothing():
    for texts in ([], ["", "!!!", "그리고"]):
        found = read(texts)
        assert (len(found), found.ids.size, found.words) == (len(texts), 0, [])


def test_the_same_texts_in_another_order_give_the_same_words():
    texts = PARKING + LAMPS + ["악취 신고", ""]
    one, other = read(texts), read(texts[::-1])
    assert one.words == other.words
    assert [one.of(at) for at in range(len(texts))] == [other.of(at) for at in reversed(range(len(texts)))]


def test_the_cached_way_says_how_far_it_agrees_with_the_exact_one():
    found = read(PARKING + LAMPS, way="cached")
    assert (found.way, found.of(5)) == ("cached", ["가로등"])
    assert found.f1 is not None
    assert 0.8 < found.f1 <= 1.0
    assert kiwi.f1([["가", "가", "나"]], [["가", "나", "다"]]) == pytest.approx(2 / 3)
    assert kiwi.f1([[]], [[]]) == 1.0


def test_cached_neighbours_across_a_space_join_only_where_nothing_stands_between():
    words, glued = next(kiwi.cached(kiwi.load(), ["불법 주정차가 심한 도로\n공원 소음"]))
    assert list(zip(words, glued, strict=True)) == [
        ("불법", False), ("주정차", True), ("도로", False), ("공원", False), ("소음", True),
    ]  # fmt: skip


def test_without_kiwi_endings_are_stripped_and_the_reason_is_said(monkeypatch):
    kiwi.load.cache_clear()
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    found = read([*LAMPS, "주차장에서는 소음이 심해서 단속을 요청합니다"])
    kiwi.load.cache_clear()
    assert found.way == "stripped"
    assert found.why.startswith("ModuleNotFoundError")
    assert [found.of(0), found.of(1), found.of(4)] == [["가로등"], ["CCTV", "설치"], ["주차장", "소음", "단속"]]


def test_in_a_confined_process_kiwi_reads_its_model_and_starts_its_threads(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from connectors.confine import confine\n"
        "held = confine(reads=[], writes=[Path(sys.argv[1])])\n"
        "from models.methods.text.tokens import tokens\n"
        "found = tokens(['가로등 고장', '공원 소음'], [0, 0])\n"
        "print(found.way, found.why, found.words, held.landlock > 0)"
    )
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    assert said.stdout.startswith("exact  ['가로등', '고장', '공원', '소음']"), said.stdout + said.stderr
