"""Parts two cells that ran together because the separator between them is missing, where one place only agrees with both columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.files.shapes import finer_shape

Patterns = tuple[frozenset[str] | None, ...]
"""For each column the forms its values have (`99:99`), or None where they have too many to tell a value by."""

_MOST_FORMS = 12
_LONGEST = 2_000


def column_patterns(rows: Sequence[Sequence[str | None]], width: int) -> Patterns:
    """The forms of each column's values among rows of the right width: exact where few, else with runs taken together."""
    found: list[frozenset[str] | None] = []
    for index in range(width):
        cells = [row[index] or "" for row in rows if len(row) == width]
        for form in (_exact, _loose):
            forms = {form(cell[:200]) for cell in cells}
            if len(forms) <= _MOST_FORMS and len(cells) >= 10:
                found.append(frozenset(forms))
                break
        else:
            found.append(None)
    return tuple(found)


def part(cells: Sequence[str], at: int, seen: Sequence[frozenset[str]], patterns: Patterns) -> list[tuple[str, ...]]:
    """Every way to part the cell at `at` that agrees with its two columns."""
    cell = cells[at]
    if not 1 < len(cell) < _LONGEST:
        return []
    cuts = [cut for cut in range(1, len(cell)) if _agrees(cell[:cut], at, seen, patterns) and _agrees(cell[cut:], at + 1, seen, patterns)]
    if patterns[at] is None and patterns[at + 1] is None:
        # Nothing tells the values of either column by their form: only a quote that opens or closes there does.
        cuts = [cut for cut in cuts if '"' in cell[cut - 1 : cut + 1]]
    if len(cuts) > 1:
        # Where a number and a word touch, as in `$64.19Travel`, the cut lies between them.
        cuts = [cut for cut in cuts if _kind(cell[cut - 1]) != _kind(cell[cut]) and cell[cut] != "."] or cuts
    return list(dict.fromkeys((*cells[:at], cell[:cut].strip('"'), cell[cut:].strip('"'), *cells[at + 1 :]) for cut in cuts))


def _agrees(cell: str, index: int, seen: Sequence[frozenset[str]], patterns: Patterns) -> bool:
    cell = cell.strip('"')
    if finer_shape(cell) not in seen[index]:
        return False
    forms = patterns[index]
    return forms is None or _exact(cell) in forms or _loose(cell) in forms


def _kind(letter: str) -> str:
    return "digit" if letter.isdigit() or letter in ".,%" else "letter" if letter.isalpha() else letter


def _exact(cell: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell))


def _loose(cell: str) -> str:
    return re.sub(r"a+", "a", re.sub(r"9+", "9", _exact(cell)))
