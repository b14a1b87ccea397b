"""The checks of a dataset: what they found in its newest version, which are set and by whom, and for a steward their form."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts.catalogue import declared_form
from app.parts.check_lines import finding_html
from app.parts.literal import literal, tried
from app.parts.markup import plain, show, tag
from app.parts.moments import when
from app.services.catalogue import declaring, judging
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.declaring import CheckLine
from app.session import say
from data_catalog.declared import Declared


def draw(line: DatasetLine) -> None:
    """Draws findings, checks, and the form where the person may use it."""
    person, platform = session.person(), session.platform()
    st.header(say("declared.title"), anchor=False)
    with st.spinner(say("declared.working")):
        judged = judging.shown(person, platform, line.id)
    if judged.found:
        show(
            tag("p", plain(say("declared.found", number=judged.number, count=len(judged.found)))),
            tag("ul", *(finding_html(one.finding) for one in judged.found), class_="mo-check-list"),
        )
    else:
        show(tag("p", plain(say("declared.nothing", number=judged.number))))
    may = declaring.may(person, platform, line.id)
    _set(declaring.listed(person, platform, line.id), line.id, may=may)
    if may:
        with st.expander(say("declared.add"), key=f"declared.add.{line.id}"):
            declared_form.draw(line)


def said(check: Declared) -> str:
    """A check as one line."""
    facts: dict[str, Any] = check.to_json() | {
        "columns": ", ".join(check.columns) or "–",
        "values": ", ".join(check.values[:8]),
        "total": check.columns[0] if check.columns else "",
        "parts": ", ".join(check.columns[1:]),
    }
    if check.rule == "future" and check.limit is None:
        facts["limit"] = 1
    return say(f"declared.said.{check.rule}", **facts)


def _set(lines: tuple[CheckLine, ...], dataset_id: str, *, may: bool) -> None:
    if not lines:
        show(tag("p", plain(say("declared.none_set")), class_="mo-soft"))
        return
    show(tag("h3", plain(say("declared.set", count=len(lines)))))
    for one in lines:
        told, action = st.columns([5, 1], vertical_alignment="center")
        with told:
            by = say("declared.by", name=one.by, when=when(one.made_at_utc))
            about = f"{say('declared.why_said', why=one.said.why)} · {by}"
            show(tag("p", tag("b", plain(said(one.said))), tag("br"), tag("span", plain(about), class_="mo-small mo-soft")))
        if may and action.button(
            say("declared.remove_short"), key=f"declared.remove.{one.id}", help=literal(say("declared.remove", said=said(one.said)))
        ):
            tried(lambda one=one: declaring.remove(session.person(), session.platform(), dataset_id, one.id))  # type: ignore[misc]
