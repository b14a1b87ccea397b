"""The button that fills the demo with the sample of ten departments, for whom it is."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import tried
from app.parts.markup import plain, show, tag
from app.services.practice import filling
from app.session import say


def draw(title: str | None = None) -> None:
    """Draws it, below a title where one is given; nothing where it is not the person's to fill, or all is there."""
    person, platform = session.person(), session.platform()
    if not filling.may_fill(person, platform):
        return
    if title:
        st.header(title, anchor=False)
    show(tag("p", plain(say("practice.lead"))))
    if st.button(say("practice.go"), key="practice.go", type="primary", icon=":material/groups:"):
        with st.spinner(say("practice.filling")):
            tried(lambda: filling.fill(person, platform, session.language()))
