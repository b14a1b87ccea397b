"""Which of many files is the one to read: the newest of those whose names fit a pattern."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from connectors.problem import Problem

_PARTS = {"{yyyy}": r"(?P<year>\d{4})", "{mm}": r"(?P<month>0[1-9]|1[0-2])", "{dd}": r"(?P<day>0[1-9]|[12]\d|3[01])", "*": "[^/]*"}
_PART = re.compile("|".join(map(re.escape, _PARTS)))


@dataclass(frozen=True)
class Entry:
    """One file where it lies. `modified`: seconds since 1970."""

    name: str
    size_bytes: int
    modified: float


def newest(entries: Iterable[Entry], pattern: str) -> Entry:
    """The file of the latest date its name says ({yyyy}, {mm}, {dd}), then of the latest change.

    Problems: storage.pattern_unreadable, storage.nothing_fits (names some that are there).
    """
    form = _form(unicodedata.normalize("NFC", pattern or "*"))
    there = list(entries)
    best: tuple[tuple[str, ...], float, str] | None = None
    chosen: Entry | None = None
    for entry in there:
        found = form.fullmatch(unicodedata.normalize("NFC", entry.name))
        if found is None:
            continue
        said = found.groupdict()
        rank = (tuple(said.get(part) or "" for part in ("year", "month", "day")), entry.modified, entry.name)
        if best is None or rank > best:
            best, chosen = rank, entry
    if chosen is None:
        raise Problem("storage.nothing_fits", pattern=pattern or "*", names=[entry.name[:80] for entry in there[:5]], count=len(there))
    return chosen


@lru_cache(maxsize=64)
def _form(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression: what a person wrote besides the known parts stands for itself."""
    made, at = "", 0
    for found in _PART.finditer(pattern):
        made += re.escape(pattern[at : found.start()]) + _PARTS[found.group()]
        at = found.end()
    try:
        return re.compile(made + re.escape(pattern[at:]))
    except re.error:  # a part of the date twice
        raise Problem("storage.pattern_unreadable", pattern=pattern[:80]) from None
