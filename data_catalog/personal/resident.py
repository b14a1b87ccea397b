"""Resident registration numbers and those of foreigners: a date of birth, a seventh digit, and six more.

Numbers issued since October 2020 carry no check digit, so none is asked for: it may only make a finding surer.
"""

from __future__ import annotations

from data_catalog.personal.detector import Detector, Shape, starred

DATE = r"\d{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|[12]\d))"
_PARTED = r"(?:\s?[-–]\s?|\s)"


def _hidden(value: str) -> str:
    """The year alone: the day of birth is a person's too.

    >>> _hidden("850101-1234567")
    '85****-*******'
    """
    return starred(value, first=2)


def _detector(kind: str, header: str, seventh: str) -> Detector:
    # Thirteen bare digits must stand apart from letters, fractions and addresses of pages; with a hyphen it is enough that no
    # digit is beside them.
    parted = Shape(rf"{DATE}{_PARTED}{seventh}\d{{6}}", before="0-9.")
    # 850101.1234567 is a number of metres too, unless a word says otherwise.
    said = Shape(rf"(?:주민|외국인)[^0-9\n]{{0,15}}{DATE}\s?[._/]\s?{seventh}\d{{6}}", before="_")
    bare = Shape(rf"{DATE}{seventh}\d{{6}}", before="0-9A-Za-z._/=&%-", after="0-9A-Za-z_%-")
    # Thirteen digits and nothing else may be any number: one in 35 is possible by chance, of times in milliseconds one in 25.
    # So many of these cells must be possible; people and firms share a column of tax data, so it is not the most of them.
    return Detector(
        kind, _hidden, (parted, bare, said), header, shortest=13, apart=rf"{DATE}{_PARTED}{seventh}\d{{6}}",
        bare=r"\s*[0-9]{13}(?:\.0*)?\s*", bare_share=0.2,
    )  # fmt: skip


_HEADER = r"주민|외국인|resident|foreigner|\brrn\b"
RESIDENT = _detector("resident_number", _HEADER, "[1-4]")
FOREIGNER = _detector("foreigner_number", _HEADER, "[5-8]")

PART = Detector(
    "resident_part",
    # Of either half the first digit alone.
    lambda value: starred(value, first=1),
    header=r"(?:주민|외국인)\s?(?:등록)?\s?번호|\brrn\b|resident.{0,14}\bn(?:umber|o)\b",
    cell=rf"\s*(?:{DATE}|[1-8][0-9]{{6}})(?:\.0*)?\s*",
    shortest=6,
)
"""A half of such a number, as forms with two fields give it: whole only beside the other, and a person's already."""


def has_check_digit(digits: str) -> bool:
    """Whether the last of thirteen digits is the check digit that numbers had until October 2020.

    >>> has_check_digit("8501011234566"), has_check_digit("8501011234567")
    (True, False)
    """
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    summed = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return (11 - summed % 11) % 10 == int(digits[12])
