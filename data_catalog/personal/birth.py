"""Dates of birth, whole ones under a header that says birth. A year or an age alone tells no one."""

from __future__ import annotations

import re

from data_catalog.personal.detector import Detector

_YEAR = r"(?:19|20)\d\d"
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_WRITTEN = rf"(?:{_YEAR}|\d\d)\s?[-./년]\s?{_MONTH}\s?[-./월]\s?{_DAY}\s?[.일]?"
_CLOSED = rf"(?:{_YEAR}|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.0*)?"
_WESTERN = rf"{_MONTH}/{_DAY}/{_YEAR}"


def _hidden(value: str) -> str:
    """The year alone.

    >>> _hidden("1985-03-02"), _hidden("19850302"), _hidden("850302"), _hidden("3/2/1985")
    ('1985', '1985', '85', '1985')
    """
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?=\D|\d{4}|$)", value) or re.search(r"\d\d", value)
    return year[0] if year else ""


BIRTH_DATE = Detector(
    "birth_date",
    _hidden,
    header=r"생년월일|출생일|생일|출생년월일|\bbirth|\bdob\b|date.of.birth|birth.?da(?:te|y)",
    cell=rf"\s*(?:{_WRITTEN}|{_CLOSED}|{_WESTERN})(?:[ T]00:00(?::00)?(?:\.0+)?)?\s*",
    shortest=6,
)
