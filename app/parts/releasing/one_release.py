"""Releases: what waits for my word and what I asked for; one of them with exactly what would leave, and deciding it."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import streamlit as st

from app import charts, session
from app.parts import going
from app.parts.literal import literal, tried
from app.parts.markup import badge, items, pairs, plain, show, table, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.noted import noted
from app.parts.releasing.notice import reasons_said
from app.parts.sheet import ROWS_MAX, sheet, told
from app.services.sharing import release_register, release_steps
from app.services.sharing.release_register import Leaving, Line, Looked, Step
from app.services.sharing.release_steps import TEXT_MAX
from app.session import say
from app.texts import pick
from models.kit.result import Result

_KINDS = {"approved": "good", "returned": "bad", "asked": "info"}


def lists() -> None:
    """Draws what waits for my word and what I asked for; nothing where there is none."""
    person, platform = session.person(), session.platform()
    waiting, mine = release_register.to_decide(person, platform), release_register.mine(person, platform)
    for key, lines in (("to_decide", waiting), ("mine", mine)):
        if lines:
            st.header(say(f"release.{key}", count=len(lines)), anchor=False)
        for line in lines:
            _card(line)


def draw(release: str) -> None:
    """Draws the page of one."""
    person, platform = session.person(), session.platform()
    going.link("requests", say("agreement.back"), icon=":material/arrow_back:")
    line, steps = release_register.one(person, platform, release)
    st.title(literal(say("release.title", model=model_title(line.model))), anchor=False)
    show(tag("p", _state(line.state)), pairs(_facts(line)))
    if line.mine and line.state == "asked" and st.button(say("release.withdraw"), key=f"release.withdraw.{line.id}"):
        tried(lambda: release_steps.withdraw(person, platform, line.id))
    if line.mine and not line.gone:
        going.link("result", say("release.back_to_result"), icon=":material/arrow_forward:", run=line.run_id)
    if line.decides:
        noted("release.viewed", line.id, lambda: release_register.viewed(person, platform, line.id))
        looked = release_register.looked(person, platform, line.id)
        _looked(looked)
        _decide(line, looked)
    st.header(say("agreement.history"), anchor=False)
    _history(steps)


def _card(line: Line) -> None:
    facts = [say("release.to", recipient=line.recipient), line.asker, when(line.asked_at_utc)]
    with st.container(border=True, key=f"card_release_{line.id}"):
        show(tag("h3", plain(say("release.title", model=model_title(line.model))), " ", _state(line.state)), items(facts, "mo-facts"))
        going.link("requests", say("release.open"), icon=":material/arrow_forward:", release=line.id)


def _state(state: str) -> str:
    return badge(say(f"release.state.{state}"), _KINDS.get(state, "calm"))


def _facts(line: Line) -> dict[str, str]:
    return {
        say("release.fact.asker"): line.asker,
        say("release.form.purpose"): line.purpose,
        say("release.form.recipient"): line.recipient,
        say("release.fact.body"): pick(line.body, session.language()),
        say("release.fact.why"): ", ".join(reasons_said(line.reasons)),
        say("release.fact.asked"): when(line.asked_at_utc),
    }


def _looked(looked: Looked) -> None:
    """Exactly what would leave: how persons are protected in it, its tables in numbers and in full, its sentences, its pictures."""
    lang, result = session.language(), looked.result
    st.header(say("release.leaves"), anchor=False)
    show(tag("p", plain(pick(looked.protected, lang) if looked.protected else say("release.protected_none"))))
    if looked.changed:
        st.warning(say("release.changed_told"))
    head = [say(f"release.head.{name}") for name in ("table", "counts", "smallest", "hidden", "cells", "rows", "columns")]
    rows = [_numbers(one) for one in looked.tables]
    show(table(head, rows, caption=say("release.tables"), numeric=frozenset(range(1, 7))))
    show(tag("h3", plain(say("release.sentences"))), items(pick(one.text, lang) for one in result.findings))
    said = {name.removeprefix("report."): value for name, value in looked.worded.items() if name in ("report.title", "report.comment")}
    if said:
        show(tag("h3", plain(say("release.worded"))), pairs({say(_FIELDS[name]): str(value) for name, value in said.items()}))
    weights = [str(value["name"]) for name, value in looked.worded.items() if name.startswith("weights.")]
    if weights:
        show(tag("p", plain(say("release.weights", names=weights))))
    _tables(looked.tables)
    _pictures(result)


def _numbers(one: Leaving) -> tuple[str, ...]:
    share = f"{one.hidden:,} ({one.hidden / one.cells:.1%})" if one.cells else "0"
    smallest = "–" if one.smallest is None else f"{one.smallest:,.0f}"
    title, size = pick(one.table.spec.title, session.language()), (one.cells, one.table.rows.height, one.table.rows.width)
    return (title, f"{one.counts:,}", smallest, share, *(f"{number:,}" for number in size))


def _tables(tables: Sequence[Leaving]) -> None:
    """One table at a time, all its rows by pages."""
    lang = session.language()
    shown = {one.table.spec.name: one.table for one in tables if any(not column.hidden for column in one.table.spec.columns)}
    name = st.selectbox(
        say("result.which_table"), list(shown), index=None, key="release.table", placeholder=say("columns.none_yet"), filter_mode=None,
        format_func=lambda key: pick(shown[key].spec.title, lang),
    )  # fmt: skip
    if not name:
        return
    pages = max(1, -(-shown[name].rows.height // ROWS_MAX))
    at = int(st.number_input(say("release.page", pages=pages), 1, pages, 1, key=f"release.page.{name}")) if pages > 1 else 1
    sheet(f"release.sheet.{name}.{at}", told(shown[name], lang, first=(at - 1) * ROWS_MAX), tall=True)


def _pictures(result: Result) -> None:
    """The figures and maps as they would stand in a report."""
    lang, names = session.language(), charts.names(result)
    if names and st.toggle(say("release.pictures", count=len(names)), key="release.pictures"):
        for name in names:
            data = base64.b64encode(session.drawn("picture", result, name)).decode()
            picture = tag("img", src=f"data:image/png;base64,{data}", alt=charts.alt(result, name, lang))
            show(tag("div", picture, class_="mo-picture"))


def _decide(line: Line, looked: Looked) -> None:
    person, platform = session.person(), session.platform()
    st.header(say("agreement.decide"), anchor=False)
    show(tag("p", plain(say("release.decide_lead"))))
    comment = (
        st.text_area(say("release.comment"), key=f"release.comment.{line.id}", max_chars=TEXT_MAX, help=say("release.comment_help")) or ""
    )
    with st.container(horizontal=True):
        if st.button(say("release.approve"), key=f"release.approve.{line.id}", type="primary", disabled=looked.changed):
            tried(lambda: release_steps.approve(person, platform, line.id, comment))
        if st.button(say("release.return"), key=f"release.return.{line.id}"):
            tried(lambda: release_steps.give_back(person, platform, line.id, comment))


def _history(steps: Sequence[Step]) -> None:
    lines = [
        tag(
            "li", tag("div", tag("b", plain(say(f"ledger.{one.step}"))), " ", plain(one.comment)),
            tag("small", plain(f"{say('release.by_policy') if one.who is None else one.who} · {when(one.at_utc)}"), class_="mo-soft"),
        )
        for one in steps
    ]  # fmt: skip
    show(tag("ul", *lines, class_="mo-lines"))


_FIELDS = {"title": "report.heading", "comment": "report.comment"}
