"""Handing over (인수인계): whose things to whom, what will move, and one step that moves them."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import items, pairs, plain, show, tag
from app.parts.people.finding import colleague
from app.services.sharing import handing_over
from app.services.sharing.handing_over import Moves
from app.session import say
from connectors.problem import Problem


def draw() -> None:
    """Draws the page."""
    person, platform = session.person(), session.platform()
    st.title(say("handover.title"), anchor=False)
    show(tag("p", plain(say("handover.lead"))))
    if session.remembered("handover.done"):
        session.forget("handover.done")
        st.success(say("handover.done"))
    giver = _giver()
    taker = colleague("handover.to", "handover.to", "handover.to_person") if giver else None
    if not (giver and taker):
        return
    try:
        moves = handing_over.what_moves(person, platform, giver, taker)
    except Problem as problem:
        refused(problem)
        return
    _preview(moves)
    if moves.under_way:
        refused(Problem("handover.run_under_way", count=moves.under_way))
    close = handing_over.may_close(person, platform, giver) and st.checkbox(say("handover.close"), key="handover.close")
    sure = st.checkbox(say("handover.sure"), key=f"handover.sure.{giver}.{taker}")
    ready = sure and not moves.under_way and (close or any(moves.counts.values()))
    if st.button(say("handover.go"), key="handover.go", type="primary", disabled=not ready):
        _go(giver, taker, close)


def _giver() -> str | None:
    """Whose things: one's own, or for who may, those of somebody of their tree."""
    person = session.person()
    if not handing_over.may_for_others(person):
        return person.id
    whose = st.radio(
        say("handover.whose"), ("mine", "others"), format_func=lambda one: say(f"handover.{one}"), key="handover.whose", horizontal=True
    )
    return person.id if whose == "mine" else colleague("handover.from", "handover.from", "handover.from_person")


def _preview(moves: Moves) -> None:
    st.header(say("handover.preview"), anchor=False)
    counts = {**moves.counts, "shares": moves.shares}
    if any(counts.values()):
        show(pairs({say(f"handover.{kind}"): f"{count:,}" for kind, count in counts.items() if count}))
    else:
        show(tag("p", plain(say("handover.nothing"))))
    told = [say("handover.sees_all")] if moves.datasets else []
    told += [say(f"handover.{name}", count=count) for name, count in (
        ("closed", moves.closed), ("stays_elsewhere", moves.stay_elsewhere), ("stays_sources", moves.stay_sources),
        ("reviews", moves.reviews)) if count]  # fmt: skip
    if told:
        show(items(told))


def _go(giver: str, taker: str, close: bool) -> None:
    try:
        handing_over.hand_over(session.person(), session.platform(), giver, taker, close=close)
    except Problem as problem:
        refused(problem)
        return
    session.remember("handover.done", True)
    st.rerun()


draw()
