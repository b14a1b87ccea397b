"""Names of persons: under a header that says so, and inside a text only after a word such as 성명: or 민원인."""

from __future__ import annotations

import re

from data_catalog.personal.detector import Detector, Shape

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길"
    "연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부황간남궁독고동방제갈선우황보"
)
_SURNAME = f"(?:남궁|독고|선우|제갈|황보|사공|서문|동방|[{''.join(sorted(set(_SURNAMES)))}])"
_KOREAN = f"{_SURNAME}[가-힣]{{1,3}}"
_ENGLISH = r"[A-Z][A-Za-z'’-]{1,20}(?:,? [A-Z][A-Za-z'’.-]{0,20}){0,3}"
# Whoever the word names is a person; an office, a shop or a place has other words before it.
_PERSON = (
    "성명|성함|이름|신고자|신고인|민원인|신청인|신청자|제안자|작성자|등록자|청구인|환자|보호자|대상자|수급자|수급권자|대표자|담당자|체납자|납세자|"
    "가입자|회원|예금주|세대주|소유자|소유주|고객|학생|직원|근로자|구직자|피해자|피보험자|계약자|거주자|임차인|임대인|배우자|자녀"
)
_HEADER = (
    rf"^(?:{_PERSON})$|(?:{_PERSON})\s?_?(?:성명|이름|명|성함)$|(?:^|[\s_(])(?:성명|성함)|성명$|성명\)|(?:본인|가족|부모)\s?이름|"
    r"^(?:(?:full|first|last|given|family|middle|sur|maiden)[ _-]?name|surname)$|"
    r"\b(?:applicant|patient|caller|complainant|customer|claimant|insured|owner|driver|victim|employee|student|contact|person)(?:'s)?"
    r"[ _-](?:full[ _-])?name\b|"
    r"^name$"
)
# 종로구, 신사동: a surname and two syllables, of places.
_PLACE_END = "구동군시읍면리로길역교점관원소실과팀국청장"

_NAMED = Shape(
    rf"(?:성명|성함|이름|신고자|신고인|민원인|신청인|신청자|제안자|작성자|대표자|담당자|보호자|환자)\s{{0,2}}[:：=]\s{{0,2}}{_KOREAN}",
    "가-힣",
    "가-힣0-9",
)
# 민원인 이도로는 is no name: without a colon a title, a bracket or a number must follow.
_ADDRESSED = Shape(
    rf"(?:민원인|신고자|신고인|신청인|제안자|환자|보호자)\s{_SURNAME}[가-힣]{{1,2}}\s?(?:씨|님|귀하|군|양|\([0-9남여])", "가-힣", "\\x00"
)


def _hidden(value: str) -> str:
    """Between the first and the last letter: 홍*동, 김*, Jo** S****.

    >>> _hidden("홍길동"), _hidden("김철"), _hidden("성명: 남궁민수"), _hidden("John Smith")
    ('홍*동', '김*', '성명: 남**수', 'J*** S****')
    """
    head = re.match(r"(?:.*[:：=]\s*|(?:민원인|신고자|신고인|신청인|제안자|환자|보호자)\s(?=\S))?", value, re.DOTALL)
    start = head.end() if head else 0
    name = value[start:]
    korean = re.match(r"([가-힣])([가-힣]+)", name)
    if korean is None:
        return value[:start] + re.sub(r"(?<=[\w'’])[^\W\d_]", "*", name)
    rest = korean[2]
    title = re.search(r"\s?(?:씨|님|귀하|군|양)$|\s?\(.*$", name)
    if title and title.start() > 1:
        rest = name[1 : title.start()]
        tail = name[title.start() :]
    else:
        tail = name[1 + len(rest) :]
    hidden = "*" if len(rest) == 1 else "*" * (len(rest) - 1) + rest[-1]
    return value[:start] + korean[1] + hidden + tail


PERSON_NAME = Detector(
    "person_name",
    _hidden,
    (_NAMED, _ADDRESSED),
    header=_HEADER,
    not_header=r"기관|시설|부서|업체|회사|상호|법인|단체|학교|병원|도로|건물|지명|역명|file|station|school|street|road|company|species",
    cell=rf"\s*(?:{_KOREAN}|{_ENGLISH})\s*",
    has_letters=True,
    shortest=6,
    apart=rf".*[{_PLACE_END}]\s*$",
)
AMBIGUOUS = r"^(?:이름|name)$"
"""Headers that name persons only where the table is about persons, or the values do not end as places do."""
