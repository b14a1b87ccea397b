"""Telephone numbers: mobile, landline, internet and safety numbers, with or without the country. 1588-0000 is nobody's own."""

from __future__ import annotations

import re

from data_catalog.personal.detector import Detector, Shape

_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?)"
_GAP = r"[-.·)\s]{0,2}"
_COUNTRY = r"\+?82[-.\s]?\(?0?\)?"
# 제02-2024-0115호 is a document.
_BESIDE = "0-9._/=&%제-"
_MOBILE = rf"(?:0|{_COUNTRY})1[016-9]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
_LANDLINE = rf"(?:\(0{_AREA}\)\s?|0{_AREA}[-.·)]\s?|\+82[-.\s]?\(?0?\)?{_AREA}[-.\s])\d{{3,4}}[-.·]\s?\d{{4}}"
_UNPARTED = rf"0{_AREA}\d{{7,8}}"
_HEADER = r"전화|연락처|휴대|핸드폰|이동통신|팩스|\bphone|\bmobile|\bcell\s?phone|\btel\b|\btel\.|telephone|\bfax|\bcontact"


def _hidden(value: str) -> str:
    """The last four digits stay, the ones before them go, as the number is written: 010-****-5678.

    >>> _hidden("010-1234-5678"), _hidden("02)123-4567"), _hidden("01012345678")
    ('010-****-5678', '02)***-4567', '010****5678')
    """
    digits = [found.start() for found in re.finditer("[0-9]", value)]
    # Without the country a number of eight or seven digits follows the code.
    middle = digits[:-4][-4:] if re.search(r"1[016-9]\D*\d{4}\D*\d{4}$", value) or len(digits) in (10, 11) else digits[:-4][-3:]
    parts = re.split(r"[-.·)\s]+", value)
    if len(parts) >= 3:
        middle = digits[-4 - len(parts[-2]) : -4]
    return "".join("*" if at in middle else char for at, char in enumerate(value))


PHONE = Detector(
    "phone",
    _hidden,
    (
        Shape(_MOBILE, before="A-Za-z" + _BESIDE, after="0-9A-Za-z_%호-"),
        Shape(_LANDLINE, before=_BESIDE, after="0-9호-"),
    ),
    header=_HEADER,
    cell=rf"\s*(?:{_MOBILE}|{_LANDLINE}|{_UNPARTED}|1[016-9]\d{{7,8}}(?:\.0*)?)\s*",
    cell_share=0.3,
    shortest=9,
    apart=rf"(?:^|[^{_BESIDE}])(?:{_MOBILE}|0?50[2-8]-)|^\s*1[016-9]\d{{7,8}}(?:\.0*)?\s*$",
    bare=r"\s*[0-9]{10,11}(?:\.0*)?\s*",
    bare_share=0.2,
)
