"""What another threshold would have given: the settings as sliders beside the result, their effect told at once."""

from __future__ import annotations

import streamlit as st

from app import answers, session
from app.parts import autosave, going, starting
from app.parts.markup import plain, show, tag
from app.parts.setting_widget import setting_widget, told_effect
from app.services.drafts import drafts
from app.session import say
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Model
from models.kit.result import Result


def draw(draft_id: str, result: Result) -> None:
    """Draws it where the package tells effects, is still the one that ran, and the data are the person's own."""
    try:
        model = library.load(result.model)
    except Problem:
        return
    if model.hash == result.model_hash and any(item.preview and not item.expert for item in model.settings):
        _sliders(draft_id, model, result)


@session.part
def _sliders(draft_id: str, model: Model, result: Result) -> None:
    draft = autosave.load(draft_id)
    told = answers.setting_effects(draft, model)
    shown = [item for item in model.settings if item.name in told and not item.expert]
    if not shown:
        return
    st.header(say("result.whatif"), anchor=False)
    show(tag("p", plain(say("result.whatif_lead"))))
    for column, item in zip(st.columns(len(shown), gap="large"), shown, strict=True):
        with column:
            setting_widget(draft, item, "whatif")
            told_effect(draft, told.get(item.name))
    wanted = {item.name: item.default for item in model.settings} | drafts.load(session.person(), session.platform(), draft_id).settings
    if any(wanted[item.name] != result.settings.get(item.name) for item in shown) and st.button(
        say("result.whatif_run"), key="result.whatif_run", icon=":material/replay:"
    ):
        if starting.queued(draft_id):
            going.go("wizard", draft=draft_id, step="run")
        starting.refusal()
