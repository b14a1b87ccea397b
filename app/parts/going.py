"""Ways from one screen to another: the address holds the ids, nothing else travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from app import session
from app.parts.literal import literal
from app.session import say
from app.sitemap import screen

PAGES = "going.pages"
"""Under which this session's pages are remembered, by name: the portal makes them before anything is drawn."""


def link(name: str, label: str, *, icon: str | None = None, width: Literal["content", "stretch"] = "content", **ids: str) -> None:
    """A link to a screen, with the ids its address needs."""
    st.page_link(_page(name), label=literal(label), icon=icon, width=width, query_params=ids or None)


def back(name: str) -> None:
    """A link to a screen one comes from; a seat of a workshop comes from its class, and no other is open to it."""
    comes_from = name if session.person().workshop_id is None else "class"
    link(comes_from, say(f"nav.{comes_from}"))


def way(name: str, label: str, ids: Mapping[str, str], *, icon: str | None = None) -> None:
    """As `link`, with ids that are known only when the page is drawn."""
    st.page_link(_page(name), label=literal(label), icon=icon, query_params=dict(ids) or None)


def go(name: str, **ids: str) -> None:
    """Opens a screen now. Never returns to the caller's rerun."""
    st.switch_page(_page(name), query_params=ids)


def turn(**ids: str) -> None:
    """Shows another part of the same screen in the drawing that begins: nothing of it may be drawn yet."""
    st.query_params.from_dict(ids)


def address(name: str, **ids: str) -> str:
    """The address of a screen, for a plain link."""
    query = "&".join(f"{key}={value}" for key, value in ids.items())
    return f"/{screen(name).path}" + (f"?{query}" if query else "")


def _page(name: str) -> Any:
    # By its file Streamlit looks for the page on the disk: for each of some twenty links a page has.
    return session.remembered(PAGES)[name]
