"""When a source is refreshed next: every few hours, every day or every month, by the clock on the wall."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.problem import Problem

EVERY = ("never", "hours", "day", "month")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """A schedule in its one form. Problem source.schedule_unreadable."""
    every, at = said.get("every", "never"), str(said.get("at") or "03:00")
    hours, day = said.get("hours") or 6, said.get("day") or 1
    numbers = isinstance(hours, int) and 1 <= hours <= 168 and isinstance(day, int) and 1 <= day <= 31
    if not (every in EVERY and _CLOCK.fullmatch(at) and numbers):
        raise Problem("source.schedule_unreadable", at=at[:20])
    return {"every": every, "at": at, "hours": hours, "day": day}


def next_after(schedule: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment after `now`, in UTC; None for a schedule that never comes. A month without that day has it at its end.

    >>> next_after({"every": "day", "at": "03:00"}, datetime(2024, 5, 1, 0, 0, tzinfo=UTC), ZoneInfo("Asia/Seoul"))
    datetime.datetime(2024, 5, 1, 18, 0, tzinfo=datetime.timezone.utc)
    """
    said = checked(schedule)
    if said["every"] == "never":
        return None
    if said["every"] == "hours":
        return now + timedelta(hours=said["hours"])
    clock, today = time.fromisoformat(said["at"]), now.astimezone(zone).date()
    if said["every"] == "day":
        days = [today + timedelta(days=more) for more in (0, 1, 2)]
    else:
        days = [_day_of(today, months, said["day"]) for months in (0, 1, 2)]
    moments = (datetime.combine(one, clock, zone).astimezone(UTC) for one in days)
    return next(moment for moment in moments if moment > now)


def _day_of(today: date, months: int, day: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))
