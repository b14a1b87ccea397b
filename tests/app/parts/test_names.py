"""Where only the way to a result is shown, its first finding is told in brief."""

from app.parts.names import brief


def test_a_finding_is_told_by_its_first_sentence_without_its_brackets() -> None:
    said = "2024년 구급출동 39,445건 가운데 7분 이내는 40.0%(95% 신뢰구간 39.5%~40.4%)입니다. 출동→도착으로 재면 58.8%입니다."
    assert brief(said) == "2024년 구급출동 39,445건 가운데 7분 이내는 40.0%입니다."


def test_a_decimal_point_and_a_date_end_no_sentence() -> None:
    said = "Of 1,204 calls 40.5 % arrived within 7.5 minutes (95 % interval 39.5 to 40.4). Turnout took 1.6 minutes."
    assert brief(said) == "Of 1,204 calls 40.5 % arrived within 7.5 minutes."


def test_a_short_finding_stays_as_it_is() -> None:
    assert brief("민원 12,000건을 주제 10개로 묶었습니다.") == "민원 12,000건을 주제 10개로 묶었습니다."
