"""The forms of consults and training: wishing for one, entering one agreed elsewhere, and when and where it is."""

from __future__ import annotations

from datetime import date, time, timedelta

import streamlit as st

from app import session
from app.parts import days
from app.parts.folds import fold
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.parts.support import booking_done
from app.services.people import organisations
from app.services.support import bookings, settling
from app.services.support.bookings import MOST_DAYS, MOST_PEOPLE, TOPIC_MAX, Wanted
from app.services.support.settling import NOTE_MAX, PLACE_MAX, Entered, Settled
from app.session import say
from app.texts import pick
from data_catalog.records.tables import BOOKING_KINDS

USUAL = time(10)
"""The time of day a form begins with."""
_DAY_WIDE = (3, 2)  # a day is longer than a time
_FIRST_IN_DAYS, _FRIDAY, _STEP_S = 7, 4, 1_800


def ask(*, expanded: bool) -> None:
    """Draws the form that wishes for one, folded. `expanded`: how it stands when it is drawn first."""
    with fold(say("booking.ask"), key="booking.ask", expanded=expanded, icon=":material/event:") as is_open:
        if is_open:
            _ask(booking_done.times("sent"))


def enter() -> None:
    """Draws the form of a supporter, folded."""
    with fold(say("booking.enter"), key="booking.enter", icon=":material/event:") as is_open:
        if is_open:
            _enter(booking_done.times("entered"))


def settled(own: str, day: date, at: time, place: str = "", note: str = "") -> Settled:
    """Draws when and where it is, and the note both sides read; gives what is chosen. `own` keeps the fields apart."""
    left, right = st.columns(_DAY_WIDE)
    with left:
        chosen = days.field(say("booking.agree_day"), max(day, session.today()), key=f"booking.agree_day.{own}")
    with right:
        clock = st.time_input(say("booking.at"), at, key=f"booking.at.{own}", step=_STEP_S)
    # One letter more than the place may have: who writes a longer one is told, not cut.
    where = st.text_input(
        say("booking.place"), place, key=f"booking.place.{own}", max_chars=PLACE_MAX + 1, help=say("booking.place_help"),
        autocomplete="off",
    )  # fmt: skip
    said = st.text_area(say("booking.note"), note, key=f"booking.note.{own}", max_chars=NOTE_MAX, height=80, help=say("booking.note_help"))
    show(tag("p", plain(say("support.numbers_hidden")), class_="mo-small"))
    return Settled(chosen, clock or at, where or "", said or "")


def _ask(sent: int) -> None:
    with st.form(f"booking.form.{sent}", enter_to_submit=False, border=False):
        kind = _kind(f"{sent}")
        topic = _topic(f"{sent}", say("booking.topic_help"))
        first = _working_day(session.today() + timedelta(days=_FIRST_IN_DAYS))
        wished = [
            days.field(say("booking.day", n=at), first if at == 1 else None, key=f"booking.day.{sent}.{at}", place=column)
            for at, column in enumerate(st.columns(MOST_DAYS), start=1)
        ]
        left, right = st.columns(2)
        with left:
            clock = st.time_input(say("booking.wished_at"), USUAL, key=f"booking.wished_at.{sent}", step=_STEP_S)
        with right:
            people = _people(f"{sent}")
        answer = st.container()
        if not st.form_submit_button(say("booking.send"), type="primary", key="booking.send"):
            return
    wanted = Wanted(kind, topic, tuple(day for day in wished if day), people, clock)
    booking_done.do("sent", "", lambda: bookings.ask(session.person(), session.platform(), wanted), (topic,), answer)


def _enter(sent: int) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    show(tag("p", plain(say("booking.enter_lead"))))
    nodes = {one.id: one for one in organisations.tree(person, platform, "support", lang) if not one.ended}
    own = st.selectbox(
        say("booking.enter_organisation"), list(nodes), 0 if len(nodes) == 1 else None, key=f"booking.organisation.{sent}",
        placeholder=say("columns.none_yet"), format_func=lambda key: "\u2003" * nodes[key].depth + literal(pick(nodes[key].name, lang)),
    )  # fmt: skip
    if not own:
        return
    there = settling.people(person, platform, own)
    first = _working_day(session.today() + timedelta(days=1))
    with st.form(f"booking.entering.{sent}", enter_to_submit=False, border=False):
        whom = st.selectbox(
            say("booking.enter_person"), ["", *there], key=f"booking.person.{sent}.{own}", help=say("booking.enter_person_help"),
            format_func=lambda key: literal(there[key]) if key else say("booking.for_all"),
        )  # fmt: skip
        kind = _kind(f"enter.{sent}")
        topic = _topic(f"enter.{sent}", say("booking.enter_topic_help"))
        chosen = settled(f"enter.{sent}", first, USUAL)
        people = _people(f"enter.{sent}")
        answer = st.container()
        if not st.form_submit_button(say("booking.enter_send"), type="primary", key="booking.enter_send"):
            return
    entered = Entered(kind, own, chosen, whom or None, people, topic)
    booking_done.do("entered", "", lambda: settling.enter(person, platform, entered), (topic, chosen.place, chosen.note), answer)


def _topic(own: str, told: str) -> str:
    return st.text_area(say("booking.topic"), key=f"booking.topic.{own}", max_chars=TOPIC_MAX, height=80, help=told) or ""


def _kind(own: str) -> str:
    return str(
        st.radio(
            say("booking.kind"), BOOKING_KINDS, key=f"booking.kind.{own}", horizontal=True,
            format_func=lambda one: say(f"booking.kind.{one}"),
        )
    )  # fmt: skip


def _people(own: str) -> int:
    return int(st.number_input(say("booking.people"), 1, MOST_PEOPLE, 1, key=f"booking.people.{own}"))


def _working_day(day: date) -> date:
    """The day, or the Monday after it where it is a Saturday or Sunday.

    >>> _working_day(date(2026, 12, 5))
    datetime.date(2026, 12, 7)
    """
    return day + timedelta(days=7 - day.weekday() if day.weekday() > _FRIDAY else 0)
