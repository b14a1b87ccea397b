"""Ask (물어보기): a question to the help desk from where somebody is stuck, with what is needed to answer it attached."""

from __future__ import annotations

import streamlit as st

from app.parts.markup import plain, show, tag
from app.parts.support import asking_form
from app.session import say


def draw() -> None:
    """Draws the page."""
    asking_form.back()
    st.title(say("nav.ask"), anchor=False)
    show(tag("p", plain(say("ask.lead"))))
    asking_form.draw()


draw()
