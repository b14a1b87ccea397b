"""Search: one box over the models, the data, the results and the use cases a person may see, and why each was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import session
from app.parts import going, searching
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.services.search import everything
from app.services.search.everything import Found
from app.services.search.matching import Hit
from app.session import say

_SHOWN = 8


def draw() -> None:
    """Draws the page: what the address asks for, or what was written since."""
    st.title(say("search.title"), anchor=False)
    if session.changed(searching.ADDRESS, session.address("q")):
        session.remember(searching.BOX, session.address("q"))
    query = searching.box(searching.BOX)
    shown = searching.in_address(query)
    session.put_address("q", shown)
    session.remember(searching.ADDRESS, shown)
    if not query:
        show(tag("p", plain(say("search.lead"))))
        return
    found = everything.find(session.person(), session.platform(), query)
    show(tag("p", plain(_sentence(query, found)), role="status"))
    if found.near:
        _near_words(found.near_words)
    _group("models", found.models, searching.model)
    _group("datasets", found.datasets, searching.dataset)
    _group("results", found.results, searching.result)
    _group("cases", found.cases, searching.case)
    _group("articles", found.articles, searching.article)
    if found.near and not found.count:
        going.link("models", say("model.all"), icon=":material/category:")


def _sentence(query: str, found: Found) -> str:
    if not found.near:
        counts = {name: len(getattr(found, name)) for name in ("models", "datasets", "results", "cases", "articles")}
        return say("search.found", query=query, count=found.count, **counts)
    return say("search.near" if found.count or found.near_words else "search.nothing", query=query)


def _near_words(words: Sequence[str]) -> None:
    if words:
        with st.container(horizontal=True, vertical_alignment="center", key="search_near"):
            show(tag("span", plain(say("search.near_words"))), width="content")
            for word in words:
                st.button(literal(word), key=f"search.near.{word}", on_click=session.remember, args=(searching.BOX, word))


def _group(name: str, hits: Sequence[Hit[Any]], draw_one: Callable[[Hit[Any]], None]) -> None:
    if not hits:
        return
    st.header(say(f"search.group.{name}", count=len(hits)), anchor=False)
    for hit in hits[:_SHOWN]:
        draw_one(hit)
    if len(hits) > _SHOWN:
        show(tag("p", plain(say("search.more", shown=_SHOWN, all=len(hits)))))


draw()
