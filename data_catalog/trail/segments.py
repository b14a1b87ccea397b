"""Checks the rows of one segment against their own stamps, against its seal, and against marks made on the way."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from data_catalog.trail.form import Row, canonical, detail
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.verdict import Found
from data_catalog.trail.walking import PRINT_BYTES, Chain, ids_of, link, link_of, prints_of

Again = Callable[[], Iterable[Row]]
"""Gives the rows of a segment anew: they are gone over a second time only to name what was changed."""


@dataclass
class Rows:
    """Rows checked in turn, over all segments. `stamped`: rows from there on need stamps; `detail_dropped`: up to this segment
    retention took personal detail away; `seen`: eight bytes of every stamp, in which a copy shows."""

    stamp: Stamp
    found: Found
    detail_dropped: int = 0
    stamped: bool = False
    checked: int = 0
    seen: array[int] = field(default_factory=lambda: array("Q"))
    oldest: int | None = None
    """From the first seal made with a key on, none of before stamps any more: the age of the key of the last seal."""
    _unknown: dict[tuple[date | None, str], int] = field(default_factory=dict)

    def walk(self, rows: Iterable[Row], start: str, number: int, day: date | None, stops: Mapping[int, Any] | None = None) -> Chain:
        """The chain over the rows; `stops` get the chain as it stood at their ids, and how many rows it held."""
        chain, waiting = Chain(at=start), sorted(stops or ())
        for row in rows:
            while waiting and waiting[0] < row.id:
                stops[waiting.pop(0)](chain)  # type: ignore[index]
            form = canonical(row)
            self._own(row, form, number, day)
            chain.take(row.id, link(row, form))
        self.checked += chain.rows
        for at in waiting:
            stops[at](chain)  # type: ignore[index]
        return chain

    def is_old(self, mac: str) -> bool:
        """Whether a stamp that fits is of a key that had been turned by the last seal."""
        return self.oldest is not None and self.stamp.age(mac) > self.oldest

    def sealed(self, seal: Any) -> None:
        """Takes in the key of a seal that fits its stamp; tells of one that had been turned."""
        if self.is_old(seal.mac):
            self.found.wrong("seal_key_old", seal.day, None, number=seal.number, key_name=seal.mac[:8])
        else:
            self.oldest = self.stamp.age(seal.mac)

    def finish(self) -> list[int]:
        """Tells of stamps by keys that are not here; gives the beginnings of stamps that stand on two rows."""
        for (day, key), rows in self._unknown.items():
            self.found.wrong("key_unknown", day, None, key_name=key, rows=rows)
        stamps = np.sort(np.frombuffer(self.seen, dtype=np.uint64)) if self.seen else np.empty(0, np.uint64)
        return [int(one) for one in np.unique(stamps[1:][stamps[1:] == stamps[:-1]])]

    def _own(self, row: Row, form: bytes, number: int, day: date | None) -> None:
        if row.mac is None or row.detail is None:
            if self.stamped:
                self.found.wrong("row_unstamped", day, row.id, event=row.event)
            return
        self.stamped = True
        fit, wrong = self.stamp.fits("row", form, row.mac), False
        if fit == "key_unknown":
            key = (day, row.mac[:8])
            self._unknown[key] = self._unknown.get(key, 0) + 1
        elif fit == "wrong":
            wrong = True
        else:
            self.seen.append(int(row.mac[9:25], 16))
            if self.is_old(row.mac):
                self.found.wrong("row_key_old", day, row.id, event=row.event, key_name=row.mac[:8])
        if row.salt is not None:
            wrong |= detail(row, row.salt) != row.detail
        elif row.person_id is not None or number > self.detail_dropped:
            self.found.wrong("detail_missing", day, row.id, event=row.event)
        if wrong:
            self.found.wrong("row_changed", day, row.id, event=row.event)


def name_what_differs(seal: Any, again: Again, found: Found) -> None:
    """Compares a segment's rows one by one with what its seal keeps of each; the seal is to be one that fits its stamp."""
    named = len(found.breaks)
    prints, rows = prints_of(seal.prints), iter(again())
    row = next(rows, None)
    for place, wanted in enumerate(ids_of(seal.ids)):
        while row is not None and row.id < wanted:
            found.wrong("row_added", seal.day, row.id, event=row.event)
            row = next(rows, None)
        if row is None or row.id > wanted:
            found.wrong("row_missing", seal.day, wanted)
            continue
        if link_of(row)[:PRINT_BYTES] != prints[place * PRINT_BYTES : (place + 1) * PRINT_BYTES]:
            _changed(found, seal.day, row)
        row = next(rows, None)
    for added in _rest(row, rows):
        found.wrong("row_added", seal.day, added.id, event=added.event)
    if len(found.breaks) == named and not any(one.day == seal.day for one in found.breaks):
        found.wrong("day_changed", seal.day)


def _changed(found: Found, day: date, row: Row) -> None:
    if not any(one.code == "row_changed" and one.row == row.id for one in found.breaks):
        found.wrong("row_changed", day, row.id, event=row.event)


def _rest(row: Row | None, rows: Iterator[Row]) -> Iterator[Row]:
    if row is not None:
        yield row
        yield from rows
