"""The rail of the seven steps: where I am, what is done, what is still to come, each a way there."""

from __future__ import annotations

import streamlit as st

from app.parts import going
from app.services.drafts import Draft
from app.session import say

STEPS = ("data", "columns", "check", "settings", "run", "result", "report")
_ICONS = {"here": ":material/radio_button_checked:", "done": ":material/check_circle:", "open": ":material/radio_button_unchecked:"}


def rail(draft: Draft, here: str, *, across: bool = False) -> None:
    """Draws the rail beside a step, or across the top of a wide page."""
    reached = reached_step(draft)
    with st.container(key="wizard_rail_across" if across else "wizard_rail", gap=None, horizontal=across):
        for at, step in enumerate(STEPS):
            state = "here" if step == here else "done" if at < reached else "open"
            label = f"**{say(f'step.{step}')}** · {say(f'step.state.{state}')}"
            with st.container(key=f"rail_{state}_{step}"):
                _way(draft, step, say(f"step.{step}") if across else label, _ICONS[state])


def reached_step(draft: Draft) -> int:
    """How many steps are behind this draft."""
    if draft.run_id:
        return STEPS.index("report")
    return STEPS.index(draft.step) if draft.step in STEPS else 0


def _way(draft: Draft, step: str, label: str, icon: str) -> None:
    if step in {"result", "report"} and draft.run_id:
        going.link(step, label, icon=icon, width="stretch", run=draft.run_id)
    else:
        going.link("wizard", label, icon=icon, width="stretch", draft=draft.id, step=step)
