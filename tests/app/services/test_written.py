"""Own words as they are kept: in one line or in lines, cut, and without what names a person."""

from app.services import written


def test_a_line_has_no_breaks_and_no_number_of_a_person() -> None:
    assert written.line(" 연락처\n010-1234-5678\x00  입니다 ", 100).split()[0] == "연락처"
    assert "1234-5678" not in written.line("전화 010-1234-5678", 100)
    assert written.line("가 나 다", 4) == "가 나"


def test_lines_keep_their_breaks_and_one_blank_between() -> None:
    assert written.lines("하나 \r\n\n\n 둘  셋\n", 100) == "하나\n\n둘 셋"
    assert "1234-5678" not in written.lines("전화\n010-1234-5678", 100)
