"""What each way of protecting counts of persons does, by example: three true counts and what may be told of them."""

from __future__ import annotations

import streamlit as st

from app.parts.markup import plain, show, table, tag
from app.session import language, say
from app.texts import text
from data_catalog.disclosure import MODES, SUPPRESS, is_few
from data_catalog.disclosure.cell_key import chances
from data_catalog.disclosure.rounding import BASE
from data_catalog.protecting import noise_of

_COUNTS = (0, 3, 250)


def draw(most: int) -> None:
    """Draws the example, with the noise as it is kept."""
    head = [say("protected.way"), *(say("protected.true", n=count) for count in _COUNTS)]
    rows = [[say(f"disclosure_mode.{mode}"), *(said(mode, count, most, language()) for count in _COUNTS)] for mode in MODES]
    st.header(say("protected.title"), anchor=False)
    show(tag("p", plain(say("protected.lead"))), table(head, rows, caption=say("protected.caption", most=most)))


def said(mode: str, count: int, most: int, lang: str) -> str:
    """What a count may be told as."""
    if mode == SUPPRESS:
        return text("disclosure.few", lang) if is_few(count) else f"{count}"
    if mode == "cell_key":
        values = chances(count, noise_of(most))[0]
    else:
        values = (count,) if count % BASE == 0 else (count - count % BASE, count - count % BASE + BASE)
    if len(values) < 3:
        return text("protected.or", lang).join(map(str, values))
    return f"{values[0]}–{values[-1]}"
