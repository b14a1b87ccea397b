"""The cells of a file by the repair that mends them: what each becomes, one click a group, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import session
from app.parts import autosave
from app.parts.folds import fold
from app.parts.literal import literal
from app.parts.markup import badge, items, paragraph, plain, show, tag
from app.services.drafts.drafts import Draft
from app.services.uploads import repairing
from app.session import say
from app.texts import pick
from data_catalog.repairs import OTHER_NAME, Group
from data_catalog.schema import Input

_SHOWN = 3
_KINDS = {"asked": "warn", "offered": "info", "none": "calm", "taken": "good", "declined": "calm", "read": "good"}


def repair_groups(draft: Draft, asked: Input, groups: Sequence[Group]) -> None:
    """Draws the groups: those that wait for a word first, what was read by itself folded."""
    waiting = [group for group in groups if group.state != "read"]
    by_itself = [group for group in groups if group.state == "read"]
    if waiting:
        show(tag("h3", plain(say("check.repairs"))))
        for at, group in enumerate(waiting):
            _group(draft, asked, group, f"{asked.name}.{at}.{group.code}")
    if by_itself:
        with fold(say("check.repairs_read", count=len(by_itself)), key=f"check.read.{asked.name}") as is_open:
            for at, group in enumerate(by_itself if is_open else ()):
                _group(draft, asked, group, f"{asked.name}.read.{at}.{group.code}")


def _group(draft: Draft, asked: Input, group: Group, key: str) -> None:
    told, buttons = st.columns([4, 1.4], vertical_alignment="top")
    with told:
        title = pick(group.title, session.language())
        said = say("check.group", title=title, before=group.examples[0].before, cells=group.cells, way=say(f"repair.{group.code}"))
        show(
            tag("p", badge(say(f"check.group.state.{group.state}"), _KINDS[group.state]), " ", tag("b", plain(said))),
            paragraph(say(f"repair.{group.code}.why"), "mo-small mo-soft"),
            items(_changes(group), "mo-small") if group.state != "asked" else "",
        )
    with buttons:
        for code, label, kind in _answers(group):
            st.button(
                literal(label), key=f"check.repair.{key}.{code or 'undo'}", type=kind, width="stretch",
                on_click=_choose, args=(draft, asked, group, code),
            )  # fmt: skip


def _answers(group: Group) -> list[tuple[str | None, str, Any]]:
    """What can be chosen of a group: the code, its words, and how it stands out."""
    if group.state == "asked":
        first = group.examples[0].before
        return [(code, f"{first} → {choice['after'][0]}", "secondary") for code, choice in group.choices.items()]
    if group.state == "offered":
        return [(group.code, say("check.group.take"), "secondary")]
    if group.state in ("taken", "declined"):
        return [(None, say("check.group.undo"), "tertiary")]
    return [(f"-{group.code}", say("check.group.decline"), "tertiary")] if group.state == "read" else []


def _changes(group: Group) -> list[str]:
    nothing = say("check.group.blank")
    if group.state == "none":
        return [say("check.example", line=one.line, value=one.before) for one in group.examples[:_SHOWN]]
    shown = group.examples if group.code == OTHER_NAME else group.examples[:_SHOWN]  # each of the names is another decision
    return [say("check.group.change", line=one.line, before=one.before, after=one.after or nothing) for one in shown]


def _choose(draft: Draft, asked: Input, group: Group, code: str | None) -> None:
    autosave.keep(draft.id, repairing.choices(draft, asked, group, code))
