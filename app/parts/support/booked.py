"""Consults and training: wishing for one, and for supporters settling its day, saying that it was held, or cancelling it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from app import session
from app.parts.literal import refused, tried
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import when
from app.services.support import bookings
from app.services.support.bookings import LATEST_DAYS, MOST_DAYS, MOST_PEOPLE, TOPIC_MAX, Booking, Wanted
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import BOOKING_KINDS, BOOKING_OPEN

_KINDS = {"asked": "info", "assigned": "info", "agreed": "good", "held": "calm", "cancelled": "calm"}
_FIRST_IN_DAYS, _FRIDAY = 7, 4


def mine() -> None:
    """Draws the form and what one asked for."""
    show(tag("p", plain(say("booking.lead"))))
    _form()
    for one in bookings.mine(session.person(), session.platform()):
        _card(one)


def queue() -> None:
    """Draws what is wished in one's tree."""
    found = bookings.queue(session.person(), session.platform())
    if not found:
        show(tag("p", plain(say("booking.none")), role="status"))
    for one in found:
        _card(one)


def _form() -> None:
    today = session.today()
    sent = session.remembered("booking.sent_so_far", 0)  # what was sent is followed by an empty form; what was refused stays
    if session.remembered("booking.just_sent"):
        session.forget("booking.just_sent")
        st.success(say("booking.sent"))
    with st.form(f"booking.form.{sent}", enter_to_submit=False):
        kind = st.radio(
            say("booking.kind"),
            BOOKING_KINDS,
            key=f"booking.kind.{sent}",
            horizontal=True,
            format_func=lambda one: say(f"booking.kind.{one}"),
        )
        topic = st.text_area(
            say("booking.topic"), key=f"booking.topic.{sent}", max_chars=TOPIC_MAX, height=80, help=say("booking.topic_help")
        )
        days: list[date] = []
        for at, column in enumerate(st.columns(MOST_DAYS), start=1):
            with column:
                first = _working_day(today + timedelta(days=_FIRST_IN_DAYS)) if at == 1 else None
                day = st.date_input(
                    say("booking.day", n=at),
                    first,
                    min_value=today,
                    max_value=today + timedelta(days=LATEST_DAYS),
                    key=f"booking.day.{sent}.{at}",
                )
                days += [day] if isinstance(day, date) else []
        people = st.number_input(say("booking.people"), 1, MOST_PEOPLE, 1, key=f"booking.people.{sent}")
        if not st.form_submit_button(say("booking.send"), type="primary", key="booking.send"):
            return
    try:
        bookings.ask(session.person(), session.platform(), Wanted(str(kind), topic or "", tuple(days), int(people)))
    except Problem as problem:
        refused(problem)
        return
    session.remember("booking.sent_so_far", sent + 1)
    session.remember("booking.just_sent", True)
    st.rerun()


def _working_day(day: date) -> date:
    """The day, or the Monday after it where it is a Saturday or Sunday.

    >>> _working_day(date(2026, 12, 5))
    datetime.date(2026, 12, 7)
    """
    return day + timedelta(days=7 - day.weekday() if day.weekday() > _FRIDAY else 0)


def _card(one: Booking) -> None:
    facts = [pick(one.organisation, session.language()), one.asker, say("booking.for_people", people=one.people), when(one.asked_at_utc)]
    days = ", ".join(day.isoformat() for day in one.wished)
    told = say("booking.agreed_on", day=one.agreed.isoformat()) if one.agreed else say("booking.wished", days=days)
    helper = [say("support.helper", name=one.helper)] if one.helper else []
    with st.container(border=True, key=f"card_booking_{one.id}"):
        mark = badge(say(f"booking.state.{one.state}"), _KINDS[one.state])
        show(tag("h2", plain(say(f"booking.kind.{one.kind}")), " ", mark), tag("p", plain(one.topic)))
        show(items([told, *(fact for fact in [*facts, *helper] if fact)], "mo-facts"))
        if one.state in BOOKING_OPEN:
            _settle(one)


def _settle(one: Booking) -> None:
    today = session.today()
    with st.container(horizontal=True):
        if one.supports:
            with st.popover(say("booking.agree")):
                first = one.agreed or one.wished[0]
                day = st.date_input(say("booking.agree_day"), max(first, today), min_value=today, key=f"booking.agree_day.{one.id}")
                if st.button(say("booking.agree_sure"), key=f"booking.agree.{one.id}", type="primary") and isinstance(day, date):
                    tried(lambda: bookings.agree(session.person(), session.platform(), one.id, day, one.version))
            if one.state == "asked":
                _button(one, "take", bookings.take)
            if one.agreed and one.agreed <= today:
                _button(one, "held", bookings.held)
        with st.popover(say("booking.cancel")):
            show(tag("p", plain(say("booking.cancel_lead"))))
            _button(one, "cancel_sure", bookings.cancel)


def _button(one: Booking, name: str, do: Callable[..., None]) -> None:
    if st.button(say(f"booking.{name}"), key=f"booking.{name}.{one.id}"):
        tried(lambda: do(session.person(), session.platform(), one.id, one.version))
