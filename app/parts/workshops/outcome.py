"""What came of a workshop, in a few facts: on its card in the list, and on its board once it is over."""

from __future__ import annotations

from app.parts.markup import items, show
from app.services.workshops.board import Line
from app.session import say


def facts(line: Line) -> list[str]:
    """Exercises done, certificates, and who went on with data of their own."""
    share = line.share
    return [
        say("workshop.done", done=line.done),
        say("workshop.certificates", count=line.certificates),
        say("workshop.carried", soon=share.soon, late=share.late, taken=share.taken, ran=share.ran),
    ]


def taken(line: Line) -> str:
    """How many of its seats were taken."""
    return say("workshop.taken", taken=line.taken, seats=line.seats)


def ratings(line: Line) -> None:
    """Draws what people thought of it, where somebody said."""
    if line.feedback:
        show(
            items([say("workshop.rating", name=say(f"class.rating.{name}"), mean=said) for name, said in line.feedback.items()], "mo-facts")
        )
