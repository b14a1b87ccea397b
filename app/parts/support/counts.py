"""What the help desk did in a period: how soon it answered, what was asked again, and where questions come from."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV, XLSX
from app.parts.markup import items, show, table
from app.parts.support.talk import lasted
from app.services.support import figures
from app.services.support.figures import BY, DEFINITIONS, Counted, Figures
from app.session import say
from app.texts import pick
from models.kit.wording import number

_PERIODS = (30, 90, 365)
_WIDE = (2, 2, 3, 3, 2)  # two say a longer name
_MIMES = {"xlsx": XLSX, "csv": CSV}


def draw() -> None:
    """Draws them."""
    today, lang = session.today(), session.language()
    days = int(
        st.segmented_control(
            say("support.period_which"), _PERIODS, default=_PERIODS[1], required=True, key="support.period",
            format_func=lambda one: say("support.last_days", days=one),
        ) or _PERIODS[1]
    )  # fmt: skip
    first = today - timedelta(days=days - 1)
    found = figures.figures(session.person(), session.platform(), first, today)
    _numbers(found.whole)
    for by in BY:
        rows = [(pick(row.name, lang), *_cells(row.counted)) for row in found.rows if row.by == by]
        if rows:
            head = [say(f"support.by.{by}"), *(say(f"support.column.{name}") for name in Counted.__dataclass_fields__)]
            show(table(head, rows, caption=say(f"support.table.{by}"), numeric=frozenset(range(1, len(head)))))
    _bookings(found)
    _take(first, today)
    with st.expander(say("usage.definitions"), key="support.definitions", expanded=True):
        show(items(say(f"support.definition.{name}") for name in DEFINITIONS))


def _numbers(whole: Counted) -> None:
    told = {"asked": number(whole.asked), "answered": number(whole.answered), "median_min": lasted(whole.median_min),
            "within_day": _share(whole.within_day), "reopened": _share(whole.reopened)}  # fmt: skip
    for column, (name, said) in zip(st.columns(_WIDE), told.items(), strict=True):
        with column:
            st.metric(say(f"support.column.{name}"), said, border=True)


def _cells(one: Counted) -> tuple[str, ...]:
    shares = (_share(value) for value in (one.within_day, one.reopened, one.helped))
    return (number(one.asked), number(one.answered), lasted(one.median_min), *shares)


def _share(value: float | None) -> str:
    return number(value, ".0%")


def _bookings(found: Figures) -> None:
    head = [say("booking.kind"), say("support.column.asked_or_entered"), say("booking.state.held")]
    rows = [(say(f"booking.kind.{kind}"), number(asked), number(held)) for kind, (asked, held) in found.bookings.items()]
    show(table(head, rows, caption=say("support.by.bookings"), numeric=frozenset({1, 2})))


def _take(first: date, last: date) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    with st.container(horizontal=True):
        for kind, mime in _MIMES.items():
            st.download_button(
                say(f"support.take.{kind}"), partial(figures.taken, person, platform, first, last, kind, lang),
                f"modu_help_desk_{first}_{last}.{kind}", mime, key=f"support.take.{kind}", on_click="ignore",
            )  # fmt: skip
