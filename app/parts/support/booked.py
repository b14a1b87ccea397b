"""Consults and training in a list: what waits for a day, what comes up, what is over; settled, moved, cancelled and held from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.literal import tried
from app.parts.markup import badge, items, paragraph, plain, show, tag
from app.parts.moments import when
from app.parts.support import booking_forms
from app.services.support import bookings, settling
from app.services.support.bookings import REASON_MAX, Booking, Clash
from app.session import say
from app.texts import pick
from data_catalog.records.tables import BOOKING_OPEN

_KINDS = {"asked": "info", "assigned": "info", "agreed": "good", "held": "calm", "cancelled": "calm"}


def mine() -> None:
    """Draws the form and what one asked for."""
    show(tag("p", plain(say("booking.lead"))))
    booking_forms.ask()
    _listed(bookings.mine(session.person(), session.platform()))


def queue() -> None:
    """Draws the form of a supporter and the calendar of one's tree."""
    found = bookings.queue(session.person(), session.platform())
    booking_forms.enter()
    if not found:
        show(tag("p", plain(say("booking.none")), role="status"))
    _listed(found)


def _listed(found: tuple[Booking, ...]) -> None:
    parts = {
        "waits": [one for one in found if one.state in BOOKING_OPEN and not one.agreed],
        "ahead": [one for one in found if one.state in BOOKING_OPEN and one.agreed],
    }
    for name, those in parts.items():
        if those:
            st.header(say(f"booking.section.{name}"), anchor=False)
        for one in those:
            _card(one)
    if over := [one for one in found if one.state not in BOOKING_OPEN]:
        with fold(say("booking.section.over", count=len(over)), key="booking.over") as is_open:
            for one in over if is_open else ():
                _card(one)


def _card(one: Booking) -> None:
    with st.container(border=True, key=f"card_booking_{one.id}"):
        mark = badge(say(f"booking.state.{one.state}"), _KINDS[one.state])
        show(
            tag("h3", plain(say(f"booking.kind.{one.kind}")), " ", mark), tag("p", tag("b", plain(_moment(one)))),
            *(_clash(other) for other in one.clashes),
            *(paragraph(line) for line in one.topic.split("\n") if line), *_named("note", one.note), *_named("reason", one.reason),
            items(_facts(one), "mo-facts"),
        )  # fmt: skip
        if one.state in BOOKING_OPEN and (one.owns or one.supports):
            _settle(one)


def _facts(one: Booking) -> list[str]:
    body = pick(one.organisation, session.language())
    whom = [one.asker] if one.asker else [] if one.wished or one.owns else [say("booking.for_all")]
    helper = [say("support.helper", name=one.helper)] if one.helper else []
    made = say("booking.asked_when" if one.wished else "booking.entered_when", when=when(one.asked_at_utc))
    return [body, *whom, say("booking.for_people", people=one.people), *helper, made]


def _moment(one: Booking) -> str:
    """When and where it is, or the days wished for."""
    if one.agreed:
        at = f" {one.agreed_at:%H:%M}" if one.agreed_at else ""
        return ", ".join(part for part in (f"{_day(one.agreed)}{at}", one.place) if part)
    days = ", ".join(_day(day) for day in one.wished)
    return say("booking.wished_with_time", days=days, time=f"{one.wished_at:%H:%M}") if one.wished_at else say("booking.wished", days=days)


def _day(day: date) -> str:
    return say("booking.on", day=day.isoformat(), weekday=say("booking.weekdays").split()[day.weekday()])


def _named(name: str, said: str) -> list[str]:
    """What was written, after the name of its field; nothing where it is empty."""
    lines = [line for line in said.split("\n") if line]
    return [tag("p", tag("b", plain(say(f"booking.{name}"))), " ", plain(lines[0])), *map(paragraph, lines[1:])] if lines else []


def _clash(other: Clash) -> str:
    body = pick(other.organisation, session.language())
    said = say("booking.clash_with", time=f"{other.at:%H:%M}", organisation=body)
    return tag("p", badge(say("booking.clash"), "warn"), " ", plain(said), class_="mo-small")


def _settle(one: Booking) -> None:
    with st.container(horizontal=True):
        if one.supports:
            with st.popover(say("booking.move" if one.agreed else "booking.agree")):
                _agree(one)
            if one.state == "asked":
                _button(one, "take", settling.take)
            if one.agreed and one.agreed <= session.today():
                _button(one, "held", settling.held)
        with st.popover(say("booking.cancel")):
            _cancel(one)


def _agree(one: Booking) -> None:
    first, at = (one.agreed, one.agreed_at) if one.agreed else (one.wished[0], one.wished_at)
    with st.form(f"booking.agreeing.{one.id}", enter_to_submit=False, border=False):
        settled = booking_forms.settled(one.id, first, at or booking_forms.USUAL, one.place, one.note)
        reason = _why(one, "move") if one.agreed else ""
        sent = st.form_submit_button(say("booking.agree_sure"), key=f"booking.agree.{one.id}", type="primary")
    if sent:
        tried(lambda: settling.agree(session.person(), session.platform(), one.id, settled, one.version, reason))


def _cancel(one: Booking) -> None:
    with st.form(f"booking.cancelling.{one.id}", enter_to_submit=False, border=False):
        show(tag("p", plain(say("booking.cancel_lead"))))
        reason = _why(one, "cancel")
        sent = st.form_submit_button(say("booking.cancel_sure"), key=f"booking.cancel_sure.{one.id}")
    if sent:
        tried(lambda: bookings.cancel(session.person(), session.platform(), one.id, one.version, reason))


def _why(one: Booking, what: str) -> str:
    said = st.text_input(
        say("booking.reason"), key=f"booking.reason.{what}.{one.id}", max_chars=REASON_MAX, help=say("booking.reason_help"),
        autocomplete="off",
    )  # fmt: skip
    return said or ""


def _button(one: Booking, name: str, do: Callable[..., None]) -> None:
    if st.button(say(f"booking.{name}"), key=f"booking.{name}.{one.id}"):
        tried(lambda: do(session.person(), session.platform(), one.id, one.version))
