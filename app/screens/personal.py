"""About personal values: what is looked for in a file, why it waits, and what each choice does."""

from __future__ import annotations

import streamlit as st

from app.parts.markup import items, paragraph, plain, show, tag
from app.session import say
from data_catalog.personal import ACTIONS, KINDS


def draw() -> None:
    """Draws the page."""
    st.title(say("nav.personal"), anchor=False)
    show(paragraph(say("personal.page_lead")), paragraph(say("personal.page_law"), "mo-small"))
    st.header(say("personal.page_actions"), anchor=False)
    show(items(f"{say(f'personal.action.{name}')}: {say(f'personal.does.{name}')}" for name in ACTIONS))
    st.header(say("personal.page_kinds"), anchor=False)
    for kind in KINDS:
        show(
            tag("h3", plain(say(f"personal.kind.{kind}")), id=f"kind-{kind}"),
            paragraph(say(f"personal.what.{kind}")),
            paragraph(say(f"personal.waits.{kind}"), "mo-soft"),
        )


draw()
