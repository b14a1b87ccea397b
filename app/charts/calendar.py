"""The days at which an axis of time is marked, so that few and whole ones are read: months or years, else days."""

from __future__ import annotations

from datetime import date, timedelta

TICKS_MAX = 7
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_DAYS = (1, 2, 7, 14)


def calendar_ticks(first: date, last: date) -> tuple[date, ...]:
    """At most seven days from `first` to `last`: first days of months as close as may be, in a shorter time days from the first on."""
    months = _firsts(first, last, 1)
    if len(months) < 3:
        every = next((days for days in _DAYS if (last - first).days // days < TICKS_MAX), _DAYS[-1])
        return tuple(first + timedelta(days=at) for at in range(0, (last - first).days + 1, every))[:TICKS_MAX]
    for every in _MONTHS:
        found = _firsts(first, last, every)
        if len(found) <= TICKS_MAX:
            return found
    return (first, last)


def _firsts(first: date, last: date, every: int) -> tuple[date, ...]:
    """First days of months within, those whose number since the year 0 `every` divides."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    days = (date(month // 12, month % 12 + 1, 1) for month in range(begin, end + 1) if month % every == 0)
    return tuple(day for day in days if first <= day <= last)
