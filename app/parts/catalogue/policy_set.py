"""The policies of a dataset, for its stewards: each in a sentence, changed and ended with its effect told, and looking as another."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import session
from app.parts import going
from app.parts.catalogue import policy_form, policy_why
from app.parts.catalogue.policy_words import made_said, policy_said
from app.parts.literal import refused, tried
from app.parts.markup import plain, show, tag
from app.parts.organisations import area_form
from app.services.catalogue import explaining, policies
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.policies import PolicyLine
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.policy import PURPOSES
from models.kit.wording import Words


def draw(line: DatasetLine) -> None:
    """Draws the section."""
    person, platform = session.person(), session.platform()
    st.header(say("policy.title"), anchor=False)
    show(tag("p", plain(say("policy.lead")), class_="mo-small"))
    names = policies.organisations(person, platform, line.id)
    going.link("policies", say("wide.go"), icon=":material/shield_lock:")
    found = policies.listed(person, platform, line.id)
    if not found:
        show(tag("p", plain(say("policy.none")), class_="mo-soft"))
    for one in found:
        _policy(line, one, names)
    with st.expander(say("policy.add"), key=f"policy.add.{line.id}"):
        policy_form.draw(line, names)
    with st.expander(say("policy.as.title"), key=f"policy.as.{line.id}"):
        _look_as(line, names)
    reached = {body: name for body, name in names.items() if body in policies.areas_to_set(person, platform)}
    if reached:
        with st.expander(say("policy.area"), key=f"policy.area.{line.id}"):
            _area(line, reached)


def _policy(line: DatasetLine, one: PolicyLine, names: Mapping[str, Words]) -> None:
    policy = one.policy
    title = pick(one.named.title, session.language())
    more = [] if one.here else [say("policy.said.above")]
    if one.closed:
        more.append(say("policy.why.closed", title=title, column=one.closed[1] or "–"))
    small = tag("span", plain(made_said(policy, one.made_by, pick(one.named.why, session.language()), *more)), class_="mo-small mo-soft")
    with st.container(border=True, key=f"card_policy_{policy.id}"):
        show(tag("p", tag("b", plain(title)), tag("br"), plain(policy_said(policy, names)), tag("br"), small))
        if policy.agreement_id:
            going.link("requests", say("agreement.go"), icon=":material/handshake:", agreement=policy.agreement_id)
        elif one.here:
            with st.expander(say("policy.change"), key=f"policy.change.{policy.id}"):
                policy_form.draw(line, names, policy)
            _end(line, one)


def _end(line: DatasetLine, one: PolicyLine) -> None:
    """Asked for first, with what it changes; ended on the second press."""
    person, platform, policy = session.person(), session.platform(), one.policy
    asked = f"policy.ending.{policy.id}"
    if not session.remembered(asked):
        wanted = {"on_click": session.remember, "args": (asked, True), "help": say("policy.end_help")}
        st.button(say("policy.end"), key=f"policy.end.{policy.id}", **wanted)  # type: ignore[arg-type]
        return
    before, after = explaining.tried(person, platform, line.id, policy, ending=True)
    facts = {"before": before.seen_rows, "after": after.seen_rows, "columns_before": before.seen, "columns_after": after.seen}
    show(tag("p", plain(say("policy.ends_effect", **facts)), role="status"))
    if st.button(say("policy.end"), key=f"policy.end_now.{policy.id}", type="primary"):
        session.forget(asked)
        tried(lambda: policies.end(person, platform, line.id, policy.id))


def _look_as(line: DatasetLine, names: Mapping[str, Words]) -> None:
    person, platform = session.person(), session.platform()
    show(tag("p", plain(say("policy.as.lead")), class_="mo-small"))
    going.link("view_as", say("nav.view_as"), icon=":material/visibility:")
    body = _organisation(names, f"policy.as.organisation.{line.id}")
    people = dict(explaining.people_of(person, platform, line.id, body)) if body else {}
    other = st.selectbox(
        say("policy.as.person"), list(people), index=None, key=f"policy.as.person.{line.id}", format_func=lambda key: people[key],
        placeholder=say("columns.none_yet"), filter_mode=None,
    )  # fmt: skip
    purpose = st.selectbox(
        say("policy.form.purpose"), list(PURPOSES), index=None, key=f"policy.as.purpose.{line.id}",
        format_func=lambda key: say(f"purpose.{key}"), placeholder=say("policy.form.any"), filter_mode=None,
    )  # fmt: skip
    if st.button(say("policy.as.look"), key=f"policy.as.look.{line.id}", disabled=not other) and other:
        try:
            policy_why.as_another(explaining.looked_as(person, platform, line.id, other, purpose))
        except Problem as problem:
            refused(problem)


def _area(line: DatasetLine, names: Mapping[str, Words]) -> None:
    show(tag("p", plain(say("policy.area_lead")), class_="mo-small"))
    body = _organisation(names, f"policy.area.organisation.{line.id}")
    if body:
        area_form.draw(body)


def _organisation(names: Mapping[str, Words], key: str) -> str | None:
    return st.selectbox(
        say("policy.form.organisation"), list(names), index=None, key=key, placeholder=say("columns.none_yet"),
        format_func=lambda one: pick(names[one], session.language()), filter_mode=None,
    )  # fmt: skip
