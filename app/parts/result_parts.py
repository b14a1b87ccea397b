"""The figures of a result, each with its table beside it, and all tables to sort, copy and take along."""

from __future__ import annotations

import streamlit as st

from app import charts, session
from app.parts.copying import copy_button
from app.parts.markup import plain, show, tag
from app.parts.sheet import ROWS_MAX, sheet, told
from app.reports.clip import table_html, table_tsv
from app.session import say
from app.texts import pick
from models.kit.result import Result, Table


def figures(run_id: str, result: Result) -> None:
    """Draws every figure, sensitivity last."""
    for item in sorted(result.figures, key=lambda figure: figure.output == "sensitivity"):
        name, lang = item.spec.name, session.language()
        with st.container(key=f"result_figure_{name}"):
            st.subheader(pick(item.spec.title, lang), anchor=False)
            st.plotly_chart(
                session.drawn("figure", result, name), theme=None, config=charts.CONFIG, key=f"result.figure.{name}", alt=charts.alt(result, name, lang)
            )
            _below(run_id, result, name)


def tables(run_id: str, result: Result) -> None:
    """Draws every table, folded."""
    shown = [table for table in result.tables if any(not column.hidden for column in table.spec.columns)]
    if not shown:
        return
    st.subheader(say("result.tables"), anchor=False)
    for table in shown:
        name = table.spec.name
        if st.toggle(pick(table.spec.title, session.language()), key=f"result.table.{name}"):
            _table(run_id, result, table)


def _below(run_id: str, result: Result, name: str) -> None:
    lang = session.language()
    said = charts.alt(result, name, lang)
    more = charts.note(result, name, lang)
    show(tag("p", plain(f"{said} {more or ''}"), class_="mo-small mo-soft"))
    with st.container(horizontal=True, vertical_alignment="center"):
        show(tag("a", plain(say("result.picture")), href=f"/download/run/{run_id}/pictures/{name}.png", target="_self", download=True))
        opened = st.toggle(say("result.twin"), key=f"result.twin.{name}")
    if opened:
        _table(run_id, result, charts.twin(result, name))


def _table(run_id: str, result: Result, table: Table) -> None:
    name, lang = table.spec.name, session.language()
    if table.spec.note:
        show(tag("p", plain(pick(table.spec.note, lang)), class_="mo-small"))
    sheet(f"result.sheet.{name}", told(table, lang), tall=True)
    if table.rows.height > ROWS_MAX:
        show(tag("p", plain(say("result.first_rows", shown=ROWS_MAX, rows=table.rows.height)), class_="mo-small"))
    with st.container(horizontal=True, vertical_alignment="center"):
        copy_button(f"result.copy.{name}", say("result.copy_table"), table_tsv(result, name, lang), table_html(result, name, lang))
        show(tag("a", plain(say("result.csv")), href=f"/download/run/{run_id}/tables/{name}.csv", target="_self", download=True))
