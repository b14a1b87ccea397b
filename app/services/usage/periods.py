"""The periods usage is told of, and those they are compared with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.problem import Problem

PRESETS = ("month", "last_month", "year", "last_year", "days")
"""This month, the last, this year, the last, or two days of one's own."""
AGAINST = ("year_before", "before", "none")
"""The same days a year before, the days of the same number right before, or nothing."""


@dataclass(frozen=True)
class Span:
    """Two days, both of the period. Problem usage.period: it begins after it ends."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Problem("usage.period")

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def months(self) -> tuple[date, ...]:
        """The first days of the months it touches."""
        found, at = [], self.first.replace(day=1)
        while at <= self.last:
            found.append(at)
            at = (at + timedelta(days=32)).replace(day=1)
        return tuple(found)


def of(preset: str, today: date) -> Span:
    """The days of a preset; what is not over yet ends today."""
    month = today.replace(day=1)
    if preset == "month":
        return Span(month, today)
    if preset == "last_month":
        last = month - timedelta(days=1)
        return Span(last.replace(day=1), last)
    if preset == "last_year":
        return whole_year(today.year - 1)
    return Span(date(today.year, 1, 1), today)


def preset(span: Span, today: date) -> str:
    """The preset whose days these are today, the longer one where two are the same; `days` where none is."""
    return next((one for one in ("year", "last_year", "month", "last_month") if of(one, today) == span), "days")


def whole_year(year: int) -> Span:
    """A calendar year."""
    return Span(date(year, 1, 1), date(year, 12, 31))


def over(span: Span, today: date) -> Span:
    """What of a period is over, today with it; all of one that is yet to come."""
    return Span(span.first, min(span.last, today)) if span.first <= today else span


def against(span: Span, way: str) -> Span | None:
    """What a period is compared with, by one of AGAINST; None: nothing, or no calendar reaches that far back."""
    try:
        if way == "year_before":
            return Span(_year_before(span.first), _year_before(span.last))
        if way == "before":
            return Span(span.first - timedelta(days=span.days), span.first - timedelta(days=1))
    except (ValueError, OverflowError):
        return None
    return None


def _year_before(day: date) -> date:
    """The same day of the year before; the last of February stays the last of February."""
    year, last = day.year - 1, monthrange(day.year, day.month)[1]
    if day.month == 2 and day.day == last:
        return date(year, 2, monthrange(year, 2)[1])
    return day.replace(year=year)
