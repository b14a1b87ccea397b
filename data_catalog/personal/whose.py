"""Whose a value is, by the words of its header and of the headers beside it: an institution's, a place's, or a person's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_INSTITUTION = _any(
    r"기관|시설|부서|센터|사업장|업체|회사|법인|상호|매장|점포|병원|학교|관서|서무|행정|민원실|관리\s?주체|관리\s?전화",
    r"대표\s?(?:전화|번호|메일)|안내\s?(?:전화|번호)|문의\s?(?:전화|처)",
    r"\boffice|\bagency|\bfacilit|\binstitut|\bcompany|\bbusiness|\bstation|\bcenter|\bcentre|\bdepartment|\bschool",
)
_LIST_OF_PLACES = _any(
    r"(?:기관|시설|센터|업체|상호|사업장|병원|학교|공원|시장|경로당|충전소|주차장|정류장|도서관|점포|건물)\s?_?(?:명|이름|명칭)",
    r"상호$|설치목적|소재지|\b(?:facility|agency|company|business|school|station|center|centre)[ _-]?name\b",
)
_ABOUT_PERSONS = _any(
    r"성명|성함|생년월일|주민등록|휴대|핸드폰|신고자|민원인|신청인|신청자|환자|대상자|수급자|체납자|보호자|세대주|고객|회원|성별|나이|직급",
    r"\bsex$|gender|job.?title|\bbirth|\bdob\b|first.?name|last.?name|\bsurname",
)
_PERSON = _any(
    r"신고자|민원인|신청인|신청자|환자|대상자|수급자|체납자|보호자|세대주|고객|회원|본인|개인|휴대|핸드폰|자택|집|담당자|대표자",
    r"mobile|\bcell|\bhome|personal|applicant|patient|caller|customer",
)


def is_institutions(column: str) -> bool:
    """Whether the header names an office, a firm or a facility, and no person.

    >>> is_institutions("관리기관전화번호"), is_institutions("기관 담당자 휴대전화")
    (True, False)
    """
    return bool(_INSTITUTION.search(column)) and not is_persons(column)


def is_persons(column: str) -> bool:
    """Whether the header names a person."""
    return bool(_PERSON.search(column))


def about_persons(columns: Sequence[str], but: str = "") -> bool:
    """Whether a table is about persons, by its other headers."""
    return _any_of(_ABOUT_PERSONS, (name for name in columns if name != but))


def of_places(columns: Sequence[str]) -> bool:
    """Whether a table is a list of offices, firms or facilities."""
    return _any_of(_LIST_OF_PLACES, columns)


def _any_of(words: re.Pattern[str], columns: Iterable[str]) -> bool:
    return any(words.search(name) for name in columns)
