"""Without an analyser a Korean word is what is left when its particle or ending is taken off."""

import pytest

from models.methods.text.english import fold
from models.methods.text.stripped import stem, stripped


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("가로등이", "가로등"), ("주차장에서는", "주차장"), ("요청합니다", "요청"), ("설치해주세요", "설치"), ("위험해서", "위험"),
        ("있습니다", ""), ("하는", ""), ("또한", ""), ("피해", "피해"), ("피해를", "피해"),
        ("공해", "공해"), ("버스", "버스"), ("CCTV", "CCTV"),
    ],
)  # fmt: skip
def test_particles_and_endings_go(written, left):
    assert stem(written) == left


def test_a_rare_long_word_is_given_as_its_pairs_of_syllables_and_a_common_one_whole():
    assert next(stripped(["불법주차단속"])) == (["불법", "법주", "주차", "차단", "단속"], [False] * 5)
    assert next(stripped(["불법주차단속"] * 3)) == (["불법주차단속"], [False])


def test_only_bare_neighbours_on_a_line_follow_each_other():
    assert next(stripped(["불법 주차 단속을 공원\n소음"])) == (["불법", "주차", "단속", "공원", "소음"], [False, True, True, False, False])


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("cities", "city"), ("boxes", "box"), ("lights", "light"), ("bus", "bus"), ("buses", "bus"), ("parking", "park"),
        ("parked", "park"), ("stopped", "stop"), ("red", "red"), ("need", "need"), ("street", "street"), ("string", "string"),
    ],
)  # fmt: skip
def test_english_endings_are_folded(word, folded):
    assert fold(word) == folded
