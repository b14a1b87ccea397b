"""The form that makes a workshop: four things, each with a good answer chosen already."""

from __future__ import annotations

from datetime import date, time

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, refused
from app.parts.names import model_title
from app.services.workshops import making
from app.services.workshops.making import MODELS_MOST, SEATS_MOST, TITLE_MAX, Wanted
from app.session import say
from app.texts import LANGUAGES
from connectors.problem import Problem

_LENGTHS = (60, 90, 120, 180, 240, 360)
_USUAL_SEATS = 30
_USUAL_MODEL = "golden_hour"


def draw() -> None:
    """Draws it; made, it opens the board."""
    person, platform = session.person(), session.platform()
    known = sorted(making.teachable(), key=lambda one: one != _USUAL_MODEL)
    usual = making.usual_start(platform)
    with st.form("workshop.form", enter_to_submit=False, border=False):
        left, right = st.columns(2, gap="large")
        title = left.text_input(
            say("workshop.form.title"), say("workshop.form.title_usual", model=model_title(known[0])), key="workshop.title",
            max_chars=TITLE_MAX,
        )  # fmt: skip
        models = right.multiselect(
            say("workshop.form.models"), known, known[:1], key="workshop.models", max_selections=MODELS_MOST, select_all=False,
            format_func=lambda one: literal(model_title(one)), placeholder=say("workshop.form.models_none"),
        )  # fmt: skip
        seats = left.number_input(say("workshop.form.seats"), 1, SEATS_MOST, _USUAL_SEATS, step=1, key="workshop.seats")
        language = right.radio(
            say("workshop.form.language"), LANGUAGES, LANGUAGES.index(person.language), key="workshop.language", horizontal=True,
            format_func=lambda lang: say(f"language.{lang}"),
        )  # fmt: skip
        first, second, third = st.columns(3, gap="large")
        day = first.date_input(say("workshop.form.day"), usual.date(), key="workshop.day")
        at = second.time_input(say("workshop.form.at"), usual.time(), key="workshop.at", step=600)
        minutes = third.selectbox(
            say("workshop.form.minutes"), _LENGTHS, _LENGTHS.index(120), key="workshop.minutes", filter_mode=None,
            format_func=lambda one: say("workshop.form.length", hours=one / 60),
        )  # fmt: skip
        if not st.form_submit_button(say("workshop.form.make"), type="primary", key="workshop.make"):
            return
    if not isinstance(day, date) or not isinstance(at, time):
        return
    try:
        made = making.make(
            person, platform, Wanted(title or "", tuple(models), int(seats), making.moment(platform, day, at), minutes, language)
        )
    except Problem as problem:
        refused(problem)
        return
    going.go("workshops", workshop=made)
