"""A draft a colleague gave me: what it is made of, changed where I may, and a copy of my own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, refused
from app.parts.markup import items, plain, show, table, tag
from app.parts.names import analysis_name
from app.parts.setting_widget import default_said, setting_field
from app.services.drafts import given
from app.services.drafts.given import GivenDraft
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.schema import Field, Input
from models.kit import library
from models.kit.contract import Model, Setting


def draw(found: GivenDraft) -> None:
    """Draws it."""
    model = library.load(found.model)
    st.title(literal(analysis_name(found.name, found.model)), anchor=False)
    right = say(f"share.right.{'edit' if found.may_edit else 'see'}")
    show(items([say("share.from", name=found.owner), right, say("share.until_said", until=found.until.isoformat())], "mo-facts"))
    show(tag("p", plain(say("share.draft.lead"))))
    if st.button(
        say("share.draft.copy"), key="shared.copy", type="secondary" if found.may_edit else "primary", icon=":material/content_copy:"
    ):
        _copy(found)
    if session.remembered("shared.kept"):
        session.forget("shared.kept")
        st.success(say("share.draft.kept"))
    if found.may_edit:
        _form(found, model)
    else:
        _told(found, model)


def _copy(found: GivenDraft) -> None:
    try:
        draft_id = given.copy(session.person(), session.platform(), found.share_id)
    except Problem as problem:
        refused(problem)
        return
    going.go("wizard", draft=draft_id, step="data")


def _told(found: GivenDraft, model: Model) -> None:
    lang = session.language()
    for asked in model.inputs:
        if asked.name in found.inputs or asked.name in found.mapping:
            st.header(literal(pick(asked.title, lang)), anchor=False)
            show(tag("p", plain(_taken_from(found, asked)), class_="mo-small"))
            rows = [(pick(asked.field(name).title, lang), _columns(columns)) for name, columns in _fields(found, asked).items()]
            if rows:
                show(table([say("share.draft.field"), say("share.draft.column")], rows, caption=say("share.draft.mapping")))
    st.header(say("step.settings"), anchor=False)
    settings = []
    for item in model.settings:
        value = found.settings.get(item.name)
        changed = default_said(item, lang) if value is None else default_said(item, lang, value)
        settings.append((pick(item.title, lang), changed))
    show(table([say("share.draft.setting"), say("share.draft.value")], settings, caption=say("step.settings")))


def _form(found: GivenDraft, model: Model) -> None:
    lang, at = session.language(), f"shared.{found.share_id}.{found.version}"
    with st.form(at, border=False):
        columns: dict[tuple[str, str], str | None] = {}
        for asked in model.inputs:
            given_input = found.inputs.get(asked.name)
            if given_input is None:
                continue
            st.header(literal(pick(asked.title, lang)), anchor=False)
            show(tag("p", plain(_taken_from(found, asked)), class_="mo-small"))
            if given_input.columns:
                columns |= _columns_chosen(found, asked, at)
        st.header(say("step.settings"), anchor=False)
        settings: dict[str, Any] = {}
        expert = [item for item in model.settings if item.expert]
        for item in (item for item in model.settings if not item.expert):
            settings[item.name] = _setting(found, item, at)
        if expert:
            with st.expander(say("settings.expert", count=len(expert)), key=f"{at}.expert"):
                settings |= {item.name: _setting(found, item, at) for item in expert}
        if not st.form_submit_button(say("share.draft.keep"), type="primary"):
            return
    # A setting nobody touched stays the model's own.
    touched = {
        item.name: settings[item.name]
        for item in model.settings
        if item.name in found.settings or default_said(item, "en", settings[item.name]) != default_said(item, "en")
    }
    try:
        given.change(session.person(), session.platform(), found.share_id, settings=touched, columns=columns)
    except Problem as problem:
        refused(problem)
        return
    session.remember("shared.kept", True)
    st.rerun()


def _setting(found: GivenDraft, item: Setting, at: str) -> Any:
    return setting_field(item, f"{at}.setting.{item.name}", found.settings.get(item.name, item.default))


def _columns_chosen(found: GivenDraft, asked: Input, at: str) -> dict[tuple[str, str], str | None]:
    """A select a field that is read from one column or none; what is read from several is told."""
    chosen: dict[tuple[str, str], str | None] = {}
    known = found.inputs[asked.name].columns
    mapping = found.mapping.get(asked.name, {})
    open_: list[Field] = []
    for field in asked.fields:
        now = mapping.get(field.name, ())
        if now is None or len(now) > 1 or (field.name in mapping and not now):
            show(tag("p", tag("b", plain(pick(field.title, session.language()))), " ", plain(_columns(now)), class_="mo-small"))
        else:
            open_.append(field)
    # A row of columns a pair: stacked on a narrow window they keep their order.
    for start in range(0, len(open_), 2):
        for place, field in zip(st.columns(2, gap="large"), open_[start : start + 2], strict=False):
            now = mapping.get(field.name) or ()
            with place:
                chosen[asked.name, field.name] = st.selectbox(
                    literal(pick(field.title, session.language())), known, index=known.index(now[0]) if now else None,
                    key=f"{at}.{asked.name}.{field.name}", placeholder=say("columns.none_yet"), filter_mode=None,
                )  # fmt: skip
    return chosen


def _fields(found: GivenDraft, asked: Input) -> dict[str, tuple[str, ...] | None]:
    mapping = found.mapping.get(asked.name, {})
    return {field.name: mapping[field.name] for field in asked.fields if field.name in mapping}


def _columns(columns: tuple[str, ...] | None) -> str:
    if columns is None:
        return say("share.draft.hidden")
    return " + ".join(columns) or say("share.draft.fixed")


def _taken_from(found: GivenDraft, asked: Input) -> str:
    taken = found.inputs.get(asked.name)
    if taken is None:
        return say("share.draft.no_data")
    if taken.title is None:
        return say(f"share.draft.{taken.kind}_hidden" if taken.kind != "sample" else "share.draft.sample")
    return say(f"share.draft.{taken.kind}", title=taken.title)
