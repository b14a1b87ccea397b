"""The audit trail: whether it is whole, and who did what, searched by days, person, deed and data, a page at a time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV, XLSX
from app.parts import days
from app.parts.audit import whole
from app.parts.literal import refused
from app.parts.markup import plain, show, table, tag
from app.parts.moments import when
from app.services import audit
from app.services.audit import Page, Wanted
from app.session import say
from app.texts import text
from connectors.problem import Problem
from data_catalog import ledger

_DAYS = 30
_AT = "audit.at"
"""Where the pages looked at so far begin: the last is the one on screen."""


def draw() -> None:
    """Draws the page."""
    st.title(say("nav.audit"), anchor=False)
    show(tag("p", plain(say("audit.lead"))))
    whole.draw()
    wanted = _wanted()
    fresh = session.changed("audit.asked", wanted)
    at = [None] if fresh else session.remembered(_AT, [None])
    session.remember(_AT, at)
    try:
        # What is drawn again without anything new being asked was put on record when it was first shown.
        noted = session.changed("audit.shown", (wanted, at[-1]))
        found = audit.listed(session.person(), session.platform(), wanted, at[-1], note=noted)
    except Problem as problem:
        session.forget("audit.shown")
        refused(problem)
        return
    _count(found)
    if found.entries:
        _entries(found)
        _pages(found, at)
        _take(wanted)


def _wanted() -> Wanted:
    today = session.today()
    with st.form("audit.form", border=True):
        first, last = st.columns(2)
        begin = days.field(say("audit.first"), today - timedelta(days=_DAYS), key="audit.first", place=first)
        end = days.field(say("audit.last"), today, key="audit.last", place=last)
        deed, person, subject = st.columns(3)
        event = deed.selectbox(say("audit.event"), ["", *_events()], format_func=_event, key="audit.event")
        who = person.text_input(say("audit.person"), key="audit.person", max_chars=100)
        what = subject.text_input(say("audit.subject"), key="audit.subject", max_chars=100)
        st.form_submit_button(say("audit.find"), type="primary", icon=":material/search:")
    return Wanted(days.needed(begin), days.needed(end), who or "", event or "", what or "")


def _events() -> list[str]:
    return sorted(ledger.EVENTS, key=_event)


def _event(event: str) -> str:
    return text(f"ledger.{event}", session.language()) if event else say("audit.event_any")


def _count(found: Page) -> None:
    many = found.count > audit.COUNTED
    key = "audit.none" if not found.entries else "audit.count_many" if many else "audit.count"
    show(tag("p", plain(say(key, count=min(found.count, audit.COUNTED)) if found.entries else say(key)), role="status"))


def _entries(found: Page) -> None:
    teller = audit.Teller(session.language())
    head = [say(f"audit.column.{name}") for name in ("when", "who", "organisation", "done", "what", "more")]
    rows = []
    for entry in found.entries:
        one = teller.said(entry, found.names)
        rows.append((when(entry.at_utc), one.who, one.organisation, one.done, one.what, one.more))
    show(table(head, rows, caption=say("nav.audit"), row_head=False))


def _pages(found: Page, at: list[tuple[date, int] | None]) -> None:
    if len(at) == 1 and found.after is None:
        return
    with st.container(horizontal=True):
        st.button(say("audit.newer"), key="audit.newer", disabled=len(at) == 1, on_click=session.remember, args=(_AT, at[:-1]))
        st.button(
            say("audit.older"), key="audit.older", disabled=found.after is None, on_click=session.remember, args=(_AT, [*at, found.after])
        )


def _take(wanted: Wanted) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    mimes = {"csv": CSV, "xlsx": XLSX}
    with st.container(horizontal=True):
        for kind, mime in mimes.items():
            st.download_button(
                say(f"audit.{kind}"),
                partial(audit.taken, person, platform, wanted, kind, lang),
                f"modu_audit_{wanted.first}_{wanted.last}.{kind}",
                mime,
                key=f"audit.{kind}",
                on_click="ignore",
                help=say("audit.take_help", most=audit.MOST_ROWS),
            )


draw()
