"""What came of a case: both follow-ups as they stand, the change of its indicator, and the form that is due."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import literal, tried
from app.parts.markup import badge, pairs, plain, show, tag
from app.services.cases import outcomes
from app.services.cases.looking import Case
from app.services.cases.outcomes import FollowUp, Said
from app.services.cases.steps import TEXT_MAX
from app.session import say
from app.texts import pick
from data_catalog.records.tables import CASE_OUTCOMES
from models.kit.wording import number


def draw(case: Case) -> None:
    """Draws it; nothing of a case that was only looked at."""
    if not case.follow_ups:
        return
    st.header(say("cases.came"), anchor=False)
    if case.change:
        show(tag("ul", tag("li", tag("p", plain(pick(case.change, session.language())))), class_="mo-findings"))
    for one in case.follow_ups:
        _told(case, one)
    due = [one for one in case.follow_ups if one.waits]
    if due and case.edits and case.state != "withdrawn":
        _form(case, due[-1])


def _told(case: Case, one: FollowUp) -> None:
    title = say("cases.after_days", day=one.day)
    if one.kind is None:
        state = badge(say("cases.follow.waits"), "warn") if one.waits else badge(say("cases.follow.later"), "calm")
        on = say("cases.follow.on", day=one.asked_on.isoformat()) if one.asked_on else ""
        show(tag("h3", plain(title), " ", state), tag("p", plain(on), class_="mo-small mo-soft"))
        return
    kind = "good" if one.kind == "measured" else "calm"
    value = say("cases.measured", name=case.said.indicator, value=number(one.value), unit=case.said.unit) if one.value is not None else ""
    facts = {
        "decided_yet": say("cases.yes" if one.decided else "cases.no"),
        "happened": one.happened,
        "after": say("cases.measured_in", said=value, period=one.period) if value and one.period else value,
        "answered_on": one.answered_on.isoformat() if one.answered_on else "",
        "again_on": one.asked_on.isoformat() if one.asked_on else "",
    }
    show(
        tag("h3", plain(title), " ", badge(say(f"cases.outcome.{one.kind}"), kind)),
        pairs({say(f"cases.field.{name}"): said for name, said in facts.items() if said}),
    )


def _form(case: Case, one: FollowUp) -> None:
    at = f"{case.id}.{one.day}.{case.revision}"
    with st.form(f"cases.follow.{at}", enter_to_submit=False):
        show(tag("p", tag("b", plain(say("cases.follow.ask", days=one.day)))))
        kind = st.radio(
            say("cases.follow.kind"), CASE_OUTCOMES, None, key=f"cases.follow_kind.{at}",
            format_func=lambda each: say(f"cases.outcome.{each}"),
        )  # fmt: skip
        decided = st.checkbox(say("cases.follow.decided"), case.decided, key=f"cases.follow_decided.{at}")
        happened = st.text_area(
            say("cases.field.happened"), key=f"cases.follow_happened.{at}", max_chars=TEXT_MAX, height=80,
            help=say("cases.follow.happened_help"),
        )  # fmt: skip
        value, period = None, ""
        if case.said.indicator:
            left, right = st.columns(2)
            label = say("cases.follow.value", name=literal(case.said.indicator), unit=literal(case.said.unit or "–"))
            value = left.number_input(label, value=None, key=f"cases.follow_value.{at}", format="%g")
            period = right.text_input(say("cases.follow.period"), key=f"cases.follow_period.{at}", max_chars=60) or ""
        if not st.form_submit_button(say("cases.follow.send"), type="primary", key=f"cases.follow_send.{at}"):
            return
    said = Said(one.day, kind or "", decided, happened or "", None if value is None else float(value), period)
    tried(lambda: outcomes.answer(session.person(), session.platform(), case.id, case.revision, said))
