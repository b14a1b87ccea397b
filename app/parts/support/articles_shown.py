"""Help articles as they are read: one, and those that helped others at the same place."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app import session
from app.parts import going
from app.parts.folds import fold
from app.parts.literal import literal, tried
from app.parts.markup import items, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.support import article_words
from app.services.support import articles, met
from app.services.support.articles import Article
from app.session import say
from app.texts import pick


def draw(article_id: str) -> None:
    """Draws one article."""
    going.link("help", say("help.back"), icon=":material/arrow_back:", part="articles")
    one = articles.one(session.platform(), article_id)
    facts = [say("article.version", version=one.version, when=when(one.changed_at_utc)), *ties(one)]
    show(article_words.heading(one), items(facts, "mo-facts"))
    show(article_words.body(one))
    _thanks(one)


def offered(found: Iterable[Article]) -> None:
    """Draws what helped others, each folded, with a way to say that it did."""
    for one in found:
        with fold(literal(article_words.titled(one)), key=f"article.offered.{one.id}") as is_open:
            if is_open:
                show(article_words.body(one))
                _thanks(one)


def ties(one: Article) -> list[str]:
    """What an article is about, in words."""
    said = one.said
    found = [model_title(said.model)] if said.model else []
    found += [say(f"step.{said.step}")] if said.step else []
    return found + ([pick(met.bare(said.problem), session.language())] if said.problem else [])


def _thanks(one: Article) -> None:
    person, platform = session.person(), session.platform()
    if one.helped:
        show(tag("p", plain(say("article.helped", count=one.helped)), class_="mo-small mo-soft"))
    if session.remembered(f"article.thanked.{one.id}"):
        show(tag("p", plain(say("article.thanks")), role="status"))
        return

    def thank() -> None:
        articles.thanked(person, platform, one.id)
        session.remember(f"article.thanked.{one.id}", True)

    if st.button(say("article.helped_me"), key=f"article.thank.{one.id}", icon=":material/thumb_up:"):
        tried(thank)
