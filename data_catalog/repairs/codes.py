"""Repairs of official codes: zeros that a spreadsheet took away, numbers it made of them, and areas that have new codes."""

from __future__ import annotations

import re

from data_catalog.places import codes as areas
from data_catalog.repairs.rule import NAMES, NONE, OFFER, Rule, matches

# How long a code is, by words of its column's name. Only codes that can begin with a zero, or where a cut one is certain.
_LENGTHS = (
    (re.compile(r"우편\s*번호|zip", re.I), 5),
    (re.compile(r"사업자\s*등록?\s*번호"), 10),
    (re.compile(r"전화|연락처|휴대폰|핸드폰|phone|tel", re.I), 11),
)
_AREA_COLUMN = re.compile(r"시군구|행정동|법정동|읍면동|행정구역|지역|시도|adm|sgg|emd|bjd|hjd|area|region|district", re.I)


def rules(column: str) -> tuple[Rule, ...]:
    """The rules for a column of that name, the first that concerns a text being the one."""
    found = [
        Rule("code.exponent", NAMES, NONE, matches(r"^\d(\.\d+)?[eE]\+?\d+$"), hint="contains($x, 'e') or contains($x, 'E')"),
        Rule(
            "code.decimal", NAMES, OFFER, matches(r"^\d+\.0+$"), "regexp_replace($t, '[.]0+$', '')",
            hint="contains($x, '.') or contains($x, '．')",
        ),
    ]  # fmt: skip
    found += _zeros(column)
    if _AREA_COLUMN.search(column):
        found.append(_old_areas())
    return tuple(found)


def _zeros(column: str) -> list[Rule]:
    length = next((length for pattern, length in _LENGTHS if pattern.search(column)), None)
    if length is None:
        return []
    if length == 11:
        return [Rule("code.zeros", NAMES, OFFER, matches(r"^(1[016789]\d{7,8}|2\d{7,8}|[3-6][1-5]\d{6,8})$"), "concat('0', $t)")]
    shorter = matches(rf"^\d{{{length - 2},{length - 1}}}$")
    return [Rule("code.zeros", NAMES, OFFER, shorter, f"lpad($t, {length}, '0')")]


def _old_areas() -> Rule:
    whole = matches(r"^(\d{2}|\d{5}|\d{7,8}|\d{10})$")
    return Rule("code.old_area", NAMES, OFFER, whole, f"nullif({areas.current_sql('$t')}, $t)")
