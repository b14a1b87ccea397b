"""The help desk (지원 창구): the queue of questions, the articles answers became, consults and training, and what all that amounts to."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts.support import article_form, booked, counts, one_ticket, queue
from app.parts.support.parts import chosen
from app.session import say

PARTS = ("queue", "articles", "bookings", "counts")


def draw() -> None:
    """Draws the page, or the question or article its address names."""
    ways: dict[str, Callable[[str], None]] = {"ticket": one_ticket.draw, "article": article_form.draw}
    for name, drawn in ways.items():
        if own := session.address(name):
            drawn(own)
            return
    st.title(say("nav.support"), anchor=False)
    {"queue": queue.draw, "articles": article_form.listed, "bookings": booked.queue, "counts": counts.draw}[chosen("support", PARTS)]()


draw()
