"""Step 4, settings: a few questions with good answers already chosen; the expert ones folded."""

from __future__ import annotations

import streamlit as st

from app import answers, session
from app.parts import autosave, going, starting
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import items, plain, show, tag
from app.parts.moments import when
from app.parts.setting_widget import default_said, setting_widget, told_effect
from app.parts.wizard import first_match
from app.services.drafts.drafts import Draft
from app.services.runs import runs
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from models.kit.contract import Model, Setting
from models.kit.wording import Words


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    st.title(say("settings.title"), anchor=False)
    draft = first_match.ensure(draft, model)
    show(tag("p", plain(say("settings.lead"))))
    told = _effects(draft, model)
    for item in (item for item in model.settings if not item.expert):
        _setting(draft, item, told.get(item.name))
    expert = [item for item in model.settings if item.expert]
    if expert:
        with fold(say("settings.expert", count=len(expert)), key="settings.expert") as is_open:
            for item in expert if is_open else ():
                _setting(draft, item, told.get(item.name))
    _already(draft)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("wizard.run"), type="primary", key="settings.run")
        if draft.settings:
            st.button(say("settings.reset"), key="settings.reset", on_click=_reset, args=(draft,))
    starting.refusal()


def leave(draft: Draft, model: Model) -> str | None:
    """The step to go on to: the run, once it is queued."""
    return "run" if starting.queued(draft.id) else None


def _effects(draft: Draft, model: Model) -> dict[str, Words]:
    """What each setting would do with the data brought; nothing while a setting is not allowed as it stands."""
    try:
        return answers.setting_effects(draft, model)
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
    lang = session.language()
    with st.container(border=not item.expert, key=f"card_settings_{item.name}"):
        left, right = st.columns(2, gap="large")
        with left:
            setting_widget(draft, item)
            told_effect(draft, effect)
        effects = [say("settings.default", value=default_said(item, lang))]
        way = {"yesno": ("on", "off"), "choice": ("chosen", "chosen")}.get(item.kind, ("raised", "lowered"))
        for key, effect_said in zip(way, (item.raised, item.lowered), strict=True):
            if effect_said:
                effects.append(say(f"settings.{key}", effect=pick(effect_said, lang)))
        with right:
            show(tag("p", plain(pick(item.meaning, lang))), items(effects, "mo-small mo-tight"))
