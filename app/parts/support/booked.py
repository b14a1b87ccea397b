"""Consults and training in a list: what waits for a day, what comes up, what is over; settled, moved, cancelled and held from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.markup import badge, items, paragraph, plain, show, tag
from app.parts.moments import when
from app.parts.support import booking_done, booking_forms
from app.services.support import bookings, settling
from app.services.support.bookings import REASON_MAX, Booking, Clash
from app.session import say
from app.texts import pick
from data_catalog.records.tables import BOOKING_OPEN

_KINDS = {"asked": "info", "assigned": "info", "agreed": "good", "held": "calm", "cancelled": "calm"}


def mine() -> None:
    """Draws what one asked for, and the form below it."""
    found = bookings.mine(session.person(), session.platform())
    show(tag("p", plain(say("booking.lead"))))
    booking_done.above(found)
    _listed(found, "waits_mine")
    booking_forms.ask(expanded=not found)


def queue() -> None:
    """Draws the form of a supporter and the calendar of one's tree."""
    found = bookings.queue(session.person(), session.platform())
    booking_done.above(found)
    booking_forms.enter()
    if not found:
        show(tag("p", plain(say("booking.none")), role="status"))
    _listed(found, "waits")


def _listed(found: tuple[Booking, ...], waits: str) -> None:
    parts = {
        waits: [one for one in found if one.state in BOOKING_OPEN and not one.agreed],
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
        booking_done.card(one)
        mark = badge(say(f"booking.state.{one.state}"), _KINDS[one.state])
        show(
            tag("h3", plain(say(f"booking.kind.{one.kind}")), " ", mark), tag("p", tag("b", plain(_moment(one)))),
            *(_clash(other) for other in one.clashes),
            *(paragraph(line) for line in one.topic.split("\n") if line), *_named("note", one.note), *_changed(one),
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


def _changed(one: Booking) -> list[str]:
    """Which side cancelled it, or from when it was moved, and why."""
    if not one.reason:
        return []
    moved = say("booking.moved_from", when=one.moved_from) if one.moved_from else ""
    first = say(f"booking.off_by.{one.off_by}") if one.off_by else moved
    return [tag("p", plain(f"{first} ") if first else "", tag("b", plain(say("booking.reason"))), " ", plain(one.reason))]


def _clash(other: Clash) -> str:
    body = pick(other.organisation, session.language())
    where = ", ".join(part for part in (body, other.place, other.person) if part)
    key = "booking.clash_with" if other.count == 1 else "booking.clash_many"
    facts = {"time": f"{other.at:%H:%M}", "where": where} | ({"count": other.count} if other.count > 1 else {})
    return tag("p", badge(say("booking.clash"), "warn"), " ", plain(say(key, **facts)), class_="mo-small")


def _settle(one: Booking) -> None:
    # With what was done in them they are other ones, and shut.
    times = booking_done.times(one.id)
    with st.container(horizontal=True):
        if one.supports:
            with st.popover(say("booking.move" if one.agreed else "booking.agree"), key=f"booking.settling.{one.id}.{times}"):
                _agree(one, f"{one.id}.{times}" if times else one.id)
            if one.state == "asked":
                _button(one, "take", settling.take)
            if one.agreed and one.agreed <= session.today():
                _button(one, "held", settling.held)
        with st.popover(say("booking.cancel"), key=f"booking.off.{one.id}.{times}"):
            _cancel(one, f"{one.id}.{times}" if times else one.id)


def _agree(one: Booking, own: str) -> None:
    first, at = (one.agreed, one.agreed_at) if one.agreed else (one.wished[0], one.wished_at)
    moves = one.agreed is not None
    with st.form(f"booking.agreeing.{own}", enter_to_submit=False, border=False):
        settled = booking_forms.settled(own, first, at or booking_forms.USUAL, one.place, one.note)
        reason = _why("move", own) if moves else ""
        answer = st.container()
        sent = st.form_submit_button(
            say("booking.move_sure" if moves else "booking.agree_sure"), key=f"booking.agree.{own}", type="primary"
        )
    if sent:
        act = partial(settling.agree, session.person(), session.platform(), one.id, settled, one.version, reason)
        booking_done.do("moved" if moves else "agreed", one.id, act, (settled.place, settled.note, reason), answer)


def _cancel(one: Booking, own: str) -> None:
    with st.form(f"booking.cancelling.{own}", enter_to_submit=False, border=False):
        show(tag("p", plain(say("booking.cancel_lead"))))
        reason = _why("cancel", own)
        answer = st.container()
        sent = st.form_submit_button(say("booking.cancel_sure"), key=f"booking.cancel_sure.{own}")
    if sent:
        act = partial(bookings.cancel, session.person(), session.platform(), one.id, one.version, reason)
        booking_done.do("cancelled", one.id, act, (reason,), answer)


def _why(what: str, own: str) -> str:
    said = st.text_input(
        say("booking.reason"), key=f"booking.reason.{what}.{own}", max_chars=REASON_MAX, help=say("booking.reason_help"), autocomplete="off"
    )
    return said or ""


def _button(one: Booking, name: str, do: Callable[..., None]) -> None:
    if st.button(say(f"booking.{name}"), key=f"booking.{name}.{one.id}"):
        booking_done.do(name, one.id, partial(do, session.person(), session.platform(), one.id, one.version))
