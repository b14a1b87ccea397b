"""The tour of the screen that is shown: begun from the help menu, offered in one line where somebody stands still for long."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from app import session
from app.parts import going, helping
from app.parts.static import STATIC
from app.parts.support import asking_form
from app.services.support import tours as put_away
from app.session import say
from app.texts import pick
from app.texts.tours import Tour, tour_of

_WAIT, _STEP, _DRAWN = "tour.wait_s", "tour.step", "tour.drawn"
_SAID = ("offer", "start", "later", "never", "back", "next", "done", "end")


def at_step(step: str) -> None:
    """The step of the wizard that is drawn."""
    session.remember(_STEP, step)


def here(page: str) -> Tour | None:
    """The tour of what is shown; one that belongs to a list is none of a single thing's page."""
    if page == "wizard":
        return tour_of(page, str(session.remembered(_STEP, "data")))
    if page == "models":
        return tour_of("model") if session.address("model") else None
    if page == "workshops":
        return tour_of(page, "board") if session.address("workshop") else None
    if page == "support" and (session.address("ticket") or session.address("article")):
        return None
    return None if page == "data" and session.address("dataset") else tour_of(page)


def ask_address(page: str) -> dict[str, str]:
    """What the way to the form that asks takes along from a page: its name and the ids in its address."""
    if page in helping.PAGES:
        problem = session.address("problem")
        return asking_form.whence() | ({"problem": problem} if problem else {}) if page == "help" else {}
    return {"page": page, **{name: said for name in helping.CONTEXT if (said := session.address(name))}}


def draw(page: str) -> None:
    """Draws it, after the page itself: where somebody is stuck is known only then."""
    tour = here(page)
    if tour is None:
        return
    seat = session.person().workshop_id is not None  # a seat of a workshop begins it itself, and asks its trainer
    lang, draft = session.language(), session.address("draft")
    data = {
        "tour": tour.name,
        "stops": [{"target": stop.target, "title": pick(stop.title, lang), "text": pick(stop.text, lang)} for stop in tour.stops],
        "offer": not seat and not _is_put_away(tour.name),
        "wait_s": _wait_s(),
        "key": f"{tour.name}.{draft}.{session.address('run')}.{session.address('model')}",
        "mark": _mark(draft),
        "stuck": bool(helping.met()),
        "ask": "" if seat else going.address("ask", **ask_address(page)),
        "say": {**{name: say(f"tour.{name}") for name in _SAID}, "ask": say("frame.ask"), "at": say("tour.at", at="{at}", all="{all}")},
    }
    _component()(key="tour", data=data, on_away_change=lambda: None if seat else _put_away(tour.name))


def _mark(draft: str) -> str:
    """What changes when somebody gets on: a draft by being saved, any other page by being drawn anew."""
    if draft:
        return str(session.remembered(f"seen.{draft}", ""))
    session.remember(_DRAWN, int(session.remembered(_DRAWN, 0)) + 1)
    return str(session.remembered(_DRAWN))


def _put_away(name: str) -> None:
    put_away.put_away(session.person(), session.platform(), name)
    session.forget(f"tour.away.{name}")


def _is_put_away(name: str) -> bool:
    kept = f"tour.away.{name}"
    if session.remembered(kept) is None:
        session.remember(kept, put_away.is_put_away(session.person(), session.platform(), name))
    return bool(session.remembered(kept))


def _wait_s() -> int:
    if session.remembered(_WAIT) is None:
        session.remember(_WAIT, int(session.setting("tour_offer_min")) * 60)
    return int(session.remembered(_WAIT))


@cache
def _component() -> Any:
    js = STATIC.joinpath("tour.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.tour", js=js, isolate_styles=False)
