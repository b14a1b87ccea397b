"""One proposal: what is proposed, what is there already, its committee, one's vote, the decision and its minutes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, tried
from app.parts.markup import pairs, plain, show, table, tag
from app.parts.proposals import proposing
from app.services.cases.steps import TEXT_MAX
from app.services.proposals import committee, looking, making, minutes
from app.services.proposals.committee import LEAST, MOST
from app.services.proposals.looking import Member, OneProposal
from app.session import say
from app.texts import pick
from data_catalog.records.tables import PROPOSAL_VOTES


def draw(proposal_id: str) -> None:
    """Draws it. Problem not_found.proposal."""
    going.link("cases", say("proposals.back"), icon=":material/arrow_back:", tab="proposals")
    found = looking.one(session.person(), session.platform(), proposal_id)
    st.title(literal(found.said.title), anchor=False)
    show(tag("p", proposing.state_badge(found.state)), pairs(_facts(found)))
    if not found.over:
        proposing.alike(found.said.title, found.id)
    if found.members:
        _committee(found)
    if found.votes:
        _vote(found)
    if found.selects and found.state == "open":
        _name(found)
    if found.selects and found.state == "review":
        _close(found)
    if found.over:
        _over(found)
    elif found.mine and found.state != "withdrawn" and st.button(say("proposals.withdraw"), key=f"proposals.withdraw.{found.id}"):
        tried(lambda: making.withdraw(session.person(), session.platform(), found.id))


def _facts(found: OneProposal) -> dict[str, str]:
    said = {
        "problem": found.said.problem, "driver": say(f"collaboration.driver.{found.said.driver}"), "holder": found.said.holder,
        "data": found.said.data, "effect": found.said.effect, "organisation": pick(found.organisation, session.language()),
        "maker": found.maker, "made_on": found.made_on.isoformat(),
    }  # fmt: skip
    return {say(f"proposals.field.{name}"): value for name, value in said.items() if value}


def _committee(found: OneProposal) -> None:
    st.header(say("proposals.committee"), anchor=False)
    if not found.over:
        blind = say("proposals.blind", voted=found.voted, members=len(found.members), quorum=found.quorum or 0)
        show(tag("p", plain(blind), role="status"))
    head = [say(f"proposals.minutes.head.{one}") for one in ("member", "of", "vote", "reason")]
    rows = [(one.name, pick(one.organisation, session.language()), _voted(one), one.reason or "–") for one in found.members]
    show(table(head, rows, caption=say("proposals.committee")), tag("p", plain(say("proposals.rule")), class_="mo-small mo-soft"))


def _voted(one: Member) -> str:
    if one.vote:
        return say(f"proposals.vote.{one.vote}")
    return say("proposals.voted" if one.voted else "proposals.vote.none")


def _vote(found: OneProposal) -> None:
    with st.form(f"proposals.voting.{found.id}", enter_to_submit=False):
        said = st.radio(
            say("proposals.your_vote"), PROPOSAL_VOTES, None, key=f"proposals.vote.{found.id}", horizontal=True,
            format_func=lambda one: say(f"proposals.vote.{one}"),
        )  # fmt: skip
        reason = st.text_area(say("proposals.reason"), key=f"proposals.reason.{found.id}", max_chars=TEXT_MAX, height=80) or ""
        if not st.form_submit_button(say("proposals.vote_send"), type="primary", key=f"proposals.vote_send.{found.id}"):
            return
    tried(lambda: committee.vote(session.person(), session.platform(), found.id, said or "", reason))


def _name(found: OneProposal) -> None:
    st.header(say("proposals.name"), anchor=False)
    with st.form(f"proposals.naming.{found.id}", enter_to_submit=False):
        logins = st.text_area(say("proposals.members", least=LEAST, most=MOST), key=f"proposals.members.{found.id}", height=120,
                              max_chars=TEXT_MAX, help=say("proposals.members_help"))  # fmt: skip
        quorum = st.number_input(say("proposals.quorum"), 1, MOST, 2, key=f"proposals.quorum.{found.id}", help=say("proposals.quorum_help"))
        if not st.form_submit_button(say("proposals.name_send"), type="primary", key=f"proposals.name.{found.id}"):
            return
    person, platform = session.person(), session.platform()
    said = [one for one in (logins or "").replace(",", "\n").splitlines() if one.strip()]
    tried(lambda: committee.name(person, platform, found.id, committee.found(person, platform, said), int(quorum)))


def _close(found: OneProposal) -> None:
    with st.popover(say("proposals.close")):
        show(tag("p", plain(say("proposals.close_lead")), class_="mo-small"))
        comment = st.text_area(say("proposals.comment"), key=f"proposals.comment.{found.id}", max_chars=TEXT_MAX, height=80) or ""
        if st.button(say("proposals.close_sure"), key=f"proposals.close.{found.id}", type="primary"):
            tried(lambda: committee.close(session.person(), session.platform(), found.id, comment))


def _over(found: OneProposal) -> None:
    st.header(say("proposals.decision"), anchor=False)
    decided = committee.outcome([one.vote for one in found.members])
    show(tag("p", plain(say(f"proposals.minutes.{decided}", **minutes.counted(found)))))
    if found.comment:
        show(tag("p", plain(found.comment)))
    with st.container(horizontal=True):
        for kind, mime in minutes.KINDS.items():
            st.download_button(
                say(f"proposals.take.{kind}"),
                partial(minutes.taken, session.person(), session.platform(), found.id, kind, session.language()),
                f"modu_minutes_{found.made_on:%Y%m%d}.{kind}", mime, key=f"proposals.take.{kind}", on_click="ignore",
            )  # fmt: skip
