"""Goes over rows of the ledger in their order, in bounded memory, and keeps the chain over them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_catalog.records.tables import LedgerRow
from data_catalog.trail.form import Row, canonical

START = "0" * 64
"""What the first segment's chain begins with."""
PRINT_BYTES = 4
_BATCH = 2_000
_COLUMNS = tuple(LedgerRow.__table__.columns)


def rows_between(session: Session, after_id: int, last_id: int | None = None) -> Iterator[Row]:
    """The rows behind an id and up to another (or all), by id."""
    wanted = select(*_COLUMNS).where(LedgerRow.id > after_id).order_by(LedgerRow.id)
    if last_id is not None:
        wanted = wanted.where(LedgerRow.id <= last_id)
    found: Iterator[Row] = iter(session.execute(wanted.execution_options(yield_per=_BATCH)))
    return found


def link(row: Row, form: bytes) -> bytes:
    """A row as a link of the chain, without its place: SHA-256 of its form and stamp."""
    return hashlib.sha256(form + (row.mac or "").encode()).digest()


def link_of(row: Row) -> bytes:
    """The same, the form yet to be made."""
    return link(row, canonical(row))


@dataclass
class Chain:
    """The chain over rows taken in turn: where it stands, how many rows, which ids, and four bytes of each."""

    at: str = START
    rows: int = 0
    last_id: int = 0
    prints: bytearray = field(default_factory=bytearray)
    _spans: list[list[int]] = field(default_factory=list)

    def take(self, row_id: int, linked: bytes) -> None:
        """Adds one row behind all taken so far."""
        self.at = hashlib.sha256(self.at.encode() + row_id.to_bytes(8, "big", signed=True) + linked).hexdigest()
        self.rows, self.last_id = self.rows + 1, row_id
        self.prints += linked[:PRINT_BYTES]
        if self._spans and self._spans[-1][1] == row_id - 1:
            self._spans[-1][1] = row_id
        else:
            self._spans.append([row_id, row_id])

    def ids(self) -> str:
        """The ids taken, such as `1-500,502-900`."""
        return ",".join(f"{first}-{last}" for first, last in self._spans)

    def prints_text(self) -> str:
        """The prints as text."""
        return base64.b64encode(bytes(self.prints)).decode("ascii")


def ids_of(said: str) -> Iterator[int]:
    """The ids told as `1-500,502-900`."""
    for span in filter(None, said.split(",")):
        first, _, last = span.partition("-")
        yield from range(int(first), int(last) + 1)


def prints_of(said: str) -> bytes:
    """The prints, back from text."""
    return base64.b64decode(said)
