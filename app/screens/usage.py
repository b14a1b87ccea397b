"""Usage (활용 현황): a period in one sentence, its numbers and their change, who with which model, where people stop, the pack."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.parts.noted import noted
from app.parts.usage import adopted, choosing, missing, numbers, stopping, take, trend, who
from app.parts.usage.choosing import Chosen
from app.services.usage import board, seeing
from app.session import say
from connectors.problem import Problem


def draw() -> None:
    """Draws the page, or the runs behind one of its counts."""
    person, platform = session.person(), session.platform()
    st.title(say("nav.usage"), anchor=False)
    with st.container():
        try:
            chosen = choosing.choose()
        except Problem as problem:
            refused(problem)
            return
    span, asked = chosen.span, chosen.asked
    with st.container():
        if asked.practice:
            show(tag("p", tag("b", plain(say("usage.made_up"))), " ", plain(say("usage.made_up_said")), role="status"))
    seen = (span.first, span.last, asked.organisation_id)
    noted("usage.viewed", seen, lambda: board.viewed(person, platform, span, asked.organisation_id))
    if chosen.model and asked.organisation_id and not asked.practice:
        who.runs(chosen)
    else:
        _board(chosen)


def _board(chosen: Chosen) -> None:
    """Each part in a place of its own, whether it has something to tell or not: while another period is drawn, nothing stands twice."""
    seen = seeing.seen(session.person(), session.platform(), chosen.span, chosen.against, chosen.asked)
    with st.container():
        numbers.draw(seen.board)
    with st.container():
        if not seen.board.empty:
            show(tag("p", tag("a", plain(say("usage.to_take")), href=f"#{take.ANCHOR}")))
            trend.draw(seen.board)
    with st.container():
        if not seen.board.empty:
            who.draw(seen.board, chosen)
    with st.container():
        if seen.awaiting:
            show(tag("p", plain(say("usage.awaiting", count=seen.awaiting))))
            if rights.may(session.person(), "judge_cases"):
                going.link("cases", say("usage.to_review"), icon=":material/rate_review:", tab="review")
    with st.container():
        stopping.draw(seen.funnels)
    with st.container():
        adopted.draw(seen.adoption, chosen.span)
    with st.container():
        if not seen.board.empty:
            numbers.every(seen.board)
    with st.container():
        missing.draw(seen.hints)
    take.draw(chosen)
    who.definitions()


draw()
