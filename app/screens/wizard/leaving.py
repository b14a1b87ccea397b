"""Going on from a step of the wizard: done before anything is drawn, so that what is drawn is the next step, at once and once only."""

from __future__ import annotations

from collections.abc import Callable

from app import session
from app.parts import autosave, going
from app.screens.wizard import check, columns, data, settings
from app.services.drafts.drafts import Draft
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Model

_LEAVES: dict[str, Callable[[Draft, Model], str | None]] = {
    "data.next": data.leave,
    "data.run": data.leave,
    "columns.next": columns.leave,
    "check.next": check.leave,
    "settings.run": settings.leave,
}
"""By the key of the button that was pressed: what is to be done, and which step comes next."""


def leave() -> Problem | None:
    """Goes on where that was pressed and may be; gives what stood in the way, to be told on the page."""
    pressed = next((of_step for key, of_step in _LEAVES.items() if session.pressed(key)), None)
    if pressed is None or not session.address("draft"):
        return None
    try:
        draft = autosave.load(session.address("draft"))
        following = pressed(draft, library.load(draft.model))
    except Problem as problem:
        return None if problem.code.startswith("not_found.") else problem  # the page itself says that it is not there
    if following:
        going.turn(draft=draft.id, step=following)
    return None
