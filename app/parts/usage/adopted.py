"""Which organisation works with which model since when: where they are, cells with the analyses of the period, and the table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import charts, session
from app.charts import dotted
from app.charts.labels import cut, safe
from app.charts.numbers import DASH
from app.charts.plan import Axis, Grid, Plan
from app.charts.screen_figure import FEW, drawn
from app.parts.markup import plain, show, table, tag
from app.services.usage import adoption_map, pictures, telling
from app.services.usage.adoption import Adopted, Adoption
from app.services.usage.adoption_map import Places
from app.services.usage.periods import Span
from app.session import say
from app.texts import pick

_DRAWN_MAX, _ROWS_MAX, _TALL = 40, 500, 15
_LETTERS, _LETTERS_NARROW = 22, 12


def draw(found: Adoption, span: Span) -> None:
    """Draws it as it stands at the end of a period; nothing where no model was used yet."""
    if not found.models:
        return
    st.header(say("usage.part.adoption"), anchor=False)
    told = say("usage.adoption_said", begun=found.begun, all=found.all, models=len(found.models))
    show(tag("p", plain(told), role="status"))
    if places := adoption_map.of_adoption(found):
        _map(places, span)
    begun = [one for one in found.rows if one.since]
    _cells(found, begun[:_DRAWN_MAX])
    if left := len(found.rows) - len(begun):
        show(tag("p", plain(say("usage.adoption_left", count=left)), class_="mo-small mo-soft"))
    if len(begun) > _DRAWN_MAX:
        show(tag("p", plain(say("usage.first_rows", shown=_DRAWN_MAX, all=len(begun))), class_="mo-small"))
    if st.toggle(say("usage.adoption_twin"), key="usage.adoption_twin"):
        _table(found)


def _map(found: Places, span: Span) -> None:
    show(tag("h3", plain(say("usage.adoption_map"))))
    look: Any = "dark" if session.theme() == "dark" else "light"
    lang = session.language()
    figure = dotted.drawn(pictures.dots(found, span, lang), found.ground, pictures.states(lang), look, narrow=session.is_narrow())
    alt = pictures.map_alt(found, lang)
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="usage.adoption_map", alt=alt)
    told = [say("usage.adoption_map_reading")]
    if found.nowhere:
        told.append(say("usage.adoption_nowhere", count=found.nowhere))
    show(tag("p", plain(" ".join(told)), class_="mo-small mo-soft"))


def _cells(found: Adoption, rows: list[Adopted]) -> None:
    lang, narrow = session.language(), session.is_narrow()
    most = _LETTERS_NARROW if narrow else _LETTERS
    across = tuple(cut(telling.model_title(one, lang), most) for one in found.models)
    down = tuple(cut(pick(one.organisation, lang), most) for one in rows)
    cells = tuple(tuple(float(row.analyses.get(one, 0)) if one in row.since else None for one in found.models) for row in rows)
    plan = Plan(
        "heat", "", Axis("", "text", "", across), Axis("", "text", "", down), (), grid=Grid(cells, say("usage.axis.analyses"), ".0")
    )
    look: Any = "dark" if session.theme() == "dark" else "light"
    figure = drawn(plan, lang, look, narrow=narrow)
    top = max((cell for row in cells for cell in row if cell is not None), default=0.0)
    whole = {"dtick": 1} if top < FEW else {}
    bar = {"title": {"text": say("usage.axis.analyses"), "side": "top"}, "tickformat": ",d", **whole}
    figure.update_traces(zmin=0, zmax=max(top, 1.0), colorbar=bar)
    figure.update_layout(
        height=150 + 30 * max(3, len(rows)), xaxis={"tickvals": list(range(len(across))), "ticktext": [safe(one) for one in across],
               "tickangle": -35 if narrow else 0},
        yaxis={"tickvals": list(range(len(down))), "ticktext": [safe(one) for one in down]},
    )  # fmt: skip
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="usage.adoption", alt=say("usage.adoption_alt", organisations=len(rows)))
    show(tag("p", plain(say("usage.adoption_reading")), class_="mo-small mo-soft"))


def _table(found: Adoption) -> None:
    lang = session.language()
    heads = [say("usage.column.organisation"), *(telling.model_title(one, lang) for one in found.models), say("usage.axis.analyses")]
    rows = [
        (
            pick(one.organisation, lang),
            *(f"{one.since[model]:%Y-%m}" if model in one.since else DASH for model in found.models),
            f"{sum(one.analyses.values()):,}",
        )
        for one in found.rows[:_ROWS_MAX]
    ]
    show(table(heads, rows, caption=say("usage.table.adoption"), numeric=frozenset({len(heads) - 1}), tall=len(rows) > _TALL))
