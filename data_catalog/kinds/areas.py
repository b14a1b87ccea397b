"""Codes of areas: alone, in brackets after the area's name, or with a workbook's decimals; without a code the name itself."""

from __future__ import annotations

from data_catalog.kinds.sql import let, name_of, plain

_IN_BRACKETS = r"[(\[]\s*(\d{2,10})\s*[)\]]\s*$"
_AS_NUMBER = r"^(\d{2,10})[.]0+$"
# 1.11105E+09 has lost its last digits: no code and no name.
_CUT = r"^\d+([.]\d+)?[eE][+]?\d+$"
_A = name_of("a")


def area_code_sql(text: str) -> str:
    """SQL: VARCHAR, the code with its leading zeros; NULL where a workbook has cut the digits off."""
    code = f"coalesce(nullif(regexp_extract({_A}, '{_IN_BRACKETS}', 1), ''), nullif(regexp_extract({_A}, '{_AS_NUMBER}', 1), ''), {_A})"
    return let(_A, plain(text), f"case when not regexp_matches({_A}, '{_CUT}') then {code} end")
