"""The files of evidence of a case: each with what it is, what was looked through, who may take it; and adding one."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.cases.entries import take
from app.parts.literal import literal, tried
from app.parts.markup import badge, items, plain, show, tag
from app.parts.small_file import small_file
from app.services.cases import evidence
from app.services.cases.evidence import ACCEPTS, LIMIT_BYTES, MOST_FILES, Attached
from app.services.cases.looking import Case
from app.session import say


def draw(case: Case) -> None:
    """Draws them; to who may change the case, the way to add and remove."""
    may = case.edits and case.state != "withdrawn"
    if not case.files and not may:
        return
    show(tag("h3", plain(say("cases.files"))))
    for one in case.files:
        _file(case, one, may=may)
    if may and len(case.files) < MOST_FILES:
        _add(case)


def _file(case: Case, one: Attached, *, may: bool) -> None:
    facts = [
        say(f"cases.kind.{one.kind}"), say("cases.size", kb=max(1, one.size_bytes // 1_000)),
        say("cases.looked" if one.looked else "cases.unseen"), say("cases.fingerprint_short", mark=one.sha256[:12]),
    ]  # fmt: skip
    mark = badge(say("cases.public"), "info") if one.public else badge(say("cases.not_public"), "calm")
    with st.container(border=True, key=f"card_case_file_{one.id}"):
        show(tag("p", tag("b", plain(one.name)), " ", mark), items(facts, "mo-facts"))
        with st.container(horizontal=True):
            take(case.id, one)
            if may:
                label = say("cases.make_closed" if one.public else "cases.make_public")
                st.button(label, key=f"cases.public.{one.id}", on_click=_mark, args=(case.id, one.id, not one.public))
                if st.button(say("cases.remove_file"), key=f"cases.remove.{one.id}", type="tertiary"):
                    tried(lambda: evidence.remove(session.person(), session.platform(), case.id, one.id))


def _mark(case_id: str, file_id: str, public: bool) -> None:
    evidence.mark(session.person(), session.platform(), case_id, file_id, public=public)


def _add(case: Case) -> None:
    with st.expander(say("cases.add_file"), key=f"cases.add_file.{case.id}"):
        show(tag("p", plain(say("cases.add_file_lead", most=MOST_FILES, limit_mb=LIMIT_BYTES // 1_000_000)), class_="mo-small"))
        sure = st.checkbox(say("cases.nobody_in_it"), key=f"cases.nobody.{case.id}")
        file = small_file(f"cases.file.{case.id}", literal(say("cases.pick_file")), ACCEPTS)
        if file is not None:
            tried(lambda: evidence.add(session.person(), session.platform(), case.id, file.name, file.data, nobody_in_it=sure))
