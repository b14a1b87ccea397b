"""My questions: the list, and one of them with its answer, whether it helped, and asking again."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going, told
from app.parts.folds import fold
from app.parts.literal import literal, tried
from app.parts.markup import items, plain, show, tag
from app.parts.support import asking_form, talk
from app.services.support import asking, looking
from app.services.support.asking import QUESTION_MAX
from app.services.support.looking import Ticket
from app.session import say
from data_catalog.records.tables import TICKET_OPEN


def listed() -> None:
    """Draws the list."""
    found = looking.mine(session.person(), session.platform())
    if not found:
        show(tag("p", plain(say("help.mine_none")), role="status"))
    for line in found:
        with st.container(border=True, key=f"card_ticket_{line.id}"):
            show(tag("h2", plain(line.brief), " ", talk.state_badge(line.state)), items(talk.facts(line, body=False), "mo-facts"))
            going.link("help", say("help.ticket_open"), icon=":material/arrow_forward:", ticket=line.id)


def one(ticket_id: str) -> None:
    """Draws one of them."""
    with st.container(horizontal=True):
        going.link("help", say("help.mine_back"), icon=":material/arrow_back:", part="mine")
        asking_form.back()
    ticket = looking.one(session.person(), session.platform(), ticket_id)
    st.title(literal(talk.titled(ticket)), anchor=False)
    told.draw(f"asked.{ticket_id}")
    show(tag("p", talk.state_badge(ticket.line.state), class_="mo-over"), items(talk.facts(ticket.line, body=False), "mo-facts"))
    talk.entries(ticket)
    if ticket.owns:
        _next(ticket)
    with fold(say("help.sent_along"), key=f"help.attached.{ticket_id}") as is_open:
        if is_open:
            show(tag("p", plain(say("help.sent_along_lead")), class_="mo-small"))
            talk.attachments(ticket)
    if ticket.supports:
        going.link("support", say("support.as_supporter"), icon=":material/support_agent:", ticket=ticket_id)


def _next(ticket: Ticket) -> None:
    person, platform, own, state = session.person(), session.platform(), ticket.line.id, ticket.line.state
    if state in TICKET_OPEN:
        show(tag("p", plain(say("help.waits")), role="status"))
        with st.popover(say("help.let_go")):
            show(tag("p", plain(say("help.let_go_lead"))))
            if st.button(say("help.let_go_sure"), key=f"help.let_go.{own}", type="primary"):
                tried(lambda: asking.let_go(person, platform, own))
        return
    if state == "answered" and ticket.line.helped is None:
        show(tag("p", tag("b", plain(say("help.did_it_help")))))
        with st.container(horizontal=True):
            if st.button(say("help.yes"), key=f"help.yes.{own}", type="primary", icon=":material/thumb_up:"):
                tried(lambda: asking.helped(person, platform, own, True))
            if st.button(say("help.no"), key=f"help.no.{own}", icon=":material/thumb_down:"):
                tried(lambda: asking.helped(person, platform, own, False))
        return
    with st.form(f"help.again.{own}", enter_to_submit=False):
        word = st.text_area(say("help.again"), key=f"help.word.{own}", max_chars=QUESTION_MAX, height=90, help=say("help.again_help"))
        if st.form_submit_button(say("help.again_send"), key=f"help.again_send.{own}"):
            tried(lambda: asking.again(person, platform, own, word or ""))
