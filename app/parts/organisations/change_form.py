"""Changing an organisation: what is to be done, what that will change in plain words, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from app import session
from app.parts import days
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.parts.organisations import area_form, effect_list, waiting
from app.services.catalogue import policies
from app.services.organising import changing, looking, planning
from app.services.organising.changing import Change
from app.services.organising.looking import Whole
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import ORGANISATION_KINDS
from models.kit.wording import Words


def draw(whole: Whole) -> None:
    """Draws the choice of what to do, and its form."""
    own = whole.line.id
    ways = ["add", "rename", *([] if whole.top else ["move", "merge", "split", "end"]), "area"]
    if whole.line.until is not None:
        ways = ["rename"] if whole.line.ended else ["rename", "end", "area"]
    way = st.pills(
        say("organisations.change"), ways, format_func=lambda one: say(f"organisations.change.{one}"), key=f"organisations.way.{own}"
    )
    if way == "area":
        _area(own)
    elif way:
        _offer(_asked(whole, way))


def _asked(whole: Whole, way: str) -> Change:
    own, line, key = whole.line.id, whole.line, f"organisations.{way}.{whole.line.id}"
    to = ko = en = kind = code = ""
    people: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    if way in ("move", "merge"):
        to = _place(own, say(f"organisations.to.{way}"), f"{key}.to") or ""
    if way in ("add", "rename", "split"):
        left, right = st.columns(2)
        ko = left.text_input(say("organisations.name_ko"), line.name["ko"] if way == "rename" else "", key=f"{key}.ko", max_chars=200) or ""
        en = (
            right.text_input(say("organisations.name_en"), line.name["en"] if way == "rename" else "", key=f"{key}.en", max_chars=200) or ""
        )
        least = 0 if way != "add" else ORGANISATION_KINDS.index(line.kind)
        kinds = list(ORGANISATION_KINDS[least:])
        kind = left.selectbox(
            say("organisations.kind"), kinds, index=kinds.index(line.kind) if way != "add" else min(1, len(kinds) - 1), key=f"{key}.kind",
            format_func=lambda one: say(f"organisation_kind.{one}"), filter_mode=None,
        )  # fmt: skip
        if way != "rename":
            code = right.text_input(say("organisations.code"), key=f"{key}.code", max_chars=40) or ""
    if way == "split":
        people, below = _going(own, key)
    today = session.today()
    on = None if way == "add" else days.needed(days.field(say("organisations.on"), today, key=f"{key}.on"))
    return Change(way, own, to, ko.strip(), en.strip(), kind, code.strip(), None if on == today else on, people, below)


def _going(own: str, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    person, platform = session.person(), session.platform()
    who = looking.people_at(person, platform, own)
    people = st.multiselect(
        say("organisations.split_people"), list(who), key=f"{key}.people", format_func=lambda one: f"{who[one][0]} ({who[one][1]})",
        placeholder=say("organisations.none_yet"),
    )  # fmt: skip
    children = {node.id: node.name for node, _ in looking.choices(person, platform).values() if node.parent_id == own}
    if not children:
        return tuple(people), ()
    below = st.multiselect(
        say("organisations.split_below"), list(children), key=f"{key}.below", placeholder=say("organisations.none_yet"),
        format_func=lambda one: pick(children[one], session.language()),
    )  # fmt: skip
    return tuple(people), tuple(below)


def _offer(change: Change) -> None:
    """The effects of the change as it stands in the form; done only after they were seen."""
    person, platform, asked = session.person(), session.platform(), "organisations.asked"
    ready = bool(change.to_id) if change.kind in ("move", "merge") else change.kind == "end" or bool(change.name_ko and change.name_en)
    if st.button(say("organisations.preview"), key=f"organisations.preview.{change.organisation_id}", disabled=not ready):
        session.remember(asked, change)
    if not ready or session.remembered(asked) != change:
        return
    ahead = change.on if change.kind in planning.KINDS and change.on and change.on > platform.today() else None
    try:
        told = changing.preview(person, platform, replace(change, on=None) if ahead else change)
    except Problem as problem:
        refused(problem)
        return
    with st.container(border=True, key="card_organisation_preview"):
        show(tag("h3", plain(say("organisations.preview_title"))))
        if ahead:
            show(tag("p", plain(say("organisations.plan.lead")), class_="mo-small"))
        effect_list.draw(told)
        go = say("organisations.plan.go", day=ahead.isoformat()) if ahead else say(f"organisations.go.{change.kind}")
        if st.button(go, key=f"organisations.go.{change.organisation_id}", type="primary"):
            _plan(change) if ahead else _go(change)


def _plan(change: Change) -> None:
    try:
        planning.enter(session.person(), session.platform(), change)
    except Problem as problem:
        refused(problem)
        return
    session.forget("organisations.asked")
    waiting.entered()
    st.rerun()


def _go(change: Change) -> None:
    try:
        made = changing.make(session.person(), session.platform(), change)
    except Problem as problem:
        refused(problem)
        return
    session.forget("organisations.asked")
    session.remember("organisations.done", True)
    session.put_address("organisation", made)
    st.rerun()


def _place(own: str, label: str, key: str) -> str | None:
    found = {one: way for one, (_, way) in looking.choices(session.person(), session.platform()).items() if one != own}
    return choice(found, label, key)


def choice(found: Mapping[str, Words], label: str, key: str, chosen: str | None = None) -> str | None:
    """Draws a choice among organisations, each with its way from the top; typing finds one."""
    every = list(found)
    return st.selectbox(
        label, every, index=every.index(chosen) if chosen in every else None, key=key, placeholder=say("columns.none_yet"),
        format_func=lambda one: pick(found[one], session.language()),
    )  # fmt: skip


def _area(own: str) -> None:
    person, platform = session.person(), session.platform()
    if own not in policies.areas_to_set(person, platform):
        show(tag("p", plain(say("organisations.area_not_yours"))))
        return
    show(tag("p", plain(say("organisations.area_lead")), class_="mo-small"))
    area_form.draw(own, lambda: session.remember("organisations.done", True))
