"""Step 4, settings: a few questions with good answers already chosen; the expert ones folded."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import autosave, going, starting
from app.parts.literal import refused
from app.parts.markup import items, plain, show, tag
from app.parts.moments import when
from app.services import runs
from app.services.drafts import Draft
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from models.kit.contract import Model, Setting
from models.kit.wording import Words, number


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    st.title(say("settings.title"), anchor=False)
    show(tag("p", plain(say("settings.lead"))))
    told = _effects(draft, model)
    for item in (item for item in model.settings if not item.expert):
        _setting(draft, item, told.get(item.name))
    expert = [item for item in model.settings if item.expert]
    if expert:
        with st.expander(say("settings.expert", count=len(expert)), key="settings.expert"):
            for item in expert:
                _setting(draft, item, told.get(item.name))
    _already(draft)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("wizard.run"), type="primary", key="settings.run"):
            starting.run(draft.id)
        if draft.settings:
            st.button(say("settings.reset"), key="settings.reset", on_click=_reset, args=(draft,))


def _effects(draft: Draft, model: Model) -> dict[str, Words]:
    """What each setting would do with the data brought; nothing while a setting is not allowed as it stands."""
    try:
        return session.setting_effects(draft, model)
    except Problem as problem:
        refused(problem)
        return {}


def _already(draft: Draft) -> None:
    """Tells of a finished analysis of the same data, columns and settings: nobody needs to wait for it twice."""
    found = runs.already(session.person(), session.platform(), draft.id) if draft.kind == "real" and draft.inputs else None
    if found is not None:
        show(tag("p", plain(say("run.same", when=when(found.finished_at_utc or found.queued_at_utc))), role="status"))
        going.link("result", say("run.same_see"), icon=":material/insights:", run=found.id)


def _reset(draft: Draft) -> None:
    autosave.keep(draft.id, {f"settings.{name}": None for name in draft.settings})
    session.forget_all(f"draft.{draft.id}.settings.")


def _setting(draft: Draft, item: Setting, effect: Words | None) -> None:
    lang, name = session.language(), f"settings.{item.name}"
    title = pick(item.title, lang)
    label = say("settings.unit", title=title, unit=pick(item.unit, lang)) if item.unit else title
    with st.container(border=not item.expert, key=f"card_settings_{item.name}"):
        left, right = st.columns(2, gap="large")
        with left:
            _widget(draft, item, label, name)
            if effect:
                show(tag("p", tag("b", plain(say("settings.effect"))), " ", plain(pick(effect, lang)), class_="mo-effect", role="status"))
        effects = [say("settings.default", value=number(item.default))]
        if item.raised:
            effects.append(say("settings.raised", effect=pick(item.raised, lang)))
        if item.lowered:
            effects.append(say("settings.lowered", effect=pick(item.lowered, lang)))
        with right:
            show(tag("p", plain(pick(item.meaning, lang))), items(effects, "mo-small mo-tight"))


def _widget(draft: Draft, item: Setting, label: str, name: str) -> None:
    lang, key = session.language(), autosave.key(draft.id, name)
    value = draft.settings.get(item.name, item.default)
    session.begin(key, _shown(item, value))
    kept: dict[str, Any] = {"key": key, "on_change": autosave.keep_widget, "args": (draft.id, name)}
    if item.kind == "choice" and item.choices:
        choices = item.choices
        st.radio(label, list(choices), format_func=lambda choice: pick(choices[choice], lang), **kept)
    elif item.kind == "yesno":
        st.toggle(label, **kept)
    elif item.kind == "list":
        st.text_input(label, max_chars=200, **kept)
    elif item.minimum is not None and item.maximum is not None and (item.maximum - item.minimum) / (item.step or 1) <= 100:
        kind = int if _whole(item) else float
        st.slider(label, kind(item.minimum), kind(item.maximum), step=kind(item.step or 1), **kept)
    else:
        kind = int if _whole(item) else float
        low, high = (None if bound is None else kind(bound) for bound in (item.minimum, item.maximum))
        st.number_input(label, min_value=low, max_value=high, step=kind(item.step or 1), **kept)


def _shown(item: Setting, value: Any) -> Any:
    if item.kind in {"choice", "yesno"}:
        return value
    if item.kind == "list":
        return value if isinstance(value, str) else ", ".join(f"{part:g}" for part in value)
    return int(value) if _whole(item) else float(value)


def _whole(item: Setting) -> bool:
    step = item.step or 1
    bounds = [bound for bound in (item.minimum, item.maximum, item.default) if bound is not None]
    return item.kind == "integer" or (float(step).is_integer() and all(float(bound).is_integer() for bound in bounds))
