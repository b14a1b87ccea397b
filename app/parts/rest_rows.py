"""The rows that could not be used: taken along as a workbook, brought back corrected."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import paragraph, show
from app.parts.small_file import small_file
from app.services import rest
from app.services.drafts import Draft
from app.session import say
from connectors.problem import Problem
from data_catalog.schema import Input

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rest_rows(draft: Draft, asked: Input, rows: int) -> None:
    """Draws both ways where rows are left of a file that was sent; what came of the last workbook is told."""
    merged = session.remembered(f"rest.{draft.id}.{asked.name}")
    if merged:
        st.success(say("check.rest.merged", **merged))
    if not rows or "upload" not in (draft.inputs.get(asked.name) or {}):
        return
    show(paragraph(say("check.rest", rows=rows), "mo-small"))
    person, platform = session.person(), session.platform()
    with st.container(horizontal=True, vertical_alignment="center"):
        # Made when it is asked for: of a large file it takes seconds.
        st.download_button(
            say("check.rest.get"), lambda: rest.rest(person, platform, draft, asked, session.language()) or b"",
            file_name=say("check.rest.file"), mime=_XLSX, key=f"rest.get.{asked.name}", on_click="ignore",
        )  # fmt: skip
        file = small_file(f"rest.bring.{asked.name}", say("check.rest.bring"))
    if file is None:
        return
    try:
        found = rest.take_back(person, platform, draft, asked, file.name, file.data)
    except Problem as problem:
        refused(problem)
        return
    session.remember(f"rest.{draft.id}.{asked.name}", {"taken": found.taken, "unchanged": found.unchanged, "unknown": found.unknown})
    st.rerun()
