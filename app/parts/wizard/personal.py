"""The card of personal values found in a file: one row a finding, what to do with it chosen, all applied in one click, undone in one."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import literal, refused
from app.parts.markup import badge, items, plain, show, tag
from app.services.uploads import uploads
from app.services.uploads.uploads import Decision, UploadView
from app.session import say
from connectors.problem import Problem
from data_catalog.personal import Finding


def waiting(view: UploadView) -> None:
    """The card of a file that waits."""
    with st.container(border=True, key=f"card_personal_{view.id}"):
        show(tag("h3", plain(say("personal.title"))), tag("p", plain(say("personal.lead"))))
        _choices(view)


def settled(view: UploadView) -> None:
    """What was decided, to be undone until the next step; else what was found and stays, folded."""
    if view.decisions:
        show(tag("p", tag("b", plain(say("personal.done")))), items((_done(*pair) for pair in _pairs(view)), class_="mo-small"))
        if view.can_undo:
            st.button(say("personal.undo"), key=f"personal.undo.{view.id}", on_click=_undo, args=(view.id,))
    elif view.findings:
        with st.expander(say("personal.kept"), key=f"personal.kept.{view.id}"):
            _choices(view, primary=False)


def _pairs(view: UploadView) -> list[tuple[Finding, str]]:
    return list(zip(view.findings, view.decisions, strict=True))


def _done(finding: Finding, action: str) -> str:
    kind = say(f"personal.kind.{finding.kind}")
    return say("personal.done_row", column=finding.column, kind=kind, action=say(f"personal.action.{action}"))


def _choices(view: UploadView, *, primary: bool = True) -> None:
    chosen = [_row(view, at, finding) for at, finding in enumerate(view.findings)]
    is_suggested = all(one.action == finding.suggested for one, finding in zip(chosen, view.findings, strict=True))
    with st.container(horizontal=True, vertical_alignment="center"):
        label = say("personal.apply_suggested") if is_suggested else say("personal.apply")
        if st.button(label, type="primary" if primary else "secondary", key=f"personal.apply.{view.id}"):
            _apply(view, chosen)
        if not is_suggested:
            st.button(say("personal.reset"), key=f"personal.reset.{view.id}", on_click=_reset, args=(view.id, len(chosen)))
    show(tag("p", tag("a", plain(say("personal.about")), href="/personal", target="_blank"), class_="mo-small"))


def _row(view: UploadView, at: int, finding: Finding) -> Decision:
    """One finding with its choice, the suggested one first."""
    kind = say(f"personal.kind.{finding.kind}")
    about, choice = st.columns([3, 2], vertical_alignment="center")
    with about:
        where = say("personal.row_text" if finding.within_text else "personal.row", column=finding.column, rows=finding.rows)
        found = f"{say('personal.example', example=finding.example_masked)} · {say('personal.why', why=say(f'personal.why.{finding.why}'))}"
        show(tag("p", badge(kind, "warn" if finding.waits else "calm"), " ", tag("b", plain(where)), tag("br"),
                 tag("span", plain(found), class_="mo-small mo-soft")))  # fmt: skip
    with choice:
        action = st.selectbox(
            literal(say("personal.choose", column=finding.column, kind=kind)),
            uploads.actions(session.person(), finding),
            format_func=lambda name: _action(name, finding),
            key=_key(view.id, at),
            label_visibility="collapsed",
            filter_mode=None,
        )
        basis = ""
        if action == "keep" and finding.waits:
            basis = st.text_input(
                literal(say("personal.basis", column=finding.column)), key=f"personal.basis.{view.id}.{at}",
                placeholder=say("personal.basis_example"), max_chars=500,
            ) or ""  # fmt: skip
    return Decision(finding.column, str(action), finding.kind, basis)


def _action(name: str, finding: Finding) -> str:
    said = say(f"personal.action.{name}")
    return say("personal.suggested", action=said) if name == finding.suggested else said


def _apply(view: UploadView, chosen: list[Decision]) -> None:
    try:
        with st.spinner(say("personal.working")):
            uploads.decide(session.person(), session.platform(), view.id, chosen)
    except Problem as problem:
        refused(problem)
        return
    st.rerun()


def _undo(upload_id: str) -> None:
    uploads.undo(session.person(), session.platform(), upload_id)


def _reset(upload_id: str, count: int) -> None:
    for at in range(count):
        session.forget(_key(upload_id, at))


def _key(upload_id: str, at: int) -> str:
    return f"personal.do.{upload_id}.{at}"
