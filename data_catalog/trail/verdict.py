"""What a check of the trail found: whole or not, and each thing that is not, with its day and row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

MOST_NAMED = 50
"""So many breaks of one day are told one by one; of more, how many."""


@dataclass(frozen=True)
class Finding:
    """One break, or one note. Its sentence is the text `trail.<code>`, filled with day, row and facts.

    `day` is the segment's (None: the open one, or none of them); `row` a ledger id.
    """

    code: str
    day: date | None = None
    row: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """`whole` when there is no break. `sealed_through`: the last sealed day; `seals` and `rows`: how many were checked;
    `open_rows`: rows behind the last seal; `marked_at`: until when the open day is covered by a mark."""

    breaks: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    sealed_through: date | None
    seals: int
    rows: int
    open_rows: int
    marked_at: str | None

    @property
    def whole(self) -> bool:
        return not self.breaks

    def to_json(self) -> dict[str, Any]:
        """Plain values, as records and files keep them."""
        said = {**asdict(self), "whole": self.whole, "sealed_through": _day(self.sealed_through)}
        for name in ("breaks", "notes"):
            said[name] = [{**asdict(one), "day": _day(one.day)} for one in getattr(self, name)]
        return said


@dataclass
class Found:
    """Breaks and notes as they are gathered, those of one day no more than can be read."""

    breaks: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    _named: dict[date | None, int] = field(default_factory=dict)

    def wrong(self, code: str, day: date | None = None, row: int | None = None, **facts: Any) -> None:
        """A break."""
        self._named[day] = self._named.get(day, 0) + 1
        if self._named[day] <= MOST_NAMED:
            self.breaks.append(Finding(code, day, row, facts))

    def note(self, code: str, day: date | None = None, row: int | None = None, **facts: Any) -> None:
        """Something to know that is no break."""
        self.notes.append(Finding(code, day, row, facts))

    def told(self) -> tuple[Finding, ...]:
        """The breaks, with one more for each day of which not all are named."""
        more = [Finding("more", day, None, {"count": count - MOST_NAMED}) for day, count in self._named.items() if count > MOST_NAMED]
        return (*self.breaks, *more)


def from_json(said: Mapping[str, Any]) -> Verdict:
    """A verdict as it was kept."""
    breaks, notes = (tuple(Finding(**{**one, "day": _read(one["day"])}) for one in said[name]) for name in ("breaks", "notes"))
    counts = (said["seals"], said["rows"], said["open_rows"], said["marked_at"])
    return Verdict(breaks, notes, _read(said["sealed_through"]), *counts)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
