"""Ask (물어보기): a question to the help desk from where somebody is stuck, with what is needed to answer it attached."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.parts.support import asking_form
from app.session import say
from app.sitemap import SCREENS


def draw() -> None:
    """Draws the page."""
    page = session.address("page")
    if page in {one.name for one in SCREENS} - {"ask"}:
        ids = {name: said for name in asking_form.CONTEXT if (said := session.address(name))}
        going.way(page, say("ask.back", page=say(f"nav.{page}")), ids, icon=":material/arrow_back:")
    st.title(say("nav.ask"), anchor=False)
    show(tag("p", plain(say("ask.lead"))))
    asking_form.draw()


draw()
