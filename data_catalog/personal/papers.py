"""Numbers of papers a person carries: passport and driving licence."""

from __future__ import annotations

from data_catalog.personal.detector import Detector, Shape, starred

_PASSPORT_NUMBER = r"[MSRODGmsrodg](?:\d{8}|\d{3}[A-Za-z]\d{4})"
# A letter and eight digits are also how products and documents are numbered: a word beside them or the header must say passport.
_SAID = r"(?:여권|passport)[^0-9A-Za-z]{0,12}(?:(?:no|number)[^0-9A-Za-z]{0,4})?"

PASSPORT = Detector(
    "passport",
    lambda value: starred(value, last=2),
    (Shape(f"(?i:{_SAID}){_PASSPORT_NUMBER}", before="_"),),
    header=r"여권|passport",
    cell=rf"\s*{_PASSPORT_NUMBER}\s*",
    has_letters=True,
    shortest=9,
)

_REGION = r"(?:1[1-9]|2[0-68])"
LICENCE = Detector(
    "driving_licence",
    lambda value: starred(value, first=2),
    (Shape(rf"{_REGION}-\d{{2}}-\d{{6}}-\d{{2}}", before="0-9A-Za-z-", after="0-9-"),),
    header=r"운전\s?면허|면허\s?번호|driv\w* licen[cs]e|licen[cs]e (?:no|number)",
    cell=rf"\s*{_REGION}[- ]?\d{{2}}[- ]?\d{{6}}[- ]?\d{{2}}\s*",
    shortest=12,
)
