"""The review of a result: how it stands, asking a colleague for it, and for who was asked, confirming or returning it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts.literal import tried
from app.parts.markup import badge, plain, show, tag
from app.parts.people.finding import colleague
from app.services.runs.my_runs import OneRun
from app.services.sharing import reviewing
from app.services.sharing.reviewing import Reviewed
from app.session import say


def mark(found: Reviewed) -> str:
    """The badge that stands with the result's name; nothing where nothing is to be said."""
    if found.state == "confirmed":
        return badge(say("review.done", name=found.reviewer, day=found.day.isoformat() if found.day else ""), "good")
    return badge(say("review.waiting"), "warn") if found.told else ""


def draw(run: OneRun, found: Reviewed) -> None:
    """Draws what its author or its reviewer can do; nothing for anybody else."""
    if found.mine:
        _answer(run, found)
    elif found.author:
        _author(run, found)


def _author(run: OneRun, found: Reviewed) -> None:
    day = found.day.isoformat() if found.day else ""
    if found.state == "confirmed":
        if found.changed:
            show(tag("p", plain(say("review.changed")), class_="mo-small"))
        return
    with st.expander(say("review.ask_title"), key="result.review", expanded=found.state == "returned"):
        if found.state == "none":
            show(tag("p", plain(say("review.none" if found.told else "review.none_quiet"))))
        else:
            show(tag("p", plain(say(f"review.{found.state}", name=found.reviewer, day=day)), role="status"))
        if found.comment:
            show(tag("blockquote", plain(found.comment)))
        if found.state == "asked":
            withdraw = partial(reviewing.withdraw, session.person(), session.platform(), found.id)
            if st.button(say("review.withdraw"), key="result.review.withdraw"):
                tried(withdraw)
            return
        show(tag("p", plain(say("review.ask_lead")), class_="mo-small"))
        reviewer = colleague("result.review.whom", "share.search", "share.person")
        if st.button(say("review.ask"), key="result.review.ask", type="primary", disabled=reviewer is None) and reviewer:
            tried(lambda: reviewing.ask(session.person(), session.platform(), run.id, reviewer))


def _answer(run: OneRun, found: Reviewed) -> None:
    person, platform = session.person(), session.platform()
    with st.container(border=True, key="card_result_review"):
        show(tag("p", tag("b", plain(say("review.mine")))))
        if st.button(say("review.confirm"), key="result.review.confirm", type="primary", icon=":material/check:"):
            tried(lambda: reviewing.confirm(person, platform, found.id))
        comment = st.text_area(say("review.comment"), key="result.review.comment", max_chars=reviewing.COMMENT_MAX) or ""
        if st.button(say("review.return"), key="result.review.return"):
            tried(lambda: reviewing.give_back(person, platform, found.id, comment))
