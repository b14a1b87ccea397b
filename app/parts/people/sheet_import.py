"""Taking a workbook in two steps: what would become of each row, and then doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app import session
from app.identity.person import Person
from app.mimes import XLSX
from app.parts.literal import refused
from app.parts.markup import plain, show, table, tag
from app.parts.small_file import SmallFile, small_file
from app.services.people.sheets import Account, Line
from app.services.platform import Platform
from app.session import say
from app.texts import problem_text
from connectors.problem import Problem

_SHOWN = 200


Imported = Account[Any]


@dataclass(frozen=True)
class Kind:
    """One sort of workbook: the beginning of its keys, of its columns' texts, and what makes, tries and takes it."""

    key: str
    columns: str
    file_name: str
    template: Callable[[Person, Platform, str], bytes]
    plan: Callable[[Person, Platform, bytes, str], Imported]
    take: Callable[[Person, Platform, bytes, str], Imported]


def draw(kind: Kind, row_said: Callable[[Any], tuple[str, str]], after: Callable[[Imported], None] | None = None) -> None:
    """Draws the form to download, the picker, what taking the file would do, and what came of it. `row_said`: who or what a row speaks
    of, and how it changes."""
    person, platform, lang = session.person(), session.platform(), session.language()
    planned, taken = f"{kind.key}.planned", f"{kind.key}.imported"
    with st.expander(say(f"{kind.key}.import"), key=f"{kind.key}.import"):
        show(tag("p", plain(say(f"{kind.key}.import_lead"))))
        st.download_button(
            say(f"{kind.key}.import_form"),
            lambda: kind.template(person, platform, lang),
            kind.file_name,
            XLSX,
            key=f"{kind.key}.template",
            on_click="ignore",
        )
        file = small_file(f"{kind.key}.import_file", say(f"{kind.key}.import_pick"))
        if file is not None:
            session.forget(taken)
            session.forget(planned)
        try:
            if file is not None:
                session.remember(planned, (file, kind.plan(person, platform, file.data, file.name)))
            waiting: tuple[SmallFile, Imported] | None = session.remembered(planned)
            if waiting is not None:
                _planned(kind, *waiting, planned, taken, row_said)
        except Problem as problem:
            session.forget(planned)
            refused(problem)
        done = session.remembered(taken)
        if done is not None:
            st.success(_counted("import.taken", done))
            _lines(kind, [line for line in done.lines if line.problem is not None], row_said)
            if after:
                after(done)


def _planned(
    kind: Kind, file: SmallFile, would: Imported, planned: str, taken: str, row_said: Callable[[Any], tuple[str, str]]
) -> None:  # fmt: skip
    person, platform = session.person(), session.platform()
    show(tag("p", tag("b", plain(_counted("import.planned", would))), role="status"))
    _lines(kind, would.lines, row_said)
    with st.container(horizontal=True):
        ready = would.count("new") + would.count("changed") > 0
        if st.button(say("import.go"), key=f"{kind.key}.import_go", type="primary", disabled=not ready):
            done = kind.take(person, platform, file.data, file.name)
            session.forget(planned)
            session.remember(taken, done)
            st.rerun()
        st.button(say("import.drop"), key=f"{kind.key}.import_drop", on_click=session.forget, args=(planned,))


def _counted(key: str, done: Imported) -> str:
    return say(key, rows=done.rows_in, **{state: done.count(state) for state in ("new", "changed", "unchanged", "refused")})


def _lines(kind: Kind, lines: Sequence[Line], row_said: Callable[[Any], tuple[str, str]]) -> None:
    """The rows, those refused first; what stays as it is only where nothing else is to be told."""
    order = {"refused": 0, "changed": 1, "new": 2, "unchanged": 3}
    told = sorted((line for line in lines if line.state != "unchanged"), key=lambda line: (order[line.state], line.row))
    if not told:
        return
    head = [say(f"import.{name}") for name in ("row", "state", "column", "what")]
    show(table(head, [_row(kind, line, row_said) for line in told[:_SHOWN]], caption=say("import.lines")))
    if len(told) > _SHOWN:
        show(tag("p", plain(say("import.more", count=len(told) - _SHOWN)), class_="mo-small"))


def _row(kind: Kind, line: Line, row_said: Callable[[Any], tuple[str, str]]) -> tuple[str, str, str, str]:
    whose, how = row_said(line)
    column = say(f"{kind.columns}.{line.column}") if line.column else ""
    what = problem_text(line.problem, session.language()) if line.problem is not None else how
    return str(line.row), say(f"import.state.{line.state}"), column, " · ".join(part for part in (whose, what) if part)
