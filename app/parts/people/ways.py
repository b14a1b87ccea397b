"""The ways between the pages of people, of organisations and of looking as another."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.session import say
from app.sitemap import allowed, screen

_PAGES = ("people", "organisations", "view_as")


def draw(here: str) -> None:
    """Draws them for who may open them, but the page one is on."""
    open_to = {item.name for item in allowed(session.person().roles)}
    with st.container(horizontal=True, key="people_ways"):
        for name in _PAGES:
            if name != here and name in open_to:
                going.link(name, say(f"nav.{name}"), icon=screen(name).icon)
