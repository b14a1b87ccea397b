"""Numbers of cards, with their check digit, and of bank accounts, where a bank or the word account stands beside them."""

from __future__ import annotations

import re

from data_catalog.personal.detector import Detector, Shape, starred

# Visa, Mastercard (also the series from 2), American Express, Diners, Discover, JCB, UnionPay and the domestic 9.
_ISSUER = r"(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|3[47]\d\d|3[068]\d\d|35\d\d|6[0245]\d\d|9\d{3})"
_HYPHENED = rf"{_ISSUER}(?:-\d{{4}}-\d{{4}}-\d{{4}}|-\d{{6}}-\d{{4,5}})"
_SPACED = rf"{_ISSUER}(?: \d{{4}} \d{{4}} \d{{4}}| \d{{6}} \d{{4,5}})"
_BARE = rf"(?:{_ISSUER}\d{{10,15}}|4\d{{12}})"
_ANY = f"{_HYPHENED}|{_SPACED}|{_BARE}"
# Numbers in a row are written with spaces too, and one long number in thirty passes by chance: among other words these must be said
# to be a card's.
_SAID = r"(?:카드|card)[^0-9\n]{0,15}"
_BESIDE = "0-9A-Za-z._/=&%-"


def passes_luhn(text: str) -> bool:
    """Whether the digits of a text pass Luhn's check.

    >>> passes_luhn("4111-1111-1111-1111"), passes_luhn("4111-1111-1111-1112")
    (True, False)
    """
    digits = [int(digit) for digit in re.findall("[0-9]", re.sub(r"\.0*\s*$", "", text))][::-1]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _luhn_sql(text_sql: str) -> str:
    """SQL: whether some text in the cell that has the shape passes."""
    digits = f"list_transform(regexp_extract_all({text_sql}, '{_ANY}'), lambda x: reverse(regexp_replace(x, '[^0-9]', '', 'g')))"
    digit = "substr(d, i, 1)::int"
    summed = (
        f"list_sum(list_transform(range(1, strlen(d) + 1), "
        f"lambda i: case when i % 2 = 1 then {digit} when {digit} > 4 then {digit} * 2 - 9 else {digit} * 2 end))"
    )
    return f"len(list_filter({digits}, lambda d: {summed} % 10 = 0)) > 0"


CARD = Detector(
    "card",
    lambda value: starred(value, last=4),
    (
        Shape(_HYPHENED, _BESIDE, "0-9A-Za-z_%-"),
        Shape(rf"^\s*(?:{_SPACED}|{_BARE})(?:\.0*)?\s*$", _BESIDE),
        Shape(f"(?i:{_SAID})(?:{_SPACED}|{_BARE})", "_", "0-9A-Za-z_%-"),
    ),
    header=r"카드\s?번호|신용카드|체크카드|card\s?(?:no|num)|credit.?card",
    shortest=13,
    apart=f"{_HYPHENED}|(?i:{_SAID})",
    bare=r"\s*[0-9]{13,19}(?:\.0*)?\s*",
    # One number in ten passes by chance, and three in ten begin as cards do.
    bare_share=0.6,
    check=passes_luhn,
    check_sql=_luhn_sql,
)

_BANK = r"(?:은행|뱅크|농협|수협|신협|새마을금고|저축|우체국|계좌(?:\s?번호)?|입금|bank account|account (?:no|number))"
_PARTS = r"[1-9]\d{1,5}-\d{2,6}-\d{2,7}(?:-\d{1,3})?"
ACCOUNT = Detector(
    "account",
    lambda value: starred(value, first=3),
    (Shape(rf"{_BANK}[^0-9\n]{{0,10}}(?:{_PARTS}|[1-9]\d{{10,13}})", before="_", after="0-9-"),),
    header=r"계좌|bank acc|account (?:no|num)",
    cell=rf"\s*(?:{_BANK}?[^0-9\n]{{0,10}})?(?:\d{{2,6}}-\d{{2,6}}-\d{{2,7}}(?:-\d{{1,3}})?|\d{{10,14}})\s*",
    has_letters=True,
    shortest=10,
)
