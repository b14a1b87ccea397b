"""Where a person lives: a flat within an address, an address under a header that says home, coordinates under such a header."""

from __future__ import annotations

import re

from data_catalog.personal.detector import Detector, Shape

_HO = r"(?:제\s?)?(?:[A-Za-z]|지하)?\s?\d{{{0},4}}(?:-\d{{1,2}})?\s?호"
_FLAT = r"(?:제\s?)?(?:\d{1,4}|[A-Za-z]|[가나다라마바사])\s?동\s{0,2},?\s{0,2}(?:\d{1,2}층\s?)?(?:제\s?)?(?:지하|[A-Za-z])?\s?\d{2,4}\s?호"
_LOT = r"(?:로|길|동|리|가|번지)\s?\d{1,4}(?:-\d{1,4})?"
# 3층 301호 tells a flat only after a street's number or a lot.
_FLOOR = rf"{_LOT}(?:번지)?[^0-9제\n]{{0,30}}(?:(?:지하\s?)?\d{{1,2}}\s?층[,\s]{{0,2}}{_HO.format(1)}|\s{_HO.format(3)})"
_STREET = r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Terrace|Square)"
_LATIN = rf"\d{{1,6}} [A-Z0-9][A-Za-z0-9 .]{{2,40}} {_STREET}\.?,? (?:Apt|Apartment|Unit)\.? ?#?[0-9A-Z-]{{1,6}}"
_HOME = (
    r"자택|거주지?|주거지?|집|본인|신청인|신청자|민원인|신고자|대상자|수급자|체납자|납세자|환자|세대주?|주민등록|실거주|"
    r"\bhome|residen\w*|mailing|applicant|patient|insured"
)


def _flat_hidden(value: str) -> str:
    """The address as far as the street's number or the lot.

    >>> _flat_hidden("101동 1203호"), _flat_hidden("길 12, 3층 301호"), _flat_hidden("12 Oak Street, Apt 4B")
    ('***동 ****호', '길 12, *층 ***호', '12 Oak Street, Apt ***')
    """
    kept = re.match(rf"{_LOT}(?:번지)?|.*(?=(?:Apt|Apartment|Unit)\b)", value)
    start = kept.end() if kept and kept.end() else 0
    latin = re.search(r"(?:Apt|Apartment|Unit)\.? ?#?", value)
    if latin:
        return value[: latin.end()] + "***"
    return value[:start] + re.sub(r"\d", "*", re.sub(r"[A-Za-z가나다라마바사](?=\s?동)", "*", value[start:]))


def _home_hidden(value: str) -> str:
    """The names of places alone: every number but that of a dong or a numbered street goes.

    >>> _home_hidden("서울시 중구 세종대로 110, 3층"), _home_hidden("역삼1동 12-3"), _home_hidden("12 Oak Street")
    ('서울시 중구 세종대로 ***, *층', '역삼1동 **-*', '** Oak Street')
    """
    return re.sub(
        r"(?<![가-힣\d])\d+(?!\d|동\b|로|길|가\b)|(?<=[로길리가]) ?\d+(?!\d|동\b|로|길|가\b)",
        lambda found: re.sub(r"\d", "*", found[0]),
        value,
    )


FLAT = Detector(
    "home_address",
    _flat_hidden,
    (Shape(_FLAT, "0-9가-힣A-Za-z-", "선차기"), Shape(_FLOOR, "\\x00", "선차기"), Shape(_LATIN, "0-9A-Za-z", "0-9A-Za-z")),
    header=rf"(?:{_HOME})[\s_]?(?:의\s?)?(?:도로명\s?|지번\s?|상세\s?)?(?:주소|address)",
    cell=r".*(?:[가-힣]\s?\d{1,4}(?:-\d{1,4})?|\d{1,6} [A-Z][A-Za-z]).*",
    hide_cell=_home_hidden,
    words=("호", "Apt", "Apartment", "Unit"),
    has_letters=True,
    shortest=8,
    longest_whole=150,
)


def _point_hidden(value: str) -> str:
    """To about a kilometre: two decimals of a degree, thousands of metres.

    >>> _point_hidden("37.5665123"), _point_hidden("953214.7")
    ('37.57', '953000')
    """
    try:
        number = float(value.replace(",", ""))
    except ValueError:
        return ""
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) <= 180 else f"{round(number, -3):.0f}"


HOME_POINT = Detector(
    "home_point",
    _point_hidden,
    header=rf"(?:{_HOME})[\s_]?(?:의\s?)?(?:위도|경도|좌표|[xy]\s?좌표|[xy]$|lat|lon|lng)",
    cell=r"\s*-?\d{1,3}\.\d{3,}\s*|\s*\d{3,4}(?:\d\d[1-9]|\d[1-9]\d|[1-9]\d\d)(?:\.\d+)?\s*",
    shortest=5,
)
