"""Taking usage along: the report of the period on the page, and the pack of a whole year."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.parts.usage.choosing import Chosen
from app.services.usage import taking
from app.services.usage.taking import KINDS, Wanted
from app.session import say

ANCHOR = "usage-take"
"""Where it stands on the page."""
_YEARS = 6


def draw(chosen: Chosen) -> None:
    """Draws both."""
    person, platform, lang = session.person(), session.platform(), session.language()
    st.header(say("usage.take"), anchor=ANCHOR)
    show(tag("p", plain(say("usage.take_lead"))))
    span = chosen.span
    with st.container(horizontal=True):
        for kind, mime in KINDS.items():
            wanted = Wanted(span, chosen.against, kind, asked=chosen.asked)
            st.download_button(
                say(f"usage.take.{kind}"), partial(taking.taken, person, platform, wanted, lang),
                f"modu_usage_{span.first}_{span.last}{_end(kind)}", mime, key=f"usage.take.{kind}", on_click="ignore",
            )  # fmt: skip
    st.header(say("usage.pack"), anchor=False)
    show(tag("p", plain(say("usage.pack_lead"))))
    this = platform.today().year
    years = [this - back for back in range(_YEARS)]
    at = years.index(span.last.year) if span.last.year in years else 1
    year = st.selectbox(
        say("usage.pack_year"), years, index=at, key=f"usage.pack_year.{years[at]}", filter_mode=None,
        format_func=lambda one: literal(say("usage.period_year", year=str(one)))
    )  # fmt: skip
    with st.container():  # a place of its own, said or not: the buttons below stay where they are
        if year == this:
            show(tag("p", plain(say("usage.pack_unfinished")), class_="mo-small"))
    with st.container(horizontal=True):
        for kind, mime in KINDS.items():
            wanted = taking.of_year(int(year or this), kind, chosen.asked)
            st.download_button(
                say(f"usage.pack.{kind}"), partial(taking.taken, person, platform, wanted, lang), f"modu_pack_{year}{_end(kind)}", mime,
                key=f"usage.pack.{kind}", on_click="ignore",
            )  # fmt: skip


def _end(kind: str) -> str:
    return ".zip" if kind == "csv" else f".{kind}"
