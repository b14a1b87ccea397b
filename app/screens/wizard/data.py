"""Step 1, data: one block a table; drop a file, choose from the catalogue or take the sample; see at once how it was read."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import answers, session
from app.parts import autosave, starting
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import badge, plain, show, tag
from app.parts.wizard import table_read, twins
from app.parts.wizard.pasting import paste
from app.parts.wizard.upload import picker
from app.services.catalogue import datasets
from app.services.catalogue.datasets import DatasetLine
from app.services.drafts.drafts import Draft
from app.services.preparing import columns
from app.services.uploads import uploads
from app.services.uploads.uploads import UploadView
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.schema import Input
from models.kit.contract import Model

Lines = Mapping[str, DatasetLine]


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    lang = session.language()
    st.title(say("data.title"), anchor=False)
    views: Mapping[str, UploadView] = {}
    if draft.kind == "sample":
        show(tag("p", plain(say("wizard.sample_note"))))
    else:
        show(tag("p", plain(say("data.lead"))))
        views = uploads.of_draft(session.person(), session.platform(), draft.id)
        lines = {
            line.version_id: line for line in datasets.listed(session.person(), session.platform(), limit=1000) if line.own or line.granted
        }
        at_once = (
            all(view.state != "held" for view in views.values())
            and not _unread(views)
            and columns.as_before(draft, views, {version: line.columns for version, line in lines.items()})
        )
        if at_once:
            _at_once()
        marks = answers.marks(
            draft, [name for name, source in draft.inputs.items() if "upload" in source and name in views], with_mapping=False
        )
        for asked in model.inputs:
            if asked.required or draft.inputs.get(asked.name):
                _input(draft, model, asked, views.get(asked.name), lines, marks.get(asked.name, ""))
        _optional(draft, model, lines)
        missing = [pick(item.title, lang) for item in model.inputs if item.required and not draft.inputs.get(item.name)]
        if missing:
            show(tag("p", plain(say("data.missing", titles=missing)), role="status"))
        if at_once:
            return
    held = any(view.state == "held" for view in views.values())
    if held:
        ways = [
            tag("a", plain(pick(one.title, session.language())), href=f"#input-{one.name}") for one in model.inputs if _held(views, one)
        ]
        show(tag("p", plain(say("data.held")), " ", " · ".join(ways), role="status"))
    if unread := _unread(views):
        show(tag("p", plain(say("data.unread", files=unread)), role="status"))
    st.button(
        say("wizard.next", step=say("step.columns")), type="secondary" if held else "primary", disabled=not _ready(draft, views),
        key="data.next",
    )  # fmt: skip


def leave(draft: Draft, model: Model) -> str | None:
    """The step to go on to; None where that may not be."""
    views = {} if draft.kind == "sample" else uploads.of_draft(session.person(), session.platform(), draft.id)
    if not _ready(draft, views):
        return None
    # What was decided about personal values can be undone until here.
    uploads.settle_decisions(session.person(), session.platform(), draft.id)
    if session.pressed("data.run"):
        return "run" if starting.queued(draft.id) else None
    return "settings" if draft.kind == "sample" else "columns"


def _ready(draft: Draft, views: Mapping[str, UploadView]) -> bool:
    held = any(view.state == "held" for view in views.values())
    return draft.kind == "sample" or (any(draft.inputs.values()) and not held and not _unread(views))


def _held(views: Mapping[str, UploadView], asked: Input) -> bool:
    return asked.name in views and views[asked.name].state == "held"


def _unread(views: Mapping[str, UploadView]) -> list[str]:
    """The files that give no row: not read, or read without one."""
    return [view.file_name for view in views.values() if view.problem or (view.read is not None and not view.read.rows_kept)]


def _at_once() -> None:
    """New files of the layout that was analysed before need no questions: run now, or look through the steps all the same."""
    show(tag("p", plain(say("data.as_before")), role="status"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("wizard.run"), type="primary", key="data.run")
        st.button(say("wizard.next", step=say("step.columns")), key="data.next")
    starting.refusal()


def _input(draft: Draft, model: Model, asked: Input, view: UploadView | None, lines: Lines, mark: str = "") -> None:
    lang = session.language()
    chosen = draft.inputs.get(asked.name) or {}
    need = badge(say("model.needed"), "info") if asked.required else badge(say("model.optional"))
    with st.container(border=True, key=f"card_data_input_{asked.name}"):
        head = tag("h2", plain(pick(asked.title, lang)), " ", need, id=f"input-{asked.name}")
        show(head, tag("p", plain(pick(asked.grain, lang)), class_="mo-soft"))
        if chosen.get("dataset_version"):
            line = lines.get(chosen["dataset_version"])
            said = "data.is_dataset_before" if draft.copied_from else "data.is_dataset"
            show(tag("p", plain(say(said, title=line.title, rows=line.rows) if line else say("data.dataset_gone"))))
            _another(draft, asked)
        elif view is not None:
            table_read.draw(view, mark)
            if view.read is not None and not view.read.rows_kept and view.state == "read":
                nothing = {"file": view.file_name, "rows_in": view.read.rows_in, "rows_set_aside": view.read.rows_set_aside}
                refused(Problem("input.no_rows", input=dict(asked.title), **nothing))
            twins.note(view)
            _another(draft, asked, view)
        else:
            _bring(draft, model, asked, lines)


def _optional(draft: Draft, model: Model, lines: Lines) -> None:
    """The tables that only add something, one line each until one is wanted."""
    lang = session.language()
    waiting = [asked for asked in model.inputs if not asked.required and not draft.inputs.get(asked.name)]
    if not waiting:
        return
    st.header(say("data.optional"), anchor=False)
    show(tag("p", plain(say("data.optional_lead")), class_="mo-small"))
    for asked in waiting:
        kept = f"data.open.{draft.id}.{asked.name}"
        if session.remembered(kept):
            _input(draft, model, asked, None, lines)
            continue
        about, button = st.columns([5, 1], vertical_alignment="center")
        with about:
            without = f"{say('model.without')} {pick(asked.without, lang)}" if asked.without else ""
            show(tag("p", tag("b", plain(pick(asked.title, lang))), tag("br"), tag("span", plain(without), class_="mo-small mo-soft")))
        with button:
            st.button(say("data.add"), key=f"data.add.{asked.name}", on_click=session.remember, args=(kept, True))


def _bring(draft: Draft, model: Model, asked: Input, lines: Lines) -> None:
    lang = session.language()
    if not asked.required and asked.without:
        show(tag("p", plain(f"{say('model.without')} {pick(asked.without, lang)}"), class_="mo-small"))
    if picker(draft.id, asked.name, pick(asked.title, lang)):
        st.rerun()
    if lines:
        with fold(say("data.from_catalogue"), key=f"data.more.{asked.name}") as is_open:
            if is_open:
                _catalogue(draft, asked, lines)
    paste(draft.id, asked.name)
    address = f"/download/model/{model.id}/form_{asked.name}.xlsx"
    show(tag("p", tag("a", plain(say("data.form")), href=address, target="_self"), class_="mo-small"))


def _catalogue(draft: Draft, asked: Input, lines: Lines) -> None:
    """Choosing is taking: whoever chose and went on had nothing without knowing it while a button stood between."""
    key = f"data.catalogue.{asked.name}"

    def chosen() -> None:
        version = session.remembered(key)
        line = lines.get(version) if version else None
        stated = {"purpose": line.purpose} if line and line.purpose else {}
        autosave.keep(draft.id, {f"inputs.{asked.name}": {"dataset_version": version, **stated}})

    st.selectbox(
        say("data.catalogue_pick"), list(lines), index=None, key=key, placeholder=say("columns.none_yet"), on_change=chosen,
        format_func=lambda version: say("data.catalogue_line", title=lines[version].title, rows=lines[version].rows), filter_mode=None,
    )  # fmt: skip


def _another(draft: Draft, asked: Input, view: UploadView | None = None) -> None:
    def take_back() -> None:
        if view is not None:
            uploads.remove(session.person(), session.platform(), view.id)
        changes: dict[str, object] = {f"inputs.{asked.name}": None}
        changes |= {f"mapping.{asked.name}.{field}": None for field in draft.mapping.get(asked.name, {})}
        autosave.keep(draft.id, changes)

    said = "data.remove" if asked.required else "data.remove_optional"
    st.button(say(said), key=f"data.remove.{asked.name}", on_click=take_back)
