"""Help (도움말): my questions, what helped others, the words of the field, consults and training; and the page of a Problem."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.markup import plain, show, tag
from app.parts.support import articles_shown, booked, glossary, mine, problem_page
from app.parts.support.article_words import titled
from app.parts.support.parts import chosen
from app.services.search import articles as searched
from app.services.support import articles, looking
from app.session import say

PARTS = ("mine", "articles", "words", "bookings")


def draw() -> None:
    """Draws the page, or the one thing its address names; to a seat of a workshop, which asks its trainer, the words alone."""
    if session.person().workshop_id is not None:
        st.title(say("help.part.words"), anchor=False)
        glossary.draw()
        return
    ways: dict[str, Callable[[str], None]] = {"ticket": mine.one, "article": articles_shown.draw, "problem": problem_page.draw}
    for name, drawn in ways.items():
        if own := session.address(name):
            drawn(own)
            return
    st.title(say("nav.help"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        going.link("ask", say("frame.ask"), icon=":material/contact_support:", page="help")
        if rights.may(session.person(), "support"):
            waiting = looking.waiting(session.person(), session.platform())
            going.link("support", say("help.to_queue", count=waiting), icon=":material/support_agent:")
    {"mine": mine.listed, "articles": _articles, "words": glossary.draw, "bookings": booked.mine}[chosen("help", PARTS)]()


def _articles() -> None:
    query = st.text_input(say("article.search"), key="help.articles", max_chars=80, icon=":material/search:", autocomplete="off") or ""
    platform = session.platform()
    found = tuple(hit.thing for hit in searched.hits(platform, query)) if query.strip() else articles.published(platform)
    if not found:
        show(tag("p", plain(say("article.none_found")), role="status"))
    for one in found:
        with st.container(border=True, gap=None, key=f"card_help_article_{one.id}"):
            going.link("help", titled(one), icon=":material/help_center:", article=one.id)
            show(tag("p", plain(" · ".join(articles_shown.ties(one))), class_="mo-small mo-soft"))


draw()
