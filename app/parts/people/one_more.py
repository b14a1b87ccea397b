"""Adds one person; the password to hand over is shown once."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.services.people import organisations, people
from app.services.people.people import NewPerson
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import ROLES


def draw() -> None:
    """Draws the form, folded."""
    with st.expander(say("people.add"), key="people.add"), st.form("people.add_form", border=False, clear_on_submit=True):
        lang = session.language()
        nodes = {node.id: node for node in organisations.tree(session.person(), session.platform()) if not node.ended}
        name = st.text_input(say("people.name"), max_chars=100)
        login = st.text_input(say("people.login"), max_chars=100, autocomplete="off")
        organisation = st.selectbox(
            say("people.organisation"),
            list(nodes),
            format_func=lambda key: "  " * nodes[key].depth + pick(nodes[key].name, lang),
            filter_mode=None,
        )
        roles = [role for role in ROLES if st.checkbox(say(f"role.{role}"), value=role == "analyst", help=say(f"role.{role}.meaning"))]
        language = st.radio(say("frame.language"), ["ko", "en"], format_func=lambda key: say(f"language.{key}"), horizontal=True)
        if st.form_submit_button(say("people.add_go"), type="primary"):
            _add(NewPerson(login or "", name or "", str(organisation), frozenset(roles), language))


def _add(new: NewPerson) -> None:
    try:
        added = people.add(session.person(), session.platform(), new)
    except Problem as problem:
        refused(problem)
        return
    st.success(literal(say("people.added", name=added.name)))
    show_password(added.login, added.password)


def show_password(login: str, password: str) -> None:
    """The password to hand over, once."""
    show(tag("p", plain(say("people.password", login=login))), tag("pre", plain(password), class_="mo-code"))
