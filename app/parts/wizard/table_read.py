"""How a file was read: its first rows, what was found out in sentences, what was set aside, and another way to read it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import answers, session
from app.parts.folds import fold
from app.parts.keeping import keeping
from app.parts.literal import refused
from app.parts.markup import plain, show, table, tag
from app.parts.names import text_if_any
from app.parts.wizard import personal, reading_told
from app.services.uploads import trying, uploads
from app.services.uploads.uploads import UploadView
from app.session import say
from connectors.files import TableRead
from connectors.problem import Problem

_ENCODINGS = ("utf-8", "cp949", "utf-16")
_SEPARATORS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
_SHOWN = 5
_CELL = 40


def draw(view: UploadView, mark: str) -> None:
    """Draws the reading of one upload, or what stands in its way. `mark`: of the file (`answers.marks`)."""
    if view.problem:
        refused(Problem(view.problem["code"], **view.problem["facts"]))
        _differently(view)
        return
    if view.read is None:
        uploads.read(session.person(), session.platform(), view.id, view.options)
        st.rerun()
    if not _tried(view):
        head = answers.head(view, mark, _SHOWN)
        _table(view, view.read, head.columns, head.rows)
        if view.state == "held":
            personal.waiting(view)
            return
        personal.settled(view)
        keeping(view)
        _aside(view)
    _differently(view)


def _tried(view: UploadView) -> bool:
    """Draws the file as a change not yet confirmed would read it; False when there is none."""
    key = f"tried.{view.id}"
    options = session.remembered(key)
    if options is None:
        return False
    try:
        tried = trying.try_reading(session.person(), session.platform(), view.id, options, _SHOWN)
    except Problem as problem:
        session.forget(key)
        refused(problem)
        return False
    _table(view, tried.read, tried.read.columns, tried.rows, is_tried=not tried.is_whole)
    show(tag("p", plain(say("data.tried" if not tried.is_whole else "data.tried_whole")), role="status"))
    with st.container(horizontal=True):
        if st.button(say("data.tried_go"), type="primary", key=f"tried_go.{view.id}"):
            session.forget(key)
            with st.spinner(say("check.working")):
                _read_again(view, options)
            st.rerun()
        st.button(say("data.tried_back"), key=f"tried_back.{view.id}", on_click=session.forget, args=(key,))
    return True


def _table(view: UploadView, read: TableRead, columns: Sequence[str], rows: Sequence[Sequence[str]], *, is_tried: bool = False) -> None:
    """The first rows, and what was found out with its changes."""
    counts = {"rows": read.rows_kept, "columns": len(read.columns), "size": _size(view.size_bytes)}
    cells = [[_short(value) for value in row] for row in rows]
    show(
        "" if is_tried else tag("p", tag("b", plain(say("data.file", file=view.file_name, **counts)))),
        tag("div", table((say("data.line"), *columns), cells, caption=say("data.head", rows=len(cells))), class_="mo-one-line"),
        tag("p", tag("b", plain(say("data.understood")))),
    )
    options = session.remembered(f"tried.{view.id}", view.options)

    def change(option: str, value: object) -> None:
        session.remember(f"tried.{view.id}", {**options, option: value})

    reading_told.draw(read, f"told.{view.id}", change if view.state == "read" else None)


def _aside(view: UploadView) -> None:
    read = view.read
    if read is None or not read.rows_set_aside:
        return
    with fold(say("data.aside"), key=f"aside.{view.id}") as is_open:
        if not is_open:
            return
        rows = [
            (str(row.line), text_if_any(f"aside.{row.reason}", session.language()), _short(" | ".join(row.cells), 120))
            for row in read.set_aside[:50]
        ]
        show(table((say("data.line"), say("data.aside_why"), say("data.aside_what")), rows, caption=say("data.aside")))


def _differently(view: UploadView) -> None:
    with fold(say("data.change"), key=f"change.{view.id}") as is_open:
        if is_open:
            _change_form(view)


def _change_form(view: UploadView) -> None:
    read = view.read
    with st.form(f"change_form.{view.id}", border=False):
        options: dict[str, object] = {}
        auto = say("data.change.auto")
        if read is None or read.encoding:
            options["encoding"] = st.selectbox(
                say("data.change.encoding"), [None, *_ENCODINGS], format_func=lambda key: key.upper() if key else auto, filter_mode=None
            )
            options["separator"] = st.selectbox(
                say("data.change.separator"),
                [None, *_SEPARATORS],
                format_func=lambda key: _SEPARATORS[key] if key else auto,
                filter_mode=None,
            )
        if read is not None and len(read.sheets) > 1:
            options["sheet"] = st.selectbox(
                say("data.change.sheet"), [None, *read.sheets], format_func=lambda key: key or auto, filter_mode=None
            )
        header = st.text_input(say("data.change.header"), help=say("data.change.header_help"), placeholder=auto, max_chars=20)
        options["header_rows"] = _lines(header or "")
        options["totals"] = st.radio(
            say("data.change.totals"), ["apart", "keep"], format_func=lambda key: say(f"data.change.totals.{key}"), horizontal=True
        )
        if st.form_submit_button(say("data.change.go")):
            with st.spinner(say("check.working")):
                _read_again(view, {name: value for name, value in options.items() if value is not None})
            st.rerun()


def _read_again(view: UploadView, options: dict[str, object]) -> None:
    try:
        uploads.read(session.person(), session.platform(), view.id, options)
    except Problem:
        return  # kept on the upload, shown in its place


def _lines(said: str) -> list[int] | None:
    numbers = [int(part) for part in said.replace(" ", "").split(",") if part.isdigit()]
    if not numbers:
        return None
    return [] if numbers == [0] else numbers


def _short(value: object, longest: int = _CELL) -> str:
    said = "" if value is None else str(value)
    return said if len(said) <= longest else said[: longest - 1] + "…"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e5 else f"{max(1, round(size_bytes / 1e3)):,} kB"
