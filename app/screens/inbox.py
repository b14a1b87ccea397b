"""Inbox: what concerns me, newest first, each with its way there."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.markup import badge, plain, show, tag
from app.parts.moments import when
from app.services import inbox
from app.services.inbox import MessageLine
from app.session import say
from app.texts import pick, text
from models.kit import library


def draw() -> None:
    """Draws the page; what is shown counts as read."""
    person, platform = session.person(), session.platform()
    st.title(say("nav.inbox"), anchor=False)
    lines = inbox.listed(person, platform)
    if not lines:
        show(tag("p", plain(say("inbox.empty"))))
        return
    show(tag("ul", *(_line(line) for line in lines), class_="mo-lines"))
    if any(not line.read for line in lines):
        inbox.mark_read(person, platform)


def _line(line: MessageLine) -> str:
    lang = session.language()
    facts = dict(line.facts)
    if "model" in facts:
        titles = {model.id: pick(model.title, lang) for model in library.models()}
        facts["model"] = titles.get(str(facts["model"]), str(facts["model"]))
    said = plain(text(line.key, lang, **facts))
    body = tag("a", said, href=line.link, target="_self") if line.link else said
    new = badge(say("inbox.new"), "info") if not line.read else ""
    return tag("li", tag("div", body, " ", new), tag("small", plain(when(line.made_at_utc)), class_="mo-soft"))


draw()
