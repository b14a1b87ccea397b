"""Finished analyses a month as a line, with its table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import charts, session
from app.charts.calendar import calendar_ticks
from app.charts.plan import TICKED_DATES_MAX, Axis, Plan, Series
from app.charts.screen_figure import drawn
from app.parts.markup import show, table
from app.services.usage.board import Board
from app.session import say
from data_catalog.records.tables import RUN_KINDS
from models.kit.wording import number

_NARROW_TICKS = 3


def draw(board: Board) -> None:
    """Draws both; of a single month there is nothing to draw."""
    if len(board.months) < 2:
        return
    st.header(say("usage.trend"), anchor=False)
    days = tuple(one.first for one in board.months)
    shown = [kind for kind in RUN_KINDS if any(getattr(one, kind) for one in board.months)]
    series = tuple(
        Series(say(f"usage.column.{kind}"), days, tuple(float(getattr(one, kind)) for one in board.months),
               tuple(number(getattr(one, kind)) for one in board.months))
        for kind in shown
    )  # fmt: skip
    ticks = days if len(days) <= TICKED_DATES_MAX else calendar_ticks(days[0], days[-1])
    if session.is_narrow():
        ticks = ticks[:: -(-len(ticks) // _NARROW_TICKS)]
    plan = Plan("line", "", Axis("", "date", dates=ticks), Axis(say("usage.axis.analyses"), "integer", ".0"), series)
    look: Any = "dark" if session.theme() == "dark" else "light"
    figure = drawn(plan, session.language(), look, narrow=session.is_narrow())
    figure.update_layout(yaxis_rangemode="tozero", height=320)
    alt = say("usage.trend_alt", months=len(days), most=max(one.real for one in board.months))
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="usage.trend", alt=alt)
    if st.toggle(say("usage.trend_twin"), key="usage.trend_twin"):
        rows = [(f"{one.first:%Y-%m}", *(number(getattr(one, kind)) for kind in RUN_KINDS)) for one in board.months]
        heads = [say("usage.column.month"), *(say(f"usage.column.{kind}") for kind in RUN_KINDS)]
        show(table(heads, rows, caption=say("usage.trend"), numeric=frozenset({1, 2, 3}), tall=len(rows) > 15))
