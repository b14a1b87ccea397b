"""Finished analyses a month as a line, with its table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import charts, session
from app.charts.screen_figure import drawn
from app.parts.markup import show, table
from app.services.usage import pictures
from app.services.usage.board import Board
from app.session import say
from data_catalog.records.tables import RUN_KINDS
from models.kit.wording import number


def draw(board: Board) -> None:
    """Draws both; of a single month there is nothing to draw."""
    plan = pictures.trend_plan(board, session.language(), narrow=session.is_narrow())
    if plan is None:
        return
    st.header(say("usage.trend"), anchor=False)
    look: Any = "dark" if session.theme() == "dark" else "light"
    figure = drawn(plan, session.language(), look, narrow=session.is_narrow())
    figure.update_layout(height=320)
    alt = pictures.trend_alt(board, session.language())
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="usage.trend", alt=alt)
    if st.toggle(say("usage.trend_twin"), key="usage.trend_twin"):
        rows = [(f"{one.first:%Y-%m}", *(number(getattr(one, kind)) for kind in RUN_KINDS)) for one in board.months]
        heads = [say("usage.column.month"), *(say(f"usage.column.{kind}") for kind in RUN_KINDS)]
        show(table(heads, rows, caption=say("usage.trend"), numeric=frozenset({1, 2, 3}), tall=len(rows) > 15))
