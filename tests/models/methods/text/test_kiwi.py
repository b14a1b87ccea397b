"""Sentences that come again are read once, and every text as Kiwi reads it whole."""

import random

import pytest

from models.methods.text import kiwi

ALONE = ["도로가 파였습니다.", "왜 안 고칩니까?", "감사합니다!", "네...", "합니다.다음 말입니다.", "약 3 km 입니다.", "가나다."]
BOUND = ['그가 "안 된다.', "된다고 하던가.", "나. 도로 정비", "다. 하천 정비입니다.", "2) 가로등을 고쳐 주세요!", "#도로파손입니다.",
         "http://a.kr/가나다라. 끝입니다.", "test@a.kr 로 보내주세요.", "초고화질 화면이 없습니다.", "재개발 조합입니다."]  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return kiwi.load(())


def whole(reader, texts):
    return [kiwi._nouns(found) for found in kiwi._analysed(reader, texts)]


@pytest.mark.parametrize("said", [ALONE, ALONE + BOUND, BOUND])
def test_texts_of_any_sentences_are_read_as_wholes_are(reader, said):
    chance = random.Random(5)
    texts = [chance.choice((" ", "\n", "  ")).join(chance.choices(said, k=chance.randint(1, 6))) for _ in range(600)]
    assert list(kiwi.exact(reader, texts)) == whole(reader, texts)


def test_a_prefix_that_kiwi_joins_a_sentence_later_is_joined(reader):
    text = "이제는 초고화질 TV를 보는 때라고 생각됩니다.\n검토해 주시기 바랍니다."
    assert len(kiwi.sentences(text)) == 2
    assert "초고화질" in next(kiwi.exact(reader, [text]))[0]
    assert list(kiwi.exact(reader, [text])) == whole(reader, [text])


def test_a_text_is_cut_where_kiwi_cuts_and_nowhere_where_sentences_are_bound():
    assert kiwi.sentences("도로가 파였습니다. 고쳐 주세요!\n감사합니다") == ["도로가 파였습니다.", "고쳐 주세요!", "감사합니다"]
    for text in ("그가 '안 됩니다. 정말입니다' 합니다.", "1. 도로입니다. 2. 하천입니다.", "가. 도로입니다. 나. 하천입니다."):
        assert kiwi.sentences(text) == [text]
    long = "가나다라 " * 300 + "합니다. 고맙습니다"
    assert kiwi.sentences(long) == [long]


class Counting:
    """Kiwi that counts what it is given to read."""

    def __init__(self, reader):
        self.reader, self.given = reader, []

    def tokenize(self, texts, **options):
        texts = list(texts)
        self.given += texts
        return self.reader.tokenize(iter(texts), **options)


def test_a_sentence_said_in_many_texts_is_read_once(reader):
    counting = Counting(reader)
    texts = [f"{number}번지 도로가 파였습니다. 빨리 고쳐 주시기 바랍니다." for number in range(50)]
    assert list(kiwi.exact(counting, texts)) == whole(reader, texts)
    assert len(counting.given) == 51
