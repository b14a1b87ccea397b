"""Adds many people from an Excel file of a given form; every row is added or refused with its reason."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import plain, show, table, tag
from app.parts.small_file import small_file
from app.services.people import people_import
from app.session import say
from app.texts import problem_text
from connectors.problem import Problem

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw() -> None:
    """Draws the form to download, the picker, and what came of the last file."""
    person, platform, lang = session.person(), session.platform(), session.language()
    with st.expander(say("people.import"), key="people.import"):
        show(tag("p", plain(say("people.import_lead"))))
        st.download_button(
            say("people.import_form"),
            lambda: people_import.template(person, platform, lang),
            "modu_people.xlsx",
            _XLSX,
            key="people.template",
            on_click="ignore",
        )
        file = small_file("people.import_file", say("people.import_pick"))
        if file is not None:
            try:
                session.remember("people.imported", people_import.take(person, platform, file.data, file.name))
            except Problem as problem:
                refused(problem)
        _outcome()


def _outcome() -> None:
    done, lang = session.remembered("people.imported"), session.language()
    if done is None:
        return
    st.success(say("people.imported", rows=done.rows_in, added=len(done.added), refused=len(done.refused)))
    if done.refused:
        rows = [(str(line.row), problem_text(line.problem, lang)) for line in done.refused]
        show(table((say("data.line"), say("data.aside_why")), rows, caption=say("people.refused")))
    if done.added:
        st.download_button(
            say("people.passwords"), lambda: people_import.passwords_xlsx(done, lang), "modu_passwords.xlsx", _XLSX, key="people.passwords",
            on_click=session.forget, args=("people.imported",),
        )  # fmt: skip
