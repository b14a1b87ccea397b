"""Where people stop: the steps as bars and as a table, of all models or of one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import charts, session
from app.charts.plan import Axis, Plan, Series
from app.charts.screen_figure import drawn
from app.parts.markup import plain, show, table, tag
from app.services.usage import report, telling
from app.services.usage.funnel import ALIVE_DAYS, Funnel
from app.session import say
from models.kit.wording import number


def draw(found: tuple[Funnel, ...]) -> None:
    """Draws it; nothing where no analysis on own data was begun."""
    if not found:
        return
    st.header(say("usage.part.stop"), anchor=False)
    by_model = {one.model or "": one for one in found}
    lang = session.language()
    model = st.selectbox(
        say("usage.stop_of"), list(by_model), key="usage.stop_of", filter_mode=None,
        format_func=lambda one: telling.model_title(one, lang) if one else say("usage.stop_of_all"),
    )  # fmt: skip
    one = by_model.get(model or "", found[0])
    show(tag("p", plain(report.stop_said(one, lang)), role="status"))
    if one.started:
        _bars(one)
        _table(one)
    if one.alive:
        show(tag("p", plain(say("usage.stop_alive", alive=one.alive, days=ALIVE_DAYS)), class_="mo-small"))
    show(tag("p", plain(say("usage.stop_means")), class_="mo-small mo-soft"))


def _bars(found: Funnel) -> None:
    names = tuple(say(f"usage.step.{one.name}") for one in found.steps)
    reached = tuple(float(one.reached) for one in found.steps)
    said = tuple(number(one.reached) for one in found.steps)
    plan = Plan(
        "bar", "", Axis("", "text", labels=names), Axis(say("usage.axis.drafts"), "integer", ".0"),
        (Series("", tuple(range(len(names))), reached, said),), sideways=True,
    )  # fmt: skip
    look: Any = "dark" if session.theme() == "dark" else "light"
    figure = drawn(plan, session.language(), look, narrow=session.is_narrow())
    alt = say("usage.stop_alt", steps=", ".join(f"{name} {one}" for name, one in zip(names, said, strict=True)))
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="usage.stop", alt=alt)


def _table(found: Funnel) -> None:
    lang = session.language()
    heads = [say(f"usage.column.{name}") for name in ("step", "reached", "lost", "took")]
    rows = [
        (say(f"usage.step.{one.name}"), number(one.reached), number(one.lost, ".1%"), telling.minutes(one.minutes, lang))
        for one in found.steps
    ]
    show(table(heads, rows, caption=say("usage.table.funnel"), numeric=frozenset({1, 2, 3})))
