"""The parts of a page side by side, each with an address of its own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.session import say


def chosen(page: str, parts: Sequence[str]) -> str:
    """Draws the choice; gives the part that is shown. The address holds it, so that a link can lead there."""
    asked = session.address("part")
    key = f"{page}.part"
    now = asked if asked in parts else parts[0]
    if session.changed(f"{page}.part.address", now):
        session.remember(key, now)
    part = st.segmented_control(
        say(f"{page}.parts"), parts, required=True, key=key, format_func=lambda one: say(f"{page}.part.{one}"),
        label_visibility="collapsed",
    )  # fmt: skip
    shown = str(part or now)
    session.put_address("part", "" if shown == parts[0] else shown)
    session.remember(f"{page}.part.address", shown)
    return shown
