"""The reviews of a case: assigning two reviewers, scoring by the rubric, both side by side once they are in, and deciding."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import literal, tried
from app.parts.markup import badge, plain, show, table, tag
from app.parts.people.finding import colleague
from app.services.cases import reviewing
from app.services.cases.looking import Case
from app.services.cases.reviewing import OUTCOMES, SCORES, Round, Seat
from app.services.cases.steps import SHOWN_STATES, TEXT_MAX
from app.session import say
from data_catalog.records.tables import CASE_CRITERIA, CASE_PHASES

_KINDS = {"outstanding": "good", "accepted": "good", "returned": "bad"}


def draw(case: Case) -> None:
    """Draws them; nothing where there are none and the reader may ask for none."""
    under_way = next((one for one in case.rounds if one.outcome is None), None)
    may_assign = case.judges and under_way is None and case.state != "withdrawn"
    if not case.rounds and not may_assign:
        return
    st.header(say("cases.reviews"), anchor=False)
    for one in case.rounds:
        _round(case, one)
    if case.judges and not case.edits and case.state in SHOWN_STATES and not case.published_on:
        show(tag("p", plain(say("cases.publish_theirs")), class_="mo-small"))
    if may_assign:
        _assign(case)


def _round(case: Case, one: Round) -> None:
    state = badge(say(f"cases.state.{one.outcome}"), _KINDS[one.outcome]) if one.outcome else badge(say("cases.state.review"), "info")
    show(
        tag("h3", plain(say("cases.round", number=one.number, phase=say(f"cases.phase.{one.phase}"))), " ", state),
        tag("p", plain(say("cases.round_opened", day=one.opened_on.isoformat())), class_="mo-small mo-soft"),
    )
    if not one.scored:
        show(tag("p", plain(say("cases.blind")), role="status"))
    _scores(one)
    if one.apart:
        show(
            tag(
                "p",
                plain(
                    say(
                        "cases.apart_told" if one.outcome else "cases.apart",
                        criteria=[say(f"cases.criterion.{each}") for each in one.apart],
                    )
                ),
                role="status",
            )
        )
    if one.reason:
        show(tag("p", tag("b", plain(say("cases.reason"))), " ", plain(one.reason)))
    for seat in one.seats:
        if seat.mine:
            _score(case, seat)
    if one.scored and one.outcome is None:
        show(tag("p", plain(say("cases.turn_yours" if case.judges else "cases.turn_theirs")), role="status"))
    if case.judges and one.outcome is None:
        _judge(case, one)


def _scores(one: Round) -> None:
    head = [say("cases.reviewer"), *(say(f"cases.criterion.{each}") for each in CASE_CRITERIA), say("cases.comment")]
    rows = [(seat.name or say("cases.reviewer_n", place=seat.place), *_given(seat), seat.comment or "–") for seat in one.seats]
    caption = say("cases.scores_of", number=one.number)
    show(table(head, rows, caption=caption))


def _given(seat: Seat) -> list[str]:
    if seat.scores:
        return [str(seat.scores[each]) for each in CASE_CRITERIA]
    return [say("cases.scored" if seat.scored else "cases.not_scored")] * len(CASE_CRITERIA)


def _score(case: Case, seat: Seat) -> None:
    at = f"{case.id}.{seat.place}"
    with st.form(f"cases.scoring.{at}", enter_to_submit=False):
        show(tag("p", tag("b", plain(say("cases.score_lead")))))
        given = {}
        for name in CASE_CRITERIA:

            def told(one: int, name: str = name) -> str:
                return say("cases.anchored", score=one, anchor=say(f"cases.anchor.{name}.{one}"))

            label = say("cases.criterion_asks", criterion=say(f"cases.criterion.{name}"), asks=say(f"cases.asks.{name}"))
            given[name] = st.radio(label, SCORES, None, key=f"cases.score.{name}.{at}", format_func=told)
        comment = st.text_area(say("cases.comment"), key=f"cases.score_comment.{at}", max_chars=TEXT_MAX, height=80) or ""
        if not st.form_submit_button(say("cases.score_send"), type="primary", key=f"cases.score_send.{at}"):
            return
    scores = {name: one for name, one in given.items() if one is not None}
    tried(lambda: reviewing.score(session.person(), session.platform(), case.id, scores, comment))


def _assign(case: Case) -> None:
    with st.expander(say("cases.assign"), key=f"cases.assign.{case.id}", expanded=not case.rounds):
        show(tag("p", plain(say("cases.assign_lead")), class_="mo-small"))
        done = len(case.rounds)
        phase = st.selectbox(
            say("cases.phase"), CASE_PHASES, min(done, len(CASE_PHASES) - 1), key=f"cases.phase.{case.id}.{done}", filter_mode=None,
            format_func=lambda one: say(f"cases.phase.{one}"),
        )  # fmt: skip
        known = reviewing.who_may(session.person(), session.platform(), case.id)
        left, right = st.columns(2)
        with left:
            first = colleague(f"cases.first.{case.id}", "cases.reviewer_first", "cases.reviewer", known)
        with right:
            second = colleague(f"cases.second.{case.id}", "cases.reviewer_second", "cases.reviewer", known)
        if st.button(say("cases.assign_send"), key=f"cases.assign_send.{case.id}", type="primary", disabled=not (first and second)):
            reviewers = [one for one in (first, second) if one]
            tried(lambda: reviewing.assign(session.person(), session.platform(), case.id, phase, reviewers))


def _judge(case: Case, one: Round) -> None:
    if one.scored:
        with st.form(f"cases.deciding.{one.id}", enter_to_submit=False):
            outcome = st.radio(
                say("cases.decide"), OUTCOMES, None, key=f"cases.outcome.{one.id}", format_func=lambda each: say(f"cases.state.{each}")
            )
            reason = st.text_area(say("cases.reason"), key=f"cases.decide_reason.{one.id}", max_chars=TEXT_MAX, height=80,
                                  help=say("cases.decide_help"))  # fmt: skip
            if not st.form_submit_button(say("cases.decide_send"), type="primary", key=f"cases.decide.{one.id}"):
                return
        tried(lambda: reviewing.decide(session.person(), session.platform(), case.id, outcome or "", reason or ""))
        return
    for seat in one.seats:
        if not seat.scored:
            with st.popover(say("cases.replace", name=literal(seat.name or say("cases.reviewer_n", place=seat.place)))):
                _replace(case, seat)


def _replace(case: Case, seat: Seat) -> None:
    known = reviewing.who_may(session.person(), session.platform(), case.id)
    other = colleague(f"cases.replace.{case.id}.{seat.place}", "cases.reviewer_other", "cases.reviewer", known)
    if st.button(say("cases.replace_sure"), key=f"cases.replace_send.{case.id}.{seat.place}", disabled=not other):
        tried(lambda: reviewing.replace(session.person(), session.platform(), case.id, seat.place, other or ""))
