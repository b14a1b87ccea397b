"""A table pasted from a spreadsheet instead of a file."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import paragraph, show
from app.services.uploads import pasting
from app.session import say
from connectors.problem import Problem


def paste(draft_id: str, input_name: str) -> None:
    """Draws the field to paste into; the page is drawn again once the table is taken."""
    with fold(say("paste.label"), key=f"paste.{input_name}") as is_open:
        if is_open:
            _form(draft_id, input_name)


def _form(draft_id: str, input_name: str) -> None:
    with st.form(f"paste_form.{input_name}", border=False):
        show(paragraph(say("paste.lead"), "mo-small"))
        pasted = st.text_area(say("paste.label"), key=f"paste.text.{input_name}", height=140, label_visibility="collapsed")
        if not st.form_submit_button(say("paste.go")):
            return
        try:
            pasting.take(session.person(), session.platform(), draft_id, input_name, pasted or "", say("paste.file"))
        except Problem as problem:
            if problem.code.startswith("paste."):
                refused(problem)
                return
        st.rerun()
