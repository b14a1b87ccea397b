"""Finds further tables of another width under the first: their rows would only shift if they were filled up or cut."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.files.records import Record
from connectors.files.shapes import column_shapes, shape

_FEWEST = 4


def other_tables(records: Sequence[Record], width: int, newline: str) -> frozenset[int]:
    """The lines of such rows: a row of words begins them, and rows of the same width, of other shapes, follow it at once."""
    found: set[int] = set()
    run: list[Record] = []
    for record in records:
        if run and len(record.cells) == len(run[0].cells) and record.line == run[-1].line + run[-1].text.count(newline) + 1:
            run.append(record)
            continue
        found |= _lines(run, width)
        run = [record]
    return frozenset(found | _lines(run, width))


def _lines(run: Sequence[Record], width: int) -> set[int]:
    if len(run) < _FEWEST or len(run[0].cells) in (1, width):
        return set()
    head, body = run[0].cells, [record.cells for record in run[1:]]
    if any(shape(cell) != "text" for cell in head[:-1]) or len(set(head)) < len(head) - 1:
        return set()
    differ = [kind for kind in column_shapes(body, len(head)) if kind not in ("text", "blank")]
    return {record.line for record in run} if differ else set()
