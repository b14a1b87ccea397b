"""The part of a model's manual that goes with a step, one press away beside it, and the words it is said with."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.support import glossary
from app.services.packages import manual_parts
from app.session import say
from connectors.problem import Problem
from models.kit import library


def beside(model_id: str, step: str) -> None:
    """Draws the way to it; nothing where the package is there no more."""
    try:
        model = library.load(model_id)
    except Problem:
        return
    key = f"help.manual.{step}"
    pane = st.popover(say("help.manual_step"), key=key, type="tertiary", icon=":material/menu_book:", on_change="rerun")
    if not pane.open:
        return
    with pane:
        parts = tuple(manual_parts.of_step(model, step, session.language()))
        for part in parts:
            st.markdown(f"## {part.heading}\n\n{part.text}" if part.heading else part.text, anchors=False)
        glossary.linked("\n".join(f"{part.heading}\n{part.text}" for part in parts), step)
        if session.person().workshop_id is None:  # a seat of a workshop has no list of models
            going.link("models", say("help.manual_whole"), model=model.id)
