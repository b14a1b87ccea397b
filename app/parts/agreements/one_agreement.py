"""One agreement: its terms in words, what can be done with it as it stands, and its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.agreements import deletion_form, legal_articles
from app.parts.agreements.states import deletion_badge, state_badge
from app.parts.catalogue.policy_words import rows_said, rule_said
from app.parts.days import field, needed
from app.parts.literal import literal, refused, tried
from app.parts.markup import items, pairs, plain, show, tag
from app.parts.moments import when
from app.services.agreements import asking, deciding, document, register, standing
from app.services.agreements.register import Line, Step
from app.services.agreements.steps import TEXT_MAX, Terms
from app.session import say
from app.sitemap import screen
from app.texts import pick
from connectors.problem import Problem
from data_catalog import legal_bases
from data_catalog.policy import Condition
from data_catalog.records.tables import AGREEMENT_OPEN


def card(line: Line) -> None:
    """An agreement in a list, with the way to it."""
    lang = session.language()
    facts = [say("agreement.from_to", owner=pick(line.owner, lang), receiver=pick(line.receiver, lang)), say(f"purpose.{line.purpose}")]
    if line.state in AGREEMENT_OPEN:
        facts.append(say("agreement.waited", days=line.waited_days) if line.waited_days else say("agreement.waited_none"))
    if line.state == "active":
        facts.append(say("agreement.left", days=line.left_days) if line.left_days > 0 else say("agreement.left_none"))
    owes = f" {deletion_badge(line.deletion)}" if line.deletion in ("owed", "late") else ""
    with st.container(border=True, key=f"card_agreement_{line.id}"):
        show(tag("h3", plain(_title(line)), " ", state_badge(line.state), owes), items(facts, "mo-facts"))
        going.link("requests", say("agreement.open"), icon=":material/arrow_forward:", agreement=line.id)


def draw(agreement: str, above: str = "requests") -> None:
    """The page of one agreement; `above`: the page it was opened from, and that its address belongs to."""
    going.link(above, say("agreements.back" if above == "agreements" else "agreement.back"), icon=":material/arrow_back:")
    line, history = register.one(session.person(), session.platform(), agreement)
    st.title(literal(_title(line)), anchor=False)
    show(tag("p", state_badge(line.state), " ", deletion_badge(line.deletion) if line.deletion else ""))
    show(pairs(_facts(line)))
    legal_articles.draw(line.bases, say("agreement.legal.allowed"), f"agreement.legal.{line.id}")
    _take(line)
    if line.confirms and line.deletion in ("owed", "late"):
        deletion_form.draw(line)
    if line.decides and line.state in ("asked", "offered", "mediation"):
        _decide(line)
    if line.decides and line.state == "active":
        with st.expander(say("agreement.revoke"), key=f"agreement.revoking.{line.id}"):
            show(tag("p", plain(say("agreement.revoke_lead")), class_="mo-small"))
            _with_reason(line, "revoke", standing.revoke)
    if line.mine:
        if line.state == "active":
            going.link("data", say("share.open.dataset"), icon=":material/arrow_forward:", dataset=line.dataset_id)
        _mine(line)
    st.header(say("agreement.history"), anchor=False)
    _history(history)


def _title(line: Line) -> str:
    return line.title or say("agreement.gone")


def _facts(line: Line) -> dict[str, str]:
    lang = session.language()
    receiver = pick(line.receiver, lang)
    return {
        say("agreement.fact.number"): line.number,
        say("agreement.fact.owner"): pick(line.owner, lang),
        say("agreement.fact.receiver"): say("agreement.fact.receiver_below", name=receiver) if line.below else receiver,
        say("agreement.fact.asker"): line.asker,
        say("agreement.fact.purpose"): say(f"purpose.{line.purpose}"),
        say("agreement.fact.legal"): legal_bases.said(line.bases, line.legal_basis, lang),
        **_terms(line.terms),
    }


def _terms(terms: Terms) -> dict[str, str]:
    columns = [say("agreement.column_said", column=one.column or one.kind, rule=rule_said(one)) for one in terms.columns]
    kept = say("agreement.retention_said", days=terms.retention_days) if terms.retention_days else say("agreement.retention_none")
    found = {
        say("agreement.fact.columns"): ", ".join(columns),
        say("agreement.fact.rows"): rows_said(terms.rows),
        say("agreement.fact.period"): say("agreement.period", first=terms.starts.isoformat(), last=terms.ends.isoformat()),
        say("agreement.fact.retention"): kept,
        say("agreement.fact.security"): terms.security,
    }
    return {name: said for name, said in found.items() if said}


def _take(line: Line) -> None:
    """The agreement as a document, made when it is asked for."""
    person, platform, lang = session.person(), session.platform(), session.language()
    with st.container(horizontal=True):
        for kind, (mime, _) in document.KINDS.items():
            st.download_button(
                say(f"agreement.doc.{kind}"), partial(document.made, person, platform, line.id, kind, lang),
                f"modu_agreement_{line.number}.{kind}", mime, key=f"agreement.{kind}.{line.id}", on_click="ignore",
                icon=":material/description:",
            )  # fmt: skip
        if line.state == "active" and rights.may(person, "manage_datasets"):
            going.link("collaboration", say("collaboration.open"), icon=screen("collaboration").icon, agreement=line.id)


def _decide(line: Line) -> None:
    person, platform = session.person(), session.platform()
    st.header(say("agreement.decide"), anchor=False)
    if line.state != "offered" and st.button(say("agreement.approve"), key=f"agreement.approve.{line.id}", type="primary"):
        tried(lambda: deciding.approve(person, platform, line.id, line.revision))
    if line.state != "mediation":
        with st.expander(say("agreement.offer"), key=f"agreement.offering.{line.id}"):
            _offer(line)
    with st.expander(say("agreement.refuse"), key=f"agreement.refusing.{line.id}"):
        _with_reason(line, "refuse", deciding.refuse)


def _offer(line: Line) -> None:
    terms, known = line.terms, {one.column: one for one in line.terms.columns}
    show(tag("p", plain(say("agreement.offer_lead")), class_="mo-small"))
    with st.form(f"agreement.offer.form.{line.id}", border=False, enter_to_submit=False):
        names = st.multiselect(
            say("agreement.offer_columns"), list(known), list(known), key=f"agreement.offer.columns.{line.id}", format_func=literal,
            placeholder=say("agreement.form.columns_none"), filter_mode=None,
        )  # fmt: skip
        column = st.selectbox(
            say("agreement.offer_column"), list(known), None, key=f"agreement.offer.column.{line.id}", format_func=literal,
            placeholder=say("agreement.offer_column_none"), filter_mode=None,
        )  # fmt: skip
        values = st.text_area(say("agreement.offer_values"), key=f"agreement.offer.values.{line.id}", height=80)
        ends = field(say("agreement.form.ends"), terms.ends, key=f"agreement.offer.ends.{line.id}")
        comment = st.text_input(say("agreement.comment"), key=f"agreement.offer.comment.{line.id}", max_chars=TEXT_MAX)
        if not st.form_submit_button(say("agreement.offer_send"), key=f"agreement.offer.{line.id}"):
            return
    if ends is None:
        refused(Problem("day.missing"))
        return
    kept = tuple(one.strip() for one in (values or "").splitlines() if one.strip())
    more = (Condition(column, "is", kept),) if column else ()
    offered = replace(terms, columns=tuple(known[name] for name in names), rows=(*terms.rows, *more), ends=ends)
    tried(lambda: deciding.offer(session.person(), session.platform(), line.id, line.revision, offered, comment or ""))


def _mine(line: Line) -> None:
    """What whoever asked can do."""
    person, platform, seen = session.person(), session.platform(), line.revision
    with st.container(horizontal=True):
        if line.state == "offered" and st.button(say("agreement.accept"), key=f"agreement.accept.{line.id}", type="primary"):
            tried(lambda: asking.accept(person, platform, line.id, seen))
        if line.state in AGREEMENT_OPEN and st.button(say("agreement.withdraw"), key=f"agreement.withdraw.{line.id}"):
            tried(lambda: asking.withdraw(person, platform, line.id, seen))
        if line.state == "active" and st.button(say("agreement.give_back"), key=f"agreement.give_back.{line.id}"):
            tried(lambda: standing.give_back(person, platform, line.id, seen))
    if line.state in ("asked", "offered", "refused"):
        with st.expander(say("agreement.mediate"), key=f"agreement.mediating.{line.id}"):
            show(tag("p", plain(say("agreement.mediate_lead")), class_="mo-small"))
            _with_reason(line, "mediate", asking.ask_mediation)
    if line.state in ("active", "ended"):
        with st.expander(say("agreement.extend"), key=f"agreement.extending.{line.id}"):
            _extend(line)


def _extend(line: Line) -> None:
    usual = max(line.terms.ends, session.today()) + timedelta(days=365)
    ends = field(say("agreement.form.ends"), usual, key=f"agreement.extend.ends.{line.id}")
    if st.button(say("agreement.extend_send"), key=f"agreement.extend.{line.id}"):
        try:
            made = asking.extend(session.person(), session.platform(), line.id, line.revision, needed(ends))
        except Problem as problem:
            refused(problem)
            return
        going.go("requests", agreement=made)


def _with_reason(line: Line, name: str, do: Callable[..., object]) -> None:
    reason = st.text_area(say("agreement.reason"), key=f"agreement.{name}.reason.{line.id}", max_chars=TEXT_MAX,
                          help=say("agreement.reason_help"))  # fmt: skip
    if st.button(say(f"agreement.{name}"), key=f"agreement.{name}.{line.id}"):
        tried(lambda: do(session.person(), session.platform(), line.id, line.revision, reason or ""))


def _history(history: Sequence[Step]) -> None:
    lines = []
    for at, one in enumerate(history):
        who = say("agreement.by_day") if one.who is None else one.who
        who += f" ({pick(one.where, session.language())})" if one.where else ""
        changed = at + 1 == len(history) or one.terms != history[at + 1].terms
        terms = " · ".join(_terms(one.terms).values()) if changed else ""
        lines.append(
            tag(
                "li",
                tag("div", tag("b", plain(say(f"ledger.{one.step}"))), " ", plain(one.comment)),
                tag("div", plain(terms), class_="mo-small") if terms else "",
                tag("div", plain(deletion_form.said(one.proof)), class_="mo-small") if one.proof else "",
                tag("small", plain(f"{who} · {when(one.at_utc)}"), class_="mo-soft"),
            )
        )
    show(tag("ul", *lines, class_="mo-lines"))
