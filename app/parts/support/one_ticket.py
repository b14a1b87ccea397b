"""One question before a supporter: what was asked and what came with it, taking it, answering, noting, and the article it becomes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts import going, told
from app.parts.literal import literal, refused, tried
from app.parts.markup import items, plain, show, tag
from app.parts.support import talk
from app.parts.support.article_words import titled
from app.services.support import answering, articles, looking, steps
from app.services.support.articles import Article
from app.services.support.looking import Filters, Ticket
from app.services.support.steps import TEXT_MAX
from app.session import say
from connectors.problem import Problem
from data_catalog.records.tables import TICKET_OPEN


def draw(ticket_id: str) -> None:
    """Draws it."""
    going.link("support", say("support.back"), icon=":material/arrow_back:")
    ticket = looking.one(session.person(), session.platform(), ticket_id)
    line = ticket.line
    st.title(literal(talk.titled(ticket)), anchor=False)
    helper = [say("support.helper", name=line.helper)] if line.helper else []
    facts = items([*helper, *talk.facts(line, body=True, whence=False)], "mo-facts")
    show(tag("p", talk.state_badge(line.state), class_="mo-over"), facts)
    left, right = st.columns([3, 2], gap="large")
    with left:
        talk.entries(ticket)
        told.draw(f"answered.{ticket_id}")
        if kept := session.remembered(f"support.refused.{ticket_id}"):
            refused(Problem(kept["code"], **kept["facts"]))
            session.forget(f"support.refused.{ticket_id}")
        if line.state in TICKET_OPEN or kept:
            _answer(ticket)  # what was written and not taken stays to be read
        if line.state not in TICKET_OPEN:
            _article(ticket)
            _next(ticket)
    with right:
        st.header(say("help.sent_along"), anchor=False)
        talk.attachments(ticket)
        if line.problem:
            going.link("help", say("help.more"), icon=":material/help_center:", problem=line.problem)
        if line.state in TICKET_OPEN:
            _assign(ticket)
        _note(ticket)


def _answer(ticket: Ticket) -> None:
    own, line = ticket.line.id, ticket.line
    found = articles.offered(session.platform(), problem=line.problem or "", step=line.step or "", model=line.model or "", most=8)
    ready = {one.id: one for one in found}
    if ready:
        st.selectbox(
            say("support.ready"), ["", *ready], key=f"support.ready.{own}", filter_mode=None, on_change=_put,
            args=(own, ready, ticket.language),
            format_func=lambda one: literal(titled(ready[one])) if one else say("support.ready_none"),
        )  # fmt: skip
    with st.form(f"support.answering.{own}", enter_to_submit=False, border=False):
        st.text_area(say("support.answer"), key=f"support.said.{own}", max_chars=TEXT_MAX, height=180, help=say("support.answer_help"))
        _numbers()
        st.form_submit_button(
            say("support.answer_send"), type="primary", key=f"support.send.{own}", icon=":material/send:", on_click=_send,
            args=(own, ticket.version),
        )  # fmt: skip


def _send(own: str, seen: int) -> None:
    """Sends what was written to the question as it stood on the screen: of two who answer at once the second is told."""
    said, article = (str(session.remembered(f"support.{name}.{own}") or "") for name in ("said", "ready"))
    _heard(own, lambda: answering.answer(session.person(), session.platform(), own, said, seen, article or None), said)


def _heard(own: str, do: Callable[[], None], said: str = "") -> None:
    """Does what was pressed with the version that was on the screen then; what stands in its way is said when the page is drawn, and that
    something in what was written is hidden."""
    try:
        do()
    except Problem as problem:
        session.remember(f"support.refused.{own}", problem.to_json())
    else:
        _hidden(own, said)


def _numbers() -> None:
    """Says before something is written that numbers in it are hidden."""
    show(tag("p", plain(say("support.numbers_hidden")), class_="mo-small"))


def _hidden(own: str, said: str) -> None:
    if steps.hides(said):
        told.keep(f"answered.{own}", say("support.hidden"))


def _put(own: str, ready: dict[str, Article], language: str) -> None:
    chosen = ready.get(str(session.remembered(f"support.ready.{own}") or ""))
    if chosen is not None:
        session.remember(f"support.said.{own}", chosen.said.body[chosen.said.read_in(language)])


def _assign(ticket: Ticket) -> None:
    person, platform, own, seen = session.person(), session.platform(), ticket.line.id, ticket.version
    st.header(say("support.who"), anchor=False)
    with st.container(horizontal=True):
        if ticket.assigned_to != person.id:
            take = (own, lambda: answering.assign(person, platform, own, seen))
            st.button(say("support.take"), key=f"support.take.{own}", on_click=_heard, args=take)
        if ticket.line.state == "assigned":
            back = (own, lambda: answering.give_back(person, platform, own, seen))
            st.button(say("support.give_back"), key=f"support.give_back.{own}", on_click=_heard, args=back)
    others = {one: name for one, name in ticket.colleagues.items() if one not in (person.id, ticket.assigned_to)}
    if others:
        with st.form(f"support.giving.{own}", border=False):
            st.selectbox(
                say("support.colleague"),
                list(others),
                key=f"support.to.{own}",
                filter_mode=None,
                format_func=lambda one: literal(others[one]),
            )
            give = (own, lambda: answering.assign(person, platform, own, seen, str(session.remembered(f"support.to.{own}"))))
            st.form_submit_button(say("support.give"), key=f"support.give.{own}", on_click=_heard, args=give)


def _note(ticket: Ticket) -> None:
    own = ticket.line.id
    with st.form(f"support.noting.{own}", enter_to_submit=False, border=False, clear_on_submit=True):
        said = st.text_area(say("support.note"), key=f"support.note.{own}", max_chars=TEXT_MAX, height=80, help=say("support.note_help"))
        _numbers()
        if st.form_submit_button(say("support.note_keep"), key=f"support.note_keep.{own}"):

            def note() -> None:
                answering.note(session.person(), session.platform(), own, said or "")
                _hidden(own, said or "")

            tried(note)


def _article(ticket: Ticket) -> None:
    """One press makes an article of the answer, or leads to the one it has become."""
    if not any(one.kind == "answer" for one in ticket.entries):
        return
    show(tag("p", plain(say("support.to_article_lead" if ticket.line.problem else "support.to_article_untied")), class_="mo-small"))
    if st.button(say("support.to_article"), key=f"support.to_article.{ticket.line.id}", type="primary", icon=":material/menu_book:"):
        try:
            made = articles.of_answer(session.person(), session.platform(), ticket.line.id)
        except Problem as problem:
            refused(problem)
            return
        going.go("support", article=made)


def _next(ticket: Ticket) -> None:
    """The way on to the question that waits longest."""
    found = looking.queue(session.person(), session.platform(), Filters())
    rest = [one for one in found.lines if one.id != ticket.line.id and (one.mine or not one.helper)]
    if rest:
        going.link("support", say("support.next", count=len(rest)), icon=":material/arrow_forward:", ticket=rest[0].id)
