"""What a press did, said once near it by the page drawn next."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.markup import plain, show, tag

_KEPT = "told."


def keep(place: str, said: str) -> None:
    """Has it said by the next drawing of a place."""
    session.remember(f"{_KEPT}{place}", said)


def waits(place: str) -> bool:
    """Whether something is to be said there."""
    return session.remembered(f"{_KEPT}{place}") is not None


def draw(place: str) -> None:
    """Says it, once. Its place on the page is kept, said or not: while the page is drawn anew, nothing below stands twice."""
    with st.container():
        if waits(place):
            line(str(session.remembered(f"{_KEPT}{place}")))
            session.forget(f"{_KEPT}{place}")


def line(said: str) -> None:
    """The sentence as it stands on the page."""
    show(tag("p", plain(said), class_="mo-effect", role="status"))
