"""The rows that could not be used: taken along as a workbook, brought back corrected."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import paragraph, plain, show, tag
from app.parts.small_file import small_file
from app.services.drafts.drafts import Draft
from app.services.preparing import rest
from app.session import say
from connectors.problem import Problem
from data_catalog.schema import Input


def rest_rows(draft: Draft, asked: Input, rows: int) -> None:
    """Draws both ways where rows are left of a file that was sent; what came of the last workbook is told."""
    merged = session.remembered(f"rest.{draft.id}.{asked.name}")
    if merged:
        st.success(say("check.rest.merged", **merged))
    if not rows or "upload" not in (draft.inputs.get(asked.name) or {}):
        return
    show(paragraph(say("check.rest", rows=rows), "mo-small"))
    address = f"/download/draft/{draft.id}/rest_{asked.name}.xlsx"
    show(tag("p", tag("a", plain(say("check.rest.get")), href=address, target="_self", download=True)))
    file = small_file(f"rest.bring.{asked.name}", say("check.rest.bring"))
    if file is None:
        return
    try:
        found = rest.take_back(session.person(), session.platform(), draft, asked, file.name, file.data)
    except Problem as problem:
        refused(problem)
        return
    session.remember(f"rest.{draft.id}.{asked.name}", {"taken": found.taken, "unchanged": found.unchanged, "unknown": found.unknown})
    st.rerun()
