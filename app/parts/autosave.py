"""Keeps every change of a draft in the records at once, and tells of changes made in another window."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts.markup import plain, show, tag
from app.parts.moments import clock
from app.services.drafts import drafts
from app.session import say


def load(draft_id: str) -> drafts.Draft:
    """The draft as the records hold it now. When another window changed it, this one's fields show the new values."""
    draft = drafts.load(session.person(), session.platform(), draft_id)
    seen = session.remembered(f"seen.{draft_id}")
    if seen is not None and seen != draft.version:
        session.forget_all(f"draft.{draft_id}.")
    session.remember(f"seen.{draft_id}", draft.version)
    return draft


def keep(draft_id: str, changes: dict[str, Any]) -> None:
    """Saves fields of a draft; what this replaced in another window is told on the next drawing."""
    seen = session.remembered(f"seen.{draft_id}", 0)
    _told(draft_id, drafts.save(session.person(), session.platform(), draft_id, changes, seen=seen))


def arrive(draft_id: str, step: str, changes: dict[str, Any]) -> None:
    """Notes the step the draft is at, and saves fields of it at once."""
    seen = session.remembered(f"seen.{draft_id}", 0)
    saved = drafts.go(session.person(), session.platform(), draft_id, step, changes, seen=seen)
    if saved is not None:
        _told(draft_id, saved)


def _told(draft_id: str, saved: drafts.Saved) -> None:
    session.remember(f"seen.{draft_id}", saved.version)
    if saved.others or saved.unseen:
        session.remember(f"others.{draft_id}", sorted({*saved.others, *saved.unseen}))
        session.forget_all(f"draft.{draft_id}.")


def key(draft_id: str, name: str) -> str:
    """The key of the widget that shows a field of a draft."""
    return f"draft.{draft_id}.{name}"


def keep_widget(draft_id: str, name: str, shown_as: str | None = None) -> None:
    """Saves what the widget of a field now shows; `shown_as`: its key, where that is not the field's."""
    keep(draft_id, {name: session.remembered(shown_as or key(draft_id, name))})


def saved_line(draft: drafts.Draft) -> None:
    """When it was saved last, and whether another window had a hand in it."""
    others = session.remembered(f"others.{draft.id}")
    if others:
        st.info(say("wizard.others"))
        session.forget(f"others.{draft.id}")
    show(tag("p", plain(say("wizard.saved", time=clock(draft.saved_at_utc))), class_="mo-saved", role="status"))
