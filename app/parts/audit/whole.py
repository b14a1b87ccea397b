"""Whether the trail is whole, in one sentence; what a check found; and asking for one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import items, plain, show, tag
from app.parts.moments import when
from app.services import audit
from app.services.audit import State
from app.session import say
from app.texts import trail as texts
from connectors.problem import Problem

_EVERY_SECONDS = 3.0


def draw() -> None:
    """Draws it; while a check is under way it looks again by itself."""
    state = audit.state(session.person(), session.platform())
    if state.under_way:
        _waiting()
    else:
        _told(state)


@session.part(every_s=_EVERY_SECONDS)
def _waiting() -> None:
    state = audit.state(session.person(), session.platform())
    if not state.under_way:
        st.rerun()
    _told(state)


def _told(state: State) -> None:
    sentences = [
        say("audit.state.sealed", through=state.sealed_through.isoformat()) if state.sealed_through else say("audit.state.unsealed")
    ]
    sentences.append(say("audit.state.under_way") if state.under_way else _checked(state.checked_at, state))
    wrong = state.verdict is not None and not state.verdict.whole
    show(tag("p", plain(" ".join(sentences)), class_="mo-lead", role="alert" if wrong else "status"))
    if state.verdict is not None and (state.verdict.breaks or state.verdict.notes):
        _found(state)
    if state.may_ask and not state.under_way and st.button(say("audit.check"), key="audit.check", icon=":material/verified_user:"):
        _ask()


def _checked(checked_at: datetime | None, state: State) -> str:
    if checked_at is None or state.verdict is None:
        return say("audit.state.never")
    if state.verdict.whole:
        return say("audit.state.whole", when=when(checked_at))
    return say("audit.state.broken", when=when(checked_at), count=len(state.verdict.breaks))


def _found(state: State) -> None:
    zone, verdict = ZoneInfo(session.setting("time_zone")), state.verdict
    if verdict is None:
        return
    with fold(say("audit.found"), expanded=not verdict.whole, key="audit.found") as is_open:
        if is_open:
            show(items(texts.sentence(one, session.language(), zone) for one in (*verdict.breaks, *verdict.notes)))


def _ask() -> None:
    try:
        audit.ask(session.person(), session.platform())
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
