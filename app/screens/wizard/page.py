"""The wizard: the rail on the left, one step on the right, saved as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from app import session
from app.parts import autosave, going
from app.parts.markup import badge, plain, show, tag
from app.parts.rail import STEPS, rail, seen_steps
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
    new = _new(draft, step)
    if new or draft.step != step:
        autosave.arrive(draft.id, step, new)
        draft = replace(draft, fields={**draft.fields, **new})
    model = library.load(draft.model)
    _head(draft, model)
    left, right = st.columns([1, 3], gap="large")
    with left:
        rail(draft, step)
        manual.beside(draft.model, step)
        autosave.saved_line(draft)
    tour.at_step(step)
    with right:
        _STEPS[step](draft, model)


def _new(draft: Draft, step: str) -> dict[str, Any]:
    """What is kept of a step that was not looked at before: how far the draft is, and that this step was."""
    far, seen = int(draft.answers.get("reached", 0)), seen_steps(draft)
    further = {"answers.reached": STEPS.index(step)} if STEPS.index(step) > far else {}
    return further | ({} if step in seen else {"answers.seen": [*seen, step]})


def _head(draft: Draft, model: Model) -> None:
    kind = badge(say(f"kind.{draft.kind}"), "warn") if draft.kind != "real" else ""
    show(tag("p", plain(pick(model.title, session.language())), " ", kind, class_="mo-over"))


draw()
