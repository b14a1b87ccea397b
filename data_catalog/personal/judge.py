"""Judges the counts of one column: what is a finding, how sure it is, whose it is, and what is best done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_catalog.personal.detector import Detector, header_said
from data_catalog.personal.finding import LIKELY, NOT_SURE, SURE, Finding
from data_catalog.personal.kinds import DETECTORS
from data_catalog.personal.names import AMBIGUOUS
from data_catalog.personal.resident import has_check_digit
from data_catalog.personal.whose import about_persons, is_institutions, is_persons, of_places

# Values that the same few rows repeat are an office's: a person stands in a list a few times.
_REPEATED = 0.3
_FEW_ROWS = 20
# Where whole columns of it serve an analysis in a coarser form, they are masked; where it only tells who it is, they are dropped.
_DROPPED_WHOLE = {
    "resident_number",
    "foreigner_number",
    "resident_part",
    "passport",
    "driving_licence",
    "card",
    "account",
    "person_name",
    "phone",
    "email",
}
_RESIDENTS = ("resident_number", "foreigner_number")
_KEPT = {"business_number"}


@dataclass
class Counts:
    """Rows of a column in which one kind was met. `one` is one such cell: it stays in the memory of whoever judges."""

    found: int
    whole: int
    apart: int
    bare: int
    alike: int
    differ: int
    one: str


def judge(
    column: str, filled: int, inside: Mapping[str, Counts], headed: Mapping[str, Counts], columns: Sequence[str]
) -> tuple[Finding, ...]:
    """The findings of a column, in the order of the kinds. `columns` are all of the table."""
    found = []
    for detector in DETECTORS:
        under = headed.get(detector.kind)
        if under and _is_headed(detector, column, filled, under, columns):
            found.append(_finding(detector, column, filled, under, columns, by_header=True))
        elif detector.kind in inside and _is_inside(detector, column, inside):
            found.append(_finding(detector, column, filled, inside[detector.kind], columns, by_header=False))
    return tuple(found)


def _is_headed(detector: Detector, column: str, filled: int, counts: Counts, columns: Sequence[str]) -> bool:
    if counts.found < detector.cell_share * filled:
        return False
    if detector.kind == "person_name" and re.search(AMBIGUOUS, header_said(column), re.IGNORECASE):
        korean = bool(re.match(r"\s*[가-힣]", counts.one))
        return about_persons(columns, but=column) or (korean and counts.apart < 0.4 * counts.found)
    return True


def _is_inside(detector: Detector, column: str, inside: Mapping[str, Counts]) -> bool:
    """Cells of bare digits may be any number: unless one is written as such values are, enough of them must be possible."""
    if detector.not_header and re.search(detector.not_header, header_said(column), re.IGNORECASE):
        return False
    if not detector.bare or detector.named_by(column):
        return True
    if detector.kind == "card" and any(kind in inside for kind in _RESIDENTS) and not inside["card"].apart:
        return False  # one resident's number in ten passes the check of cards
    # Residents and foreigners stand in one column: they are judged together.
    kinds = _RESIDENTS if detector.kind in _RESIDENTS else (detector.kind,)
    counts = [inside[kind] for kind in kinds if kind in inside]
    if any(one.found > one.bare for one in counts):
        return True
    return sum(one.bare for one in counts) >= detector.bare_share * max(one.alike for one in counts)


def _finding(detector: Detector, column: str, filled: int, counts: Counts, columns: Sequence[str], *, by_header: bool) -> Finding:
    whole = by_header or counts.whole > 0.5 * counts.found
    why, waits = _whose(detector, column, counts, columns)
    suggested = "keep" if not waits else "drop" if whole and detector.kind in _DROPPED_WHOLE else "mask"
    if waits and whole and detector.kind in ("ip_address", "vehicle_plate"):
        suggested = "hash"
    return Finding(
        column=column, kind=detector.kind, rows=counts.found, share=counts.found / max(1, filled),
        confidence=_confidence(detector, column, filled, counts, by_header), within_text=not whole,
        example_masked=_example(detector, counts.one, by_header), why=why or _why(detector, counts, by_header),
        by_header=by_header, suggested=suggested, waits=waits,
    )  # fmt: skip


def _whose(detector: Detector, column: str, counts: Counts, columns: Sequence[str]) -> tuple[str, bool]:
    """Why a value is an institution's, if it is, and whether the file waits for a decision."""
    if detector.kind in _KEPT:
        return "information", False
    if detector.kind not in ("phone", "email", "home_address", "ip_address"):
        return "", True
    named = is_institutions(column)
    if detector.kind == "home_address":
        is_place = (
            counts.whole > 0.5 * counts.found
            and not detector.named_by(column)
            and not about_persons(columns)
            and (named or of_places(columns))
        )
        return ("facility", False) if is_place else ("", True)
    if detector.kind == "ip_address" or (detector.kind == "phone" and counts.apart > 0.05 * counts.found):
        return "", True
    if counts.whole <= 0.5 * counts.found:
        return "", True
    if named:
        return "institution", False
    repeated = counts.found >= _FEW_ROWS and counts.differ <= _REPEATED * counts.found
    if about_persons(columns) or is_persons(column):
        return "", True
    if of_places(columns):
        return "institution_list", False
    return ("repeated", False) if repeated else ("", True)


def _confidence(detector: Detector, column: str, filled: int, counts: Counts, by_header: bool) -> str:
    if by_header or detector.named_by(column):
        return SURE
    if detector.kind in ("resident_number", "foreigner_number", "card", "phone"):
        return SURE if counts.apart or _checks(counts.one) else LIKELY
    if detector.kind in ("email", "passport", "account", "driving_licence"):
        return SURE
    return LIKELY if counts.whole <= 0.5 * counts.found or counts.found > 0.3 * filled else NOT_SURE


def _checks(cell: str) -> bool:
    digits = re.sub(r"\.0*\s*$|\D", "", cell)
    return len(digits) == 13 and has_check_digit(digits)


def _why(detector: Detector, counts: Counts, by_header: bool) -> str:
    if by_header:
        return "header"
    if detector.kind in ("person_name", "passport", "account"):
        return "marker"
    return "check_digit" if detector.check or (detector.bare and not counts.apart and _checks(counts.one)) else "pattern"


def _example(detector: Detector, cell: str, by_header: bool) -> str:
    """One value as it will be shown: never the cell it stood in, and never unhidden."""
    if by_header:
        return (detector.hide_cell or detector.hide)(cell.strip())[:80]
    shown = next((found[0] for found in detector.pattern.finditer(cell) if detector.check is None or detector.check(found[0])), "")
    return detector.hide(shown.strip())[:80]
