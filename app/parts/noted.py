"""Puts on record that something was looked at: once, before it is shown, and not again when the same is drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from app import session


def noted(name: str, what: Hashable, note: Callable[[], object]) -> None:
    """Calls `note` when `what` is not what this tab showed last under the name. What cannot be recorded is not shown: it is asked again."""
    if not session.changed(name, what):
        return
    try:
        note()
    except BaseException:
        session.forget(name)
        raise
