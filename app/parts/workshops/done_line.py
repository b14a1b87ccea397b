"""What a press on the board did, told in one sentence by the page drawn next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app import session
from app.parts.literal import tried
from app.parts.markup import plain, show, tag
from app.parts.names import model_title
from app.session import say

_T = TypeVar("_T")
_DONE = "board.done"


def draw() -> None:
    """Says it, once."""
    if said := session.remembered(_DONE):
        session.forget(_DONE)
        show(tag("p", plain(said), class_="mo-effect", role="status"))


def keep(said: str) -> None:
    """Has it said by the page drawn next."""
    session.remember(_DONE, said)


def kept() -> bool:
    """Whether something is to be said."""
    return session.remembered(_DONE) is not None


def do(act: Callable[[], _T], told: Callable[[_T], str]) -> None:
    """Does it, keeps what is told of what it gave, and draws the page anew; a Problem is said instead."""
    tried(lambda: keep(told(act())))


def handed_out(model: str) -> Callable[[int], str]:
    """What is told of a prepared state of a model that so many seats were given."""
    return lambda count: say("board.did.catch_up", model=model_title(model), count=count)
