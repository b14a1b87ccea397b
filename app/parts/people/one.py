"""One person: roles, a new password, closing and opening the account."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused, tried
from app.parts.people import linked, places
from app.parts.people.one_more import show_password
from app.services.people import accounts, people
from app.services.people.people import PersonLine
from app.session import say
from connectors.problem import Problem
from data_catalog.records.tables import ROLES


def draw(lines: tuple[PersonLine, ...]) -> None:
    """Draws the choice of a person and what can be done."""
    with st.expander(say("people.one"), key="people.one"):
        by_id = {line.id: line for line in lines}
        chosen = st.selectbox(
            say("people.one_pick"), list(by_id), index=None, key="people.chosen", placeholder=say("columns.none_yet"),
            format_func=lambda key: f"{by_id[key].name} ({by_id[key].login})", filter_mode=None,
        )  # fmt: skip
        if chosen:
            _one(by_id[chosen])


def _one(line: PersonLine) -> None:
    person, platform = session.person(), session.platform()
    with st.form(f"people.roles.{line.id}", border=False):
        roles = frozenset(
            role for role in ROLES if st.checkbox(say(f"role.{role}"), value=role in line.here, help=say(f"role.{role}.meaning"))
        )
        if st.form_submit_button(say("people.roles_go"), help=say("people.roles_help")):
            tried(lambda: people.set_roles(person, platform, line.id, roles))
    with st.container(horizontal=True):
        if st.button(say("people.reset"), key=f"people.reset.{line.id}"):
            _reset(line)
        if line.locked and st.button(say("people.unlock"), key=f"people.unlock.{line.id}"):
            tried(lambda: people.unlock(person, platform, line.id))
        if line.disabled and st.button(say("people.enable"), key=f"people.enable.{line.id}"):
            tried(lambda: people.enable(person, platform, line.id))
        if not line.disabled and st.button(say("people.disable"), key=f"people.disable.{line.id}"):
            tried(lambda: people.disable(person, platform, line.id))
    linked.draw(line)
    places.draw(line)


def _reset(line: PersonLine) -> None:
    try:
        password = accounts.reset_password(session.person(), session.platform(), line.id)
    except Problem as problem:
        refused(problem)
        return
    show_password(line.login, password)
