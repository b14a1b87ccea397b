"""Adds and changes many people from an Excel file of a given form; every row is taken or refused with its reason."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.mimes import XLSX
from app.parts.people import sheet_import
from app.services.people import people_import
from app.session import say
from app.texts import pick

_KIND = sheet_import.Kind("people", "people_form", "modu_people.xlsx", people_import.template, people_import.plan, people_import.take)


def draw() -> None:
    """Draws the form to download, the picker, what it would do, and what came of the last file."""
    sheet_import.draw(_KIND, _said, _passwords)


def _said(line: Any) -> tuple[str, str]:
    if line.organisation is None or line.problem is not None:
        return line.login, ""
    before, after = (", ".join(say(f"role.{role}") for role in roles) or "–" for roles in (line.before, line.after))
    organisation = pick(line.organisation, session.language())
    told = [say("import.belongs", organisation=organisation)] if line.moves else []
    if line.before != line.after:
        told.append(say("import.roles", organisation=organisation, before=before, after=after))
    return line.login, " · ".join(told)


def _passwords(done: Any) -> None:
    lang = session.language()
    if done.added:
        st.download_button(
            say("people.passwords"), lambda: people_import.passwords_xlsx(done, lang), "modu_passwords.xlsx", XLSX, key="people.passwords",
            on_click=session.forget, args=("people.imported",),
        )  # fmt: skip
