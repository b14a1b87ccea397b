"""The wizard: the rail on the left, one step on the right, saved as it goes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts import autosave, going
from app.parts.markup import badge, plain, show, tag
from app.parts.rail import STEPS, rail
from app.parts.support import manual, tour
from app.screens.wizard import check, columns, data, run, settings
from app.services.drafts.drafts import Draft
from app.session import say
from app.texts import pick
from models.kit import library
from models.kit.contract import Model

_STEPS: dict[str, Callable[[Draft, Model], None]] = {
    "data": data.draw,
    "columns": columns.draw,
    "check": check.draw,
    "settings": settings.draw,
    "run": run.draw,
}


def draw() -> None:
    """Draws the page."""
    draft_id = session.address("draft")
    if not draft_id:
        show(tag("p", plain(say("wizard.no_draft"))))
        going.back("home")
        return
    draft = autosave.load(draft_id)
    step = session.address("step") or draft.step
    if step not in STEPS:
        step = "data"
    if step not in _STEPS:
        step = "run"
    further = STEPS.index(step) > int(draft.answers.get("reached", 0))
    if further or draft.step != step:
        autosave.arrive(draft.id, step, {"answers.reached": STEPS.index(step)} if further else {})
    model = library.load(draft.model)
    _head(draft, model)
    left, right = st.columns([1, 3], gap="large")
    with left:
        rail(draft, step)
        autosave.saved_line(draft)
    tour.at_step(step)
    with right:
        _STEPS[step](draft, model)
        manual.fold(draft.model, step)


def _head(draft: Draft, model: Model) -> None:
    kind = badge(say(f"kind.{draft.kind}"), "warn") if draft.kind != "real" else ""
    show(tag("p", plain(pick(model.title, session.language())), " ", kind, class_="mo-over"))


draw()
