"""Usage: one sentence of the period, four numbers with what they count, and the table by organisation, model and month."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app import session
from app.mimes import CSV
from app.parts.markup import items, plain, show, table, tag
from app.parts.noted import noted
from app.services import usage
from app.services.usage import Usage
from app.session import say
from app.texts import pick, text
from models.kit import library

_PERIODS = ("month", "last_month", "year", "last_year")


def draw() -> None:
    """Draws the page."""
    st.title(say("nav.usage"), anchor=False)
    period = st.segmented_control(
        say("usage.which_period"),
        _PERIODS,
        default="year",
        required=True,
        format_func=lambda key: say(f"usage.period.{key}"),
        key="usage.period",
    )
    first, last = span(str(period), session.platform().today())
    noted("usage.viewed", (first, last), lambda: usage.viewed(session.person(), session.platform(), first, last))
    found = usage.table(session.person(), session.platform(), first, last)
    totals = found.totals
    show(tag("p", plain(_sentence(found, totals)), class_="mo-lead"))
    _numbers(totals)
    _table(found)
    _definitions()


def span(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period."""
    month = today.replace(day=1)
    if period == "month":
        return month, today
    if period == "last_month":
        last = month - timedelta(days=1)
        return last.replace(day=1), last
    if period == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return date(today.year, 1, 1), today


def _sentence(found: Usage, totals: usage.Totals) -> str:
    if not totals.real + totals.sample + totals.training:
        return say("usage.none", first=str(found.first), last=str(found.last))
    return say("usage.sentence", first=str(found.first), last=str(found.last), organisations=totals.organisations, real=totals.real)


def _numbers(totals: usage.Totals) -> None:
    columns = st.columns(4)
    for column, name in zip(columns, ("real", "organisations", "sample", "training"), strict=True):
        with column:
            st.metric(say(f"usage.{name}"), f"{getattr(totals, name):,}", border=True)
            st.caption(say(f"usage.{name}.means"))


def _table(found: Usage) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    if not found.rows:
        return
    titles = {model.id: model.title for model in library.models()}
    head = [say(f"usage.{name}") for name in ("organisation", "model", "month_head", "real", "sample", "training")]
    rows = [
        (
            pick(row.organisation, lang),
            pick(titles[row.model], lang) if row.model in titles else row.model,
            row.month,
            f"{row.real:,}",
            f"{row.sample:,}",
            f"{row.training:,}",
        )
        for row in found.rows
    ]
    show(table(head, rows, caption=say("usage.table"), numeric=frozenset({3, 4, 5})))
    st.download_button(
        say("usage.csv"),
        lambda: usage.to_csv(person, platform, found, lang, titles),
        f"modu_usage_{found.first}_{found.last}.csv",
        CSV,
        key="usage.csv",
        on_click="ignore",
        help=say("usage.csv_help"),
    )


def _definitions() -> None:
    with st.expander(say("usage.definitions"), key="usage.definitions"):
        show(items(text(key, session.language()) for key in usage.DEFINITIONS))


draw()
