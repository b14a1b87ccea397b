"""Weights kept under a name with their result: kept, used again, deleted, and put into the report."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import autosave
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.services.drafts.drafts import Draft
from app.services.results import weight_sets
from app.services.results.weighing import Ground, Weighed
from app.services.results.weight_sets import WeightSet
from app.services.runs import my_runs
from app.session import say

_MOST = 12


def slider(key: str, column: str) -> str:
    """The key of the slider that moves a part's weight."""
    return f"{key}.weight.{column}"


def draw(key: str, run_id: str, given: Ground, now: Weighed) -> None:
    """Nothing where the result is another's, or its draft was thrown away: then nobody could keep anything."""
    draft_id = my_runs.load(session.person(), session.platform(), run_id).draft_id
    if draft_id is None:
        return
    draft = autosave.load(draft_id)
    sets = weight_sets.listed(draft, run_id, given)
    title = say("weigh.sets_n", n=len(sets)) if sets else say("weigh.sets")
    with st.expander(title, key=f"{key}.sets"):
        show(tag("p", plain(say("weigh.sets_lead")), class_="mo-small mo-soft"))
        _keep(key, run_id, draft, given, now, sets)
        if sets:
            _one(key, run_id, draft, given, {one.key: one for one in sets})


def _keep(key: str, run_id: str, draft: Draft, given: Ground, now: Weighed, sets: tuple[WeightSet, ...]) -> None:
    """The name and the button that keeps what the sliders say; a name may be left to us."""
    if len(sets) >= _MOST:
        show(tag("p", plain(say("weigh.set_full", n=_MOST)), class_="mo-small"))
        return
    usual = say("weigh.set_usual", n=len(sets) + 1)

    def kept() -> None:
        name = str(session.remembered(f"{key}.set_name", "")).strip() or usual
        chosen, changes = weight_sets.keeping(run_id, given, name, now.weights)
        autosave.keep(draft.id, changes)
        session.remember(f"{key}.set", chosen)
        session.remember(f"{key}.set_name", "")
        session.remember(f"{key}.set_kept", next(iter(changes.values()))["name"])

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            say("weigh.set_name"), key=f"{key}.set_name", max_chars=weight_sets.NAME_MAX, placeholder=say("weigh.set_name_example")
        )
        st.button(say("weigh.set_keep"), key=f"{key}.set_keep", icon=":material/bookmark_add:", on_click=kept)
    said = session.remembered(f"{key}.set_kept")
    if said:
        show(tag("p", plain(say("weigh.set_kept", name=said)), class_="mo-small", role="status"))
        session.forget(f"{key}.set_kept")


def _one(key: str, run_id: str, draft: Draft, given: Ground, sets: dict[str, WeightSet]) -> None:
    """One of those kept: used again, deleted, told of in the report."""
    told = weight_sets.chosen(draft, run_id, given)
    if session.remembered(f"{key}.set") not in sets:
        session.remember(f"{key}.set", told.key if told else next(iter(sets)))

    def used() -> None:
        for column, weight in sets[session.remembered(f"{key}.set")].weights.items():
            session.remember(slider(key, column), float(weight))

    def dropped() -> None:
        autosave.keep(draft.id, weight_sets.dropping(draft, run_id, given, session.remembered(f"{key}.set")))
        session.forget(f"{key}.set")

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(say("weigh.set_one"), list(sets), format_func=lambda one: sets[one].name, key=f"{key}.set")
        st.button(say("weigh.set_load"), key=f"{key}.set_load", icon=":material/tune:", on_click=used)
        st.button(say("weigh.set_drop"), key=f"{key}.set_drop", icon=":material/delete:", on_click=dropped)
    one = sets[session.remembered(f"{key}.set")]

    def reported() -> None:
        wanted = one.key if session.remembered(f"{key}.set_report.{one.key}") else None
        autosave.keep(draft.id, weight_sets.choosing(run_id, given, wanted))

    session.remember(f"{key}.set_report.{one.key}", told is not None and told.key == one.key)
    st.checkbox(literal(say("weigh.set_report", name=one.name)), key=f"{key}.set_report.{one.key}", on_change=reported)
