"""Who signs a letter is not shown."""

from models.civil_complaints.signed import hidden


def test_the_name_a_letter_is_signed_with_is_hidden_in_it() -> None:
    said = ["가로등을 고쳐 주세요. 정병기 드림", "글쓴이/ 정병기<칼럼니스트>", "정병기의 의견은 다릅니다", "성명: 이응춘"]
    assert hidden(said) == ["가로등을 고쳐 주세요. 정** 드림", "글쓴이/ 정**<칼럼니스트>", "정**의 의견은 다릅니다", "성명: 이**"]


def test_what_only_looks_like_a_signature_stays() -> None:
    said = ["도움을 드림", "말씀 올림", "안내문을 드림", "글: 어린이 놀이터", "이름 없는 길"]
    assert hidden(said) == said
