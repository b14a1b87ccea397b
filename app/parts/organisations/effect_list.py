"""What a change of organisations will do, a line each."""

from __future__ import annotations

from collections.abc import Iterable

from app.parts.markup import items, show
from app.services.organising.effects import Effect
from app.session import say


def draw(told: Iterable[Effect]) -> None:
    """Draws the list."""
    show(items([say(f"organisations.effect.{one.code}", **one.facts) for one in told]))
