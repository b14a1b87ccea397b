"""Organisations: the tree with its people, as it stands or stood on a day; one of them, and changing it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import days
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import items, pairs, plain, show, table, tag
from app.parts.noted import noted
from app.parts.organisations import change_form, tree_table, waiting
from app.parts.people import sheet_import, ways
from app.services.organising import looking, organisations_import
from app.services.organising.looking import Whole
from app.services.people import roles
from app.session import say
from app.texts import pick
from connectors.problem import Problem

_A_PAGE = 60
_KIND = sheet_import.Kind(
    "organisations", "organisations_form", "modu_organisations.xlsx", organisations_import.template, organisations_import.plan,
    organisations_import.take,
)  # fmt: skip


def draw() -> None:
    """Draws the page."""
    person, platform = session.person(), session.platform()
    st.title(say("nav.organisations"), anchor=False)
    ways.draw("organisations")
    show(tag("p", plain(say("organisations.lead"))))
    noted("organisations.viewed", True, lambda: looking.viewed(person, platform))
    chosen = session.address("organisation")
    found = {one: way for one, (_, way) in looking.choices(person, platform).items()}
    picked = change_form.choice(found, say("organisations.one"), f"organisations.one.{chosen}", chosen)
    if picked and picked != chosen:
        session.put_address("organisation", picked)
        st.rerun()
    planned = waiting.draw()
    if chosen:
        _one(looking.one(person, platform, chosen))
    if chosen or planned:
        st.header(say("organisations.tree"), anchor=False)
    _tree(chosen)
    sheet_import.draw(_KIND, _said)


def _tree(chosen: str) -> None:
    person, platform, today = session.person(), session.platform(), session.today()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    search = left.text_input(say("organisations.search"), key="organisations.search", max_chars=100) or ""
    day = days.field(say("organisations.as_of"), today, key="organisations.day", place=right, help_text=say("organisations.as_of_help"))
    if days.needed(day) > today:
        refused(Problem("organisations.as_of_wrong", last=today.isoformat()))
        return
    past = day if day != today else None
    with_ended = st.checkbox(say("organisations.with_ended"), key="organisations.ended")
    page = (
        session.remembered("organisations.page", 0) if not session.changed("organisations.table", (search, past, with_ended, chosen)) else 0
    )
    session.remember("organisations.page", page)
    board = looking.board(person, platform, chosen, search, past, with_ended, _A_PAGE, page * _A_PAGE)
    if board.astray:
        st.error(say("organisations.astray", names=[pick(name, session.language()) for _, name in board.astray]))
    said = say("organisations.found", count=board.total, search=search) if search.strip() else say("organisations.count", count=board.total)
    show(tag("p", plain(said), role="status"))
    if past:
        show(tag("p", plain(say("organisations.as_of_told", day=past.isoformat())), class_="mo-small"))
    if board.partial and chosen:
        show(tag("p", tag("a", plain(say("organisations.up")), href="/organisations", target="_self")))
    tree_table.draw(board.lines, chosen, flat=bool(search.strip()))
    if board.total > _A_PAGE:
        with st.container(horizontal=True):
            st.button(say("organisations.before"), disabled=page == 0, on_click=session.remember, args=("organisations.page", page - 1))
            st.button(
                say("organisations.after"), disabled=(page + 1) * _A_PAGE >= board.total, on_click=session.remember,
                args=("organisations.page", page + 1),
            )  # fmt: skip


def _one(whole: Whole) -> None:
    lang, line = session.language(), whole.line
    st.header(pick(line.name, lang), anchor=False)
    if session.remembered("organisations.done"):
        session.forget("organisations.done")
        st.success(say("organisations.done"))
    facts = {"kind": say(f"organisation_kind.{line.kind}"), "path": pick(line.path, lang), "code": line.code or "",
             "from": whole.forms[0][0].first.isoformat(), "until": line.until.isoformat() if line.until else "",
             "there": say("organisations.there_said", people=line.people, every=line.people_all, below=line.below)}  # fmt: skip
    show(pairs({say(f"organisations.{name}"): value for name, value in facts.items() if value}))
    if whole.successions:
        show(items(say(f"organisations.{one.way}", day=one.day.isoformat(), names=[pick(name, lang) for name in one.names])
                   for one in whole.successions))  # fmt: skip
    if len(whole.forms) > 1:
        with fold(say("organisations.past"), key=f"organisations.past.{line.id}") as is_open:
            if is_open:
                head = [say(f"organisations.{name}") for name in ("name", "kind", "path", "from", "until")]
                rows = [
                    (pick(form.name, lang), say(f"organisation_kind.{form.kind}"), pick(above, lang), form.first.isoformat(),
                     form.until.isoformat() if form.until else "")
                    for form, above in whole.forms
                ]  # fmt: skip
                show(table(head, rows, caption=say("organisations.past")))
    with fold(say("organisations.holders"), key=f"organisations.holders.{line.id}") as is_open:
        if is_open:
            _holders(line.id)
    change_form.draw(whole)


def _holders(own: str) -> None:
    found, lang = roles.holders(session.person(), session.platform(), own), session.language()
    if not found:
        show(tag("p", plain(say("organisations.nobody_holds"))))
        return
    head = (say("people.name"), say("people.role"), say("organisations.holders_from"))
    rows = [
        (f"{one.name} ({one.login})", say(f"role.{one.role}"), say("organisations.here") if one.source_id == own
         else say("organisations.because", name=pick(one.source, lang), role=say(f"role.{one.role}")))
        for one in found
    ]  # fmt: skip
    show(table(head, rows, caption=say("organisations.holders")))


def _said(line: Any) -> tuple[str, str]:
    changed = [say(f"import.{name}") for name in ("renamed", "moved") if getattr(line, name)]
    return line.name, ", ".join(changed)


draw()
