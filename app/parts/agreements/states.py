"""The state of an agreement, and of its proof of deletion, as marks."""

from __future__ import annotations

from app.parts.markup import badge
from app.session import say

_KINDS = {"active": "good", "refused": "bad", "revoked": "bad", "asked": "info", "offered": "warn", "mediation": "warn"}


def state_badge(state: str) -> str:
    """The mark."""
    return badge(say(f"agreement.state.{state}"), _KINDS.get(state, "calm"))


def deletion_badge(how: str) -> str:
    """How it stands with the proof of deletion, as a mark."""
    return badge(say(f"agreement.deletion.{how}"), {"confirmed": "good", "late": "bad"}.get(how, "warn"))
