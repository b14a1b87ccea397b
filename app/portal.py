"""The frame of every page: who is here, what they may open, and the screen they asked for."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from app import answers, session
from app.parts import frame, going, helping
from app.parts.literal import refused
from app.parts.page import in_step
from app.parts.support import tour
from app.parts.workshops import seat_page
from app.screens.wizard import leaving
from app.session import say
from app.sitemap import SCREENS, allowed
from app.texts import text
from app.turns import PORTAL
from connectors.problem import Problem

_log = logging.getLogger("modu.portal")
_GOING_ON = {"wizard": leaving.leave, "class": seat_page.leave}
"""What goes on elsewhere when its button is pressed: done before anything is drawn. Each gives what stood in the way."""


def draw() -> None:
    """Draws one rerun of the portal, in its turn."""
    with PORTAL.turn(), session.drawing():
        _draw()


def _draw() -> None:
    if not session.sign_in_holds():
        st.set_page_config(page_title=text("product.name", "ko"))
        st.navigation([st.Page(_ended, title=say("frame.sign_in_again"), default=True)], position="hidden").run()
        return
    answers.keep_in_step()
    person = session.person()
    open_to = {item.name for item in allowed(person.roles, seat=person.workshop_id is not None)}
    pages = {
        item.name: st.Page(
            item.file if item.name in open_to else _elsewhere(item.name),
            title=say(f"nav.{item.name}"),
            url_path=item.path,
            default=not item.path,
        )
        for item in SCREENS
    }
    session.remember(going.PAGES, pages)
    page = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=f"{page.title} · {say('product.name')}", layout="wide", initial_sidebar_state="auto")
    name = next((item.name for item in SCREENS if item.path == page.url_path), "")
    met = _GOING_ON[name]() if name in _GOING_ON else None
    frame.draw(person, name)
    offer = st.container(key="frame_offer")
    shows = (
        "draft", "step", "run", "model", "source", "dataset", "check", "share", "organisation", "person", "agreement", "ask", "case",
        "proposal", "compare", "tab", "workshop", "ticket",
        "article", "problem", "term",
    )  # fmt: skip
    in_step(page.url_path, shows)
    helping.begin(name)
    if met:
        refused(met)
    try:
        page.run()
    except Problem as problem:
        refused(problem)
    except Exception:
        number = secrets.token_hex(4)
        _log.exception("fault %s on %s", number, page.url_path)
        st.error(say("frame.fault", number=number))
    with offer:
        tour.draw(name)


def _ended() -> None:
    frame.signed_out()


def _elsewhere(name: str) -> Callable[[], None]:
    """What a page that is not somebody's shows: a seat of a workshop that opens the first page is taken to its class."""
    return _to_class if name == "home" and session.person().workshop_id is not None else _not_allowed


def _to_class() -> None:
    going.go("class")


def _not_allowed() -> None:
    st.info(say("frame.not_allowed"))


draw()
