"""The period in one sentence, four numbers with their change, and every other count with what it counts."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.markup import pairs, plain, show, table, tag
from app.services.usage import telling
from app.services.usage.board import Board
from app.services.usage.counts import COUNTS, PARTS
from app.session import say

_FOUR = ("real", "organisations", "people", "decided")


def draw(board: Board) -> None:
    """Draws the sentence and the four numbers."""
    lang = session.language()
    show(tag("p", plain(telling.sentence(board, lang)), class_="mo-lead", role="status"))
    if board.empty:
        return
    told = {name: (telling.said(board.figures[name]), telling.change(board.figures[name], lang, board.against)) for name in _FOUR}
    if session.is_narrow():
        said = {telling.count_title(name, lang): " · ".join(filter(None, (*one, telling.means(name, lang)))) for name, one in told.items()}
        show(pairs(said))
    else:
        for column, (name, (value, change)) in zip(st.columns(4), told.items(), strict=True):
            with column:
                st.metric(telling.count_title(name, lang), value, border=True)
                if change:
                    show(tag("p", plain(change), class_="mo-small"))
                st.caption(telling.means(name, lang))
    if board.against:
        show(tag("p", plain(say("usage.compared", against=telling.period(board.against, lang))), class_="mo-small mo-soft"))


def every(board: Board) -> None:
    """Draws all counts, a table a part."""
    lang = session.language()
    with fold(say("usage.every_count"), key="usage.every") as is_open:
        if not is_open:
            return
        for part in PARTS:
            mine = [one.name for one in COUNTS if one.part == part]
            head = [say("usage.column.count"), say("usage.column.value"), *([say("usage.column.change")] if board.against else []),
                    say("usage.column.meaning")]  # fmt: skip
            rows = [
                (telling.count_title(name, lang), telling.said(board.figures[name]),
                 *([telling.change(board.figures[name], lang, board.against)] if board.against else []), telling.means(name, lang))
                for name in mine
            ]  # fmt: skip
            show(table(head, rows, caption=say(f"usage.count_part.{part}"), numeric=frozenset({1})))
        now, before = telling.share(board, "decided_share")
        if now is not None:
            change = telling.share_change(now, before, lang, board.against)
            show(tag("p", plain(" ".join(filter(None, (say("usage.decided_share", share=now), change)))), class_="mo-small"))
