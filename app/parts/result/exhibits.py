"""The figures of a result, each with its table beside it, and all tables to sort, copy and take along."""

from __future__ import annotations

import polars as pl
import streamlit as st

from app import charts, session
from app.parts.copying import copy_button
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.parts.result import lineage
from app.parts.sheet import ROWS_MAX, sheet, told
from app.reports.clip import table_html, table_tsv
from app.services.results import copies
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from models.kit.result import Finding, Result, Table

# A longer table is taken along as a file: what the button copies is sent to the browser with the page.
_COPIED_MAX = 5_000


@session.part
def figures(run_id: str) -> None:
    """Draws one figure at a time; sensitivity comes last in the choice."""
    result, lang = session.result(run_id), session.language()
    ordered = sorted(result.figures, key=lambda figure: figure.output == "sensitivity")
    specs = {item.spec.name: item.spec for item in ordered}
    if not specs:
        return
    st.header(say("result.figures"), anchor=False)
    name = str(
        st.pills(
            say("result.which_figure"),
            list(specs),
            default=next(iter(specs)),
            required=True,
            format_func=lambda key: pick(specs[key].title, lang),
            key=f"result.which_figure.{run_id}",
            label_visibility="collapsed",
        )
    )
    if _is_empty(result, name):
        show(tag("p", plain(say("result.empty_figure"))))
    else:
        figure = session.drawn("figure", result, name)
        st.plotly_chart(figure, theme=None, config=charts.CONFIG, key=f"result.figure.{name}", alt=charts.alt(result, name, lang))
    said = f"{charts.alt(result, name, lang)} {session.drawn('note', result, name) or ''}"
    show(tag("p", plain(said), class_="mo-small mo-soft"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if not session.standing(run_id).held:
            picture = f"/download/run/{run_id}/pictures/{name}.png"
            show(tag("a", plain(say("result.picture")), href=picture, target="_self", class_="mo-button"), width="content")
        opened = st.toggle(say("result.twin"), key=f"result.twin.{name}")
    if opened:
        _table(run_id, result, charts.twin(result, name))


@session.part
def tables(run_id: str) -> None:
    """Draws one table at a time."""
    result, lang = session.result(run_id), session.language()
    shown = {table.spec.name: table for table in result.tables if any(not column.hidden for column in table.spec.columns)}
    if not shown:
        return
    with st.container(key="result_tables"):
        st.header(say("result.tables"), anchor=False)
    name = st.selectbox(
        say("result.which_table"),
        list(shown),
        index=None,
        key=f"result.which_table.{run_id}",
        placeholder=say("columns.none_yet"),
        format_func=lambda key: pick(shown[key].spec.title, lang),
        filter_mode=None,
    )
    if name:
        _table(run_id, result, shown[name])


def show_basis(run_id: str, result: Result, finding: Finding) -> None:
    """Opens the table a finding was read from: the first of its output that holds the most of its numbers."""
    shown = [table for table in result.tables if any(not column.hidden for column in table.spec.columns)]
    tables = [table for table in shown if table.output == finding.output]
    if tables:
        best = max(tables, key=lambda table: _shared(finding, table))
        session.remember(f"result.which_table.{run_id}", best.spec.name)


def _shared(finding: Finding, table: Table) -> int:
    """How many of a finding's numbers stand in a table."""
    numbers = {round(float(fact), 6) for fact in finding.facts.values() if isinstance(fact, (int, float)) and not isinstance(fact, bool)}
    held = table.rows.select(pl.selectors.numeric().cast(pl.Float64).round(6))
    return sum(any(number in column for column in held) for number in numbers)


def _is_empty(result: Result, name: str) -> bool:
    """Whether nothing would be drawn: every value is held back or missing."""
    spec = next(item.spec for item in result.figures if item.spec.name == name)
    rows = charts.twin(result, name).rows
    drawn = spec.value or spec.y
    return drawn in rows.columns and rows[drawn].drop_nulls().is_empty()


def _table(run_id: str, result: Result, table: Table) -> None:
    name, lang = table.spec.name, session.language()
    if table.spec.note:
        show(tag("p", plain(pick(table.spec.note, lang)), class_="mo-small"))
    sheet(f"result.sheet.{name}", told(table, lang), tall=True)
    if table.rows.height > ROWS_MAX:
        show(tag("p", plain(say("result.first_rows", shown=ROWS_MAX, rows=table.rows.height)), class_="mo-small"))
    if session.standing(run_id).held:
        show(tag("p", plain(say("release.held_here")), class_="mo-small mo-soft"))
        lineage.draw(result, table)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if table.rows.height <= _COPIED_MAX:
            copy_button(
                f"result.copy.{name}", say("result.copy_table"), table_tsv(result, name, lang), table_html(result, name, lang),
                on_copied=lambda: _copied(run_id, name),
            )  # fmt: skip
        csv = f"/download/run/{run_id}/tables/{name}.csv"
        show(tag("a", plain(say("result.csv")), href=csv, target="_self", class_="mo-button"), width="content")
    lineage.draw(result, table)


def _copied(run_id: str, name: str) -> None:
    try:
        copies.noted(session.person(), session.platform(), run_id, name)
    except Problem as problem:
        refused(problem)
