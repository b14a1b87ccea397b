"""Report: the formats as tiles, a few choices, and the file."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.parts.rail import rail
from app.reports import FORMATS, PARTS, ReportOptions
from app.services import drafts, my_runs, reports, runs
from app.session import say
from app.texts import pick, problem_text
from connectors.problem import Problem

_ABOUT = {"pdf": ":material/picture_as_pdf:", "hwpx": ":material/article:", "xlsx": ":material/table:", "html": ":material/language:"}


def draw() -> None:
    """Draws the page."""
    run_id = session.address("run")
    run = my_runs.load(session.person(), session.platform(), run_id)
    result = runs.result(session.person(), session.platform(), run_id)
    if run.draft_id:
        rail(drafts.load(session.person(), session.platform(), run.draft_id), "report", across=True)
    st.title(say("report.title"), anchor=False)
    show(tag("p", plain(pick(result.question, session.language()))))
    options = _options(run_id)
    names = [name for name in ("hwpx", "pdf", "xlsx", "html") if name in FORMATS]
    for column, name in zip(st.columns(len(names), gap="medium"), names, strict=True):
        with column, st.container(border=True, key=f"card_report_{name}"):
            show(tag("h2", plain(say(f"report.{name}"))), tag("p", plain(say(f"report.{name}.for")), class_="mo-small"))
            _tile(run_id, name, options)
    going.link("result", say("report.back"), icon=":material/arrow_back:", run=run_id)


def _options(run_id: str) -> ReportOptions:
    with st.expander(say("report.options"), key="report.options"):
        title = st.text_input(say("report.heading"), key=f"report.heading.{run_id}", max_chars=120, placeholder=say("report.heading_default")) or ""
        length = st.radio(
            say("report.length"), ["full", "one_page"], format_func=lambda key: say(f"report.length.{key}"), horizontal=True, key=f"report.length.{run_id}"
        )
        comment = st.text_area(say("report.comment"), key=f"report.comment.{run_id}", max_chars=2000) or ""
        parts = tuple(part for part in PARTS if st.checkbox(say(f"report.part.{part}"), value=True, key=f"report.part.{part}.{run_id}"))
    return ReportOptions(length=str(length), comment=comment, parts=parts, title=title)


def _tile(run_id: str, name: str, options: ReportOptions) -> None:
    made_key = f"report.made.{run_id}.{name}"
    asked = (session.language(), options)
    made = session.remembered(made_key)
    if made is not None and made[0] == asked:
        st.download_button(
            say("report.download"), made[1], f"modu_report{FORMATS[name].suffix}", FORMATS[name].mime, key=f"report.take.{name}", type="primary", on_click="ignore"
        )
        return
    if st.button(say("report.make"), key=f"report.make.{name}", icon=_ABOUT[name]):
        try:
            with st.spinner(say("report.making")):
                data = reports.make(session.person(), session.platform(), run_id, name, session.language(), options)
        except Problem as problem:
            st.error(problem_text(problem, session.language()))
            return
        session.remember(made_key, (asked, data))
        st.rerun()


draw()
