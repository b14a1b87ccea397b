"""The same text sent twice is found, a mass petition is one group, and texts that only share a subject are apart."""

import numpy as np
import pytest

from models.methods.text.duplicates import duplicates, jaccard

LAMP = "행복동 12번지 앞 가로등이 일주일째 꺼져 있어 밤길이 매우 위험합니다"


def test_two_of_four_in_common_is_a_half():
    assert jaccard([1, 2, 3], [2, 3, 4]) == 0.5
    assert jaccard([], []) == 1.0


def test_the_same_words_with_other_spaces_and_signs_are_the_same_text():
    found = duplicates([LAMP, "불법 주정차 신고", LAMP.replace(" ", "  ") + "!!", "불법주정차 신고", "CCTV 설치", "cctv설치"])
    assert found.same.tolist() == [0, 1, 0, 1, 4, 4]
    assert found.near.tolist() == [0, 1, 0, 1, 4, 4]
    assert found.distinct == 3


def test_a_text_with_a_word_more_is_near_and_not_the_same():
    found = duplicates(["악취가 납니다", LAMP, LAMP + " 요"])
    assert found.same.tolist() == [0, 1, 2]
    assert found.near.tolist() == [0, 1, 1]


def test_what_is_looked_for_is_what_is_joined():
    one, other = "가나다라마바사아자차카타", "가나다라마바사아자차카파"
    shared = 9 / 11  # 10 shingles each, 9 in common
    assert duplicates([one, other], alike=shared).near.tolist() == [0, 0]
    assert duplicates([one, other], alike=shared + 0.01).near.tolist() == [0, 1]


def test_texts_without_a_letter_are_no_duplicates_of_each_other():
    assert duplicates(["", "!!!", "", " "]).near.tolist() == [0, 1, 2, 3]
    assert duplicates([]).near.size == 0


def test_texts_shorter_than_a_shingle_are_compared_whole():
    assert duplicates(["물", "불", "물", "물물"]).near.tolist() == [0, 1, 0, 3]


def test_a_hundred_thousand_identical_texts_and_as_many_petitions_with_a_name_each_are_two_groups():
    names = [chr(0xAC00 + at % 9_000) + chr(0xAC00 + 31 * (at // 9_000)) for at in range(100_000)]
    petition = "저는 이 사업에 반대합니다 주민의 의견을 먼저 들어 주시기를 간곡히 부탁드립니다 "
    found = duplicates([LAMP] * 100_000 + [petition + name for name in names])
    assert found.distinct == 2
    assert (np.unique(found.same).size, np.unique(found.near).tolist()) == (100_001, [0, 100_000])


def test_the_groups_are_those_of_comparing_every_pair():
    rng = np.random.default_rng(3)
    letters = [chr(0xAC00 + 97 * at) for at in range(60)]
    texts = []
    for _ in range(80):
        base = rng.choice(letters, 40)
        texts.append("".join(base))
        for changed in (1, 2, 3):
            near = base.copy()
            near[rng.choice(40, changed, replace=False)] = rng.choice(letters, changed)
            texts.append("".join(near))
    assert duplicates(texts).near.tolist() == _every_pair(texts, 0.8)


def test_the_order_of_texts_does_not_change_who_is_with_whom():
    texts = [LAMP, "악취", LAMP + " 네", "소음이 심합니다", LAMP + "!"]
    turned = duplicates(texts[::-1]).near
    assert [turned[4 - at] == turned[4] for at in range(5)] == [at == 0 for at in duplicates(texts).near]


def test_less_than_half_alike_is_no_duplicate():
    with pytest.raises(ValueError, match="alike"):
        duplicates(["가"], alike=0.3)


def _every_pair(texts: list[str], alike: float) -> list[int]:
    sets = [{text[at : at + 3] for at in range(len(text) - 2)} for text in texts]
    group = list(range(len(texts)))
    for one in range(len(texts)):
        for other in range(one):
            if len(sets[one] & sets[other]) >= alike * len(sets[one] | sets[other]):
                low, high = sorted((group[one], group[other]))
                group = [low if at == high else at for at in group]
    return group


def test_only_pairs_that_are_alike_are_joined_whatever_is_passed_over_unread():
    rng = np.random.default_rng(3)
    words = [f"낱말{number}" for number in range(30)]
    texts = ["".join(rng.choice(words, 12)) for _ in range(40)]
    texts += [text[:-3] + "다른말" for text in texts]
    near = duplicates(texts, alike=0.7).near
    sets = [{text[at : at + 3] for at in range(len(text) - 2)} for text in texts]
    alike = np.array([[len(one & other) / len(one | other) >= 0.7 for other in sets] for one in sets])
    groups = np.arange(len(texts))
    for _ in range(len(texts)):
        groups = np.array([groups[row].min() for row in alike])
    assert near.tolist() == groups.tolist()
    assert 0 < (near != np.arange(near.size)).sum() <= 40
