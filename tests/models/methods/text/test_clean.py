"""What people typed becomes plain text, and nothing they said is lost."""

import unicodedata

import pytest

from models.methods.text.clean import ENGLISH, KOREAN, LONGEST, OTHER, clean, clean_all, language, shorten


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("<p>불법&nbsp;주정차 <b>신고</b></p>합니다😡", "불법 주정차 신고\n합니다"),
        ("불<b>법</b>주정차", "불법주정차"),
        ("<민원 제목> 온도 < 30도, a<b>c", "<민원 제목> 온도 < 30도, ac"),
        ("&lt;p style=&quot;x&quot;&gt;악취&lt;/p&gt;", "악취"),
        ("&amp;nbsp;R&amp;D &copy=1&amp;lt=2", "R&D &copy=1&lt=2"),
        ("<style>p {color: red}</style>물<script>alert('<p>')</script>막힘<!-- <p>숨은 말</p> -->", "물 막힘"),
        ("<!-- 닫히지 않은 말", "<!-- 닫히지 않은 말"),
        ("<o:p></o:p><?xml:namespace prefix = o />말<![endif]>", "말"),
        ('<a href="http://x/?a=1&b=2">여기</a><br/>다음<BR>줄', "여기\n다음\n줄"),
        ("가\u200b로\ufeff등\u00a0 고장\u3000신고", "가로등 고장 신고"),
        ("ＣＣＴＶ　설치！", "CCTV 설치!"),
        ("소음👨‍👩‍👧‍👦이 심해요‼️ ☎ 전화", "소음 이 심해요‼ 전화"),
        ("한 줄\r\n\r\n  다음 줄\u2028셋째\x0b넷째\x85다섯째", "한 줄\n다음 줄\n셋째\n넷째\n다섯째"),
        ("  앞뒤 \t 공백  ", "앞뒤 공백"),
        ("\ud800잘린\x00 글자", "잘린 글자"),
        ("", ""),
        ("<br>", ""),
    ],
)
def test_markup_invisible_characters_and_signs_go_and_words_stay(typed, plain):
    assert clean(typed) == plain


def test_letters_typed_in_parts_are_whole_letters_after_cleaning():
    assert clean(unicodedata.normalize("NFD", "불법주정차 é")) == "불법주정차 é"


def test_cleaning_twice_changes_nothing_more():
    typed = "<div>가&amp;amp;나</div>  <br> 다\u200b라 😀"
    assert clean(clean(typed)) == clean(typed)


def test_a_text_made_to_be_slow_is_cleaned_within_the_time_a_test_has():
    for part in ("<!--", "<a ", '<a "', "<script>", "</p", "&", " \n", "&lt;", "<p <"):
        assert len(clean(part * (400_000 // len(part)))) <= 400_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("가로등이 고장났어요", KOREAN),
        ("CCTV 설치", KOREAN),
        ("Street light is out – 3rd Ave.", ENGLISH),
        ("Đèn đường bị hỏng ở gần nhà tôi", OTHER),
        ("路灯坏了", OTHER),
        ("123 !!!", OTHER),
        ("", OTHER),
    ],
)
def test_the_language_is_told_by_its_letters(text, said):
    assert language(text) == said


def test_a_text_beyond_the_bound_is_cut_at_a_space_and_that_is_said():
    found = clean_all(["가나다라 " * 20_000, "짧은 글", None, "가" * (LONGEST + 1)])
    assert found.cut.tolist() == [True, False, False, True]
    assert [len(text) for text in found.texts] == [LONGEST - 1, 4, 0, LONGEST]
    assert found.language.tolist() == [KOREAN, KOREAN, OTHER, KOREAN]


def test_a_text_of_exactly_the_bound_is_whole():
    assert shorten("가" * LONGEST) == "가" * LONGEST
