"""How usage is worded: a count, its change in words, a period, a model's title; the same on the page, in reports and in the yearly pack."""

from __future__ import annotations

from calendar import monthrange
from functools import cache

from app.charts.numbers import DASH, date_text
from app.services.usage.board import Board, Figure
from app.services.usage.counts import BY_NAME, Value
from app.services.usage.periods import Span
from app.texts import pick, text
from connectors.problem import Problem
from models.kit import library
from models.kit.wording import Words, number

SHARES = ("decided_share", "active_share")
"""Shares of two counts: decided of followed up, people with a finished real analysis of all people."""
_SHARE_OF = {"decided_share": ("decided", "followed"), "active_share": ("active", "people")}

_UNITS = {
    "organisations": "body", "models": "piece", "files": "piece", "datasets": "piece", "shared": "piece", "reports": "piece",
    "seats": "seat", "minutes": "minute",
}  # fmt: skip
"""Those that are no people and not counted by the case."""


def count_title(name: str, lang: str) -> str:
    """What a count is called."""
    return text(f"usage.count.{name}", lang)


def unit(name: str, lang: str) -> str:
    """What a count is counted in."""
    count = BY_NAME[name]
    kind = "person" if count.how in ("people", "new", "back") else _UNITS.get(name, "case")
    return text(f"usage.unit.{kind}", lang)


def with_unit(title: str, name: str, lang: str) -> str:
    """A heading that says what stands below it is counted in."""
    return text("usage.with_unit", lang, title=title, unit=unit(name, lang))


def said(figure: Figure) -> str:
    """The value as people write it."""
    return number(_rounded(figure.value))


def change(figure: Figure, lang: str, against: Span | None) -> str:
    """The change in words: by how many and by which share, or that there is nothing to compare it with."""
    if against is None:
        return ""
    if figure.value is None or figure.before is None:
        return text("usage.change.none", lang)
    by = figure.value - figure.before
    if by == 0:
        return text("usage.change.same", lang)
    way = "more" if by > 0 else "less"
    amount = number(_rounded(abs(by)))
    if not figure.before:
        return text(f"usage.change.{way}_from_none", lang, amount=amount)
    return text(f"usage.change.{way}", lang, amount=amount, share=abs(by) / figure.before)


def _rounded(value: Value) -> Value:
    """A count is whole; a median is told to a tenth."""
    return round(value, 1) if isinstance(value, float) else value


def share(board: Board, name: str) -> tuple[float | None, float | None]:
    """A share of two counts, now and in the period compared with; None where the base is none."""
    part, whole = (board.figures[one] for one in _SHARE_OF[name])

    def of(top: object, base: object) -> float | None:
        return top / base if isinstance(top, (int, float)) and isinstance(base, (int, float)) and base else None

    return of(part.value, whole.value), of(part.before, whole.before)


def share_change(now: float | None, before: float | None, lang: str, against: Span | None) -> str:
    """The change of a share in points of percent."""
    if against is None:
        return ""
    if now is None or before is None:
        return text("usage.change.none", lang)
    points = round(100 * (now - before), 1)
    if points == 0:
        return text("usage.change.same", lang)
    return text("usage.change.points_more" if points > 0 else "usage.change.points_less", lang, points=abs(points))


def period(span: Span, lang: str) -> str:
    """A period as people write it: a whole year, a whole month, or its two days."""
    first, last = span.first, span.last
    months = span.months()
    is_whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if is_whole and len(months) == 12 and first.month == 1:
        return text("usage.period_year", lang, year=str(first.year))
    if is_whole and len(months) == 1:
        return text("usage.period_month", lang, year=str(first.year), month=f"{first:%B}" if lang == "en" else str(first.month))
    return text("usage.period_days", lang, first=date_text(first, lang), last=date_text(last, lang))


def sentence(board: Board, lang: str) -> str:
    """The period in one sentence: who finished how many analyses, and how many led to a decision where any was asked after."""
    when = period(board.over, lang)
    if board.empty:
        return text("usage.nothing", lang, period=when)
    figures = {name: board.figures[name].value for name in ("organisations", "real", "decided", "sample", "training")}
    if not figures["real"]:
        return text("usage.sentence_none_real", lang, period=when, sample=figures["sample"], training=figures["training"])
    key = "usage.sentence_decided" if figures["decided"] else "usage.sentence"
    return text(key, lang, period=when, **figures)


def model_title(model: str, lang: str) -> str:
    """A model's title; the name of one that is gone."""
    words = _titles().get(model)
    return pick(words, lang) if words else model


@cache
def _titles() -> dict[str, Words]:
    try:
        return {one.id: one.title for one in library.models()}
    except Problem:
        return {}


def minutes(value: float | None, lang: str) -> str:
    """How long a step takes: minutes below two hours, hours below two days, else days."""
    if value is None:
        return DASH
    if value < 120:
        return text("usage.minutes", lang, n=round(value, 1) if value < 10 else round(value))
    if value < 2 * 24 * 60:
        return text("usage.hours", lang, n=round(value / 60, 1))
    return text("usage.days", lang, n=round(value / 60 / 24, 1))


def means(name: str, lang: str) -> str:
    """What a count counts."""
    return text(f"usage.count.{BY_NAME[name].name}.means", lang)
