"""The form that makes or changes a workshop: four things, each with a good answer chosen already."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app import session
from app.parts import days, going
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.parts.names import model_title
from app.parts.workshops import done_line
from app.services.platform import Platform
from app.services.workshops import changing, making
from app.services.workshops.board import Board
from app.services.workshops.making import MODELS_MOST, SEATS_MOST, TITLE_MAX, Wanted
from app.session import say
from app.texts import LANGUAGES, pick
from connectors.problem import Problem

_LENGTHS = (60, 90, 120, 180, 240, 360)
_USUAL_SEATS, _USUAL_MIN = 30, 120
_USUAL_MODEL = "golden_hour"
CHANGED = "changed"
"""Where it is told that changes are saved."""


def draw(of: Board | None = None) -> None:
    """Draws it for a new one, which opens its board once made; or for one that is made, to change it."""
    person, platform = session.person(), session.platform()
    known = sorted(making.teachable(), key=lambda one: one != _USUAL_MODEL)
    name, begun = (f"workshop.{of.id}", of.fixed) if of else ("workshop", False)
    starts = making.here(platform, of.starts_at_utc) if of else making.usual_start(platform)
    length = making.minutes_between(of.starts_at_utc, of.ends_at_utc) if of else _USUAL_MIN
    models = st.multiselect(
        say("workshop.form.models"), known, of.models if of else known[:1], key=f"{name}.models", max_selections=MODELS_MOST,
        select_all=False, format_func=lambda one: literal(model_title(one)), placeholder=say("workshop.form.models_none"),
    )  # fmt: skip
    title = st.text_input(say("workshop.form.title"), key=_title(name, models or known[:1], of), max_chars=TITLE_MAX)
    with st.form(f"{name}.form", enter_to_submit=False, border=False):
        left_out = _left_out(name, models, of.left_out if of else ())
        left, right = st.columns(2, gap="large")
        seats = left.number_input(say("workshop.form.seats"), 1, SEATS_MOST, of.seats if of else _USUAL_SEATS, step=1, key=f"{name}.seats")
        language = right.radio(
            say("workshop.form.language"), LANGUAGES, LANGUAGES.index(of.language if of else person.language), key=f"{name}.language",
            horizontal=True, format_func=lambda lang: say(f"language.{lang}"),
        )  # fmt: skip
        chosen: datetime | None = starts
        if not begun:
            chosen, length = _time(platform, name, starts, length)
        if not st.form_submit_button(say("workshop.form.change" if of else "workshop.form.make"), type="primary", key=f"{name}.make"):
            return
    if chosen is None:
        refused(Problem("day.missing"))
        return
    wanted = Wanted(title or "", tuple(models), int(seats), chosen, length, language, left_out)
    try:
        if of:
            changing.change(person, platform, of.id, wanted)
            done_line.keep(say("board.did.change"), CHANGED)
        going.go("workshops", workshop=of.id if of else making.make(person, platform, wanted))
    except Problem as problem:
        refused(problem)


def _title(name: str, models: list[str], of: Board | None) -> str:
    """The key of the title's field, with what it says: of a new one the models chosen, until somebody writes another."""
    key, kept = f"{name}.title", f"{name}.title_usual"
    usual = of.title if of else say("workshop.form.title_usual", model=model_title(models[0]), more=len(models) - 1)
    if of is None and len(models) == 1:
        usual = say("workshop.form.title_one", model=model_title(models[0]))
    before = session.remembered(kept)
    if before is None or session.remembered(key, before) == before:
        session.remember(key, usual[:TITLE_MAX])
    session.remember(kept, usual[:TITLE_MAX])
    return key


def _left_out(name: str, models: list[str], before: tuple[str, ...]) -> list[str]:
    """The exercises of these models that are not done, as chosen: all are, unless somebody says otherwise."""
    lang, found = session.language(), []
    there = [named for model in models for named in making.exercises_of(model)]
    label = say("workshop.form.exercises", chosen=sum(named not in before for named in there), count=len(there))
    with st.expander(label, key=f"{name}.exercises"):
        for model in models:
            show(tag("p", tag("b", plain(model_title(model)))))
            for named, one in making.exercises_of(model).items():
                title = literal(pick(one.title, lang))
                label = say("workshop.form.exercise_extra", title=title) if one.extra else title
                if not st.checkbox(label, named not in before, key=f"{name}.exercise.{named}", help=literal(pick(one.task, lang))):
                    found.append(named)
    return found


def _time(platform: Platform, name: str, starts: datetime, length: int) -> tuple[datetime | None, int]:
    """When it begins and how long it is, as chosen; None for an empty day, and an empty time of day stays what it was."""
    first, second, third = st.columns(3, gap="large")
    day = days.field(say("workshop.form.day"), starts.date(), key=f"{name}.day", place=first)
    at = second.time_input(say("workshop.form.at"), starts.time(), key=f"{name}.at", step=600)
    lengths = sorted({*_LENGTHS, length})
    minutes = third.selectbox(
        say("workshop.form.minutes"), lengths, lengths.index(length), key=f"{name}.minutes", filter_mode=None,
        format_func=lambda one: say("workshop.form.length", hours=one / 60),
    )  # fmt: skip
    return (making.moment(platform, day, at or starts.time()) if day else None), minutes
