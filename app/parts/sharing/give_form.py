"""The form that gives a thing away: to whom, what they may do, until when."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.parts.own_address import own_address
from app.parts.people.finding import colleague
from app.services.sharing import giving, listing
from app.services.sharing.giving import Wanted
from app.services.sharing.granted import Subject
from app.session import say
from app.texts import pick
from connectors.problem import Problem

WAYS = ("person", "organisation", "link")
_DAYS = (7, 30, 90, 180, 365)
_USUAL = 30


def draw(subject: Subject) -> None:
    """Draws the form; what a new link's address is stands below it once."""
    at = f"{subject.kind}.{subject.id}"
    show(tag("p", plain(say(f"share.lead.{subject.kind}")), class_="mo-small"))
    way = st.radio(say("share.to"), WAYS, format_func=lambda one: say(f"share.way.{one}"), key=f"share.way.{at}", horizontal=True)
    person = colleague(f"share.whom.{at}", "share.search", "share.person") if way == "person" else None
    organisation = _organisation(at) if way == "organisation" else None
    if way == "link":
        show(tag("p", plain(say("share.link_lead")), class_="mo-small"))
    may_edit = False
    if subject.kind == "draft" and way == "person":
        may_edit = (
            st.radio(
                say("share.right"),
                ("see", "edit"),
                format_func=lambda one: say(f"share.right.{one}"),
                key=f"share.right.{at}",
                horizontal=True,
            )
            == "edit"
        )
    until = _until(at)
    ready = way == "link" or bool(person or organisation)
    if st.button(say("share.give" if way != "link" else "share.make_link"), key=f"share.give.{at}", type="primary", disabled=not ready):
        _give(Wanted(subject.kind, subject.id, until, person, organisation, may_edit), at)
    _address(at)


def _organisation(at: str) -> str | None:
    names = listing.organisations(session.person(), session.platform())
    return st.selectbox(
        say("share.organisation"), list(names), index=None, key=f"share.organisation.{at}", placeholder=say("columns.none_yet"),
        format_func=lambda one: pick(names[one], session.language()), help=say("share.organisation_help"),
    )  # fmt: skip


def _until(at: str) -> date:
    today, last = session.today(), giving.longest(session.platform())
    days = {today + timedelta(days=length): length for length in _DAYS if today + timedelta(days=length) <= last} or {last: 0}
    usual = today + timedelta(days=_USUAL)

    def said(until: date) -> str:
        return say("data.keep_days", days=days[until], until=until.isoformat()) if days[until] else until.isoformat()

    options = list(days)
    return (
        st.selectbox(say("share.until"), options, index=options.index(usual) if usual in days else 0, format_func=said, filter_mode=None,
                     key=f"share.until.{at}")
        or options[0]
    )  # fmt: skip


def _give(wanted: Wanted, at: str) -> None:
    try:
        given = giving.give(session.person(), session.platform(), wanted)
    except Problem as problem:
        refused(problem)
        return
    session.remember(f"share.made.{at}", given.token or "")
    st.rerun()


def _address(at: str) -> None:
    """That it was given; of a link its address, which is told this once."""
    made = session.remembered(f"share.made.{at}")
    if made is None:
        return
    session.forget(f"share.made.{at}")
    if not made:
        st.success(say("share.done"))
        return
    st.success(say("share.link_made"))
    st.code(f"{own_address()}/shared?link={made}", language=None, wrap_lines=True)
