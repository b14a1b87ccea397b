"""The rail of the seven steps: where I am, what is done, what is still to come, each a way there."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app import session
from app.parts import going
from app.services.drafts.drafts import Draft
from app.session import say

STEPS = ("data", "columns", "check", "settings", "run", "result", "report")
_ICONS = {"here": ":material/radio_button_checked:", "done": ":material/check_circle:", "open": ":material/radio_button_unchecked:"}


def rail(draft: Draft, here: str, *, across: bool = False) -> None:
    """Draws the rail beside a step, or across the top of a wide page."""
    reached = max(reached_step(draft), STEPS.index(here))
    passed = STEPS if draft.run_id else seen_steps(draft)
    with st.container(key="wizard_rail_across" if across else "wizard_rail", gap=None, horizontal=across):
        for at, step in enumerate(STEPS):
            state = "here" if step == here else "done" if at < reached and step in passed else "open"
            label = f"{say(f'step.{step}')} · {say(f'step.state.{state}')}"
            with st.container(key=f"rail_{state}_{step}"):
                _way(draft, step, say(f"step.{step}") if across else label, _ICONS[state], reached, "content" if across else "stretch")


def reached_step(draft: Draft) -> int:
    """How many steps are behind this draft."""
    if draft.run_id:
        return STEPS.index("report" if _finished(draft.run_id) else "run")
    return int(draft.answers.get("reached", 0))


def seen_steps(draft: Draft) -> tuple[str, ...]:
    """The steps that were looked at; of a draft from before this was kept, those behind it."""
    return tuple(draft.answers.get("seen", STEPS[: int(draft.answers.get("reached", 0))]))


def _finished(run_id: str) -> bool:
    return session.run(run_id).state == "finished"


def _way(draft: Draft, step: str, label: str, icon: str, reached: int, width: Literal["content", "stretch"]) -> None:
    if step in {"result", "report"} and draft.run_id and reached == STEPS.index("report"):
        going.link(step, label, icon=icon, width=width, run=draft.run_id)
    else:
        going.link("wizard", label, icon=icon, width=width, draft=draft.id, step=step)
