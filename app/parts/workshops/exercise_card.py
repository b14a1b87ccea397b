"""One exercise: what to do, hints a step at a time, a box for each answer, and whether it is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, refused
from app.parts.markup import badge, plain, show, tag
from app.services.workshops import exercising
from app.services.workshops.exercising import Doing, Part
from app.services.workshops.seats import OwnSeat
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from models.kit.exercises import HINTS
from models.kit.wording import Words


def draw(own: OwnSeat, doing: Doing, number: int) -> None:
    """Draws it under the number it has on the handout; an answer is kept and checked when it is sent."""
    lang, exercise = session.language(), doing.exercise
    at = f"{doing.model}.{exercise.name}"
    mark = badge(say("exercise.done"), "good") if doing.done else badge(say("exercise.extra")) if exercise.extra else ""
    with st.container(border=True, key=f"card_exercise_{at}".replace(".", "_")):
        show(tag("h3", plain(f"{number}. {pick(exercise.title, lang)}"), " ", mark), tag("p", plain(pick(exercise.task, lang))))
        with st.container():
            if doing.settings and not own.over:
                told = [_set_to(*one) for one in doing.settings]
                show(tag("p", plain(say("exercise.settings", settings=told)), class_="mo-small mo-soft"))
            _hints(own, doing, at)
        if doing.run_id is None:
            why = "exercise.not_run" if own.over else "exercise.run_again" if doing.ran else "exercise.run_first"
            show(tag("p", plain(say(why)), class_="mo-effect"))
            return
        going.link("result", say("exercise.result"), icon=":material/insights:", run=doing.run_id)
        with st.form(f"exercise.{at}", enter_to_submit=False, border=False):
            answers = {part.ask.name: _answer(part, at, over=not own.answerable) for part in doing.parts}
            if own.over and own.answerable:
                show(tag("p", plain(say("class.last_words")), class_="mo-effect"))
            sent = st.form_submit_button(say("exercise.check"), key=f"exercise.check.{at}", disabled=not own.answerable)
        if sent:
            _check(own, doing, {name: said for name, said in answers.items() if said is not None})
        _told(doing, over=own.over)


def _set_to(title: Words, said: Any, unit: Words | None) -> str:
    """A setting and what it is set to, as "Target time: 10 min"."""
    lang = session.language()
    value = pick(said, lang) if isinstance(said, Mapping) else str(said)
    return f"{pick(title, lang)}: {value}" + (f" {pick(unit, lang)}" if unit else "")


def _hints(own: OwnSeat, doing: Doing, at: str) -> None:
    lang = session.language()
    if doing.hints:
        show(tag("ol", *(tag("li", plain(pick(one, lang))) for one in doing.hints), class_="mo-small"))
    if len(doing.hints) < HINTS and not doing.done and not own.over:
        label = say("exercise.hint", number=len(doing.hints) + 1, count=HINTS)
        if st.button(label, key=f"exercise.hint.{at}", type="tertiary", icon=":material/lightbulb:"):
            try:
                exercising.hint(session.person(), session.platform(), own.workshop_id, doing.model, doing.exercise.name)
            except Problem as problem:
                refused(problem)
                return
            st.rerun()


def _answer(part: Part, at: str, *, over: bool) -> str | None:
    lang, ask = session.language(), part.ask
    key, label = f"exercise.{at}.{ask.name}", literal(pick(ask.question, lang))
    if ask.kind == "number":
        unit = f" ({literal(pick(ask.unit, lang))})" if ask.unit else ""
        return st.text_input(f"{label}{unit}", part.said or "", key=key, max_chars=40, disabled=over)
    if ask.kind == "place":
        known = part.choices.index(part.said) if part.said in part.choices else None
        return st.selectbox(label, part.choices, known, key=key, placeholder=say("exercise.choose"), disabled=over)
    options = [str(number) for number in range(len(ask.options))]
    known = options.index(part.said) if part.said in options else None
    return st.radio(label, options, known, key=key, disabled=over, format_func=lambda one: literal(pick(ask.options[int(one)].text, lang)))


def _check(own: OwnSeat, doing: Doing, answers: dict[str, str]) -> None:
    try:
        exercising.check(session.person(), session.platform(), own.workshop_id, doing.model, doing.exercise.name, answers)
    except Problem as problem:
        refused(problem)
        return
    st.rerun()


def _told(doing: Doing, *, over: bool) -> None:
    """What was right and what not yet, and where to look."""
    lang = session.language()
    checked = [part for part in doing.parts if part.right is not None or part.unread]
    if not checked and not doing.tried:
        return
    lines = []
    for part in checked:
        told = "unread" if part.unread else "right" if part.right else "not_yet"
        mark = badge(say(f"exercise.{told}"), "good" if part.right else "warn")
        why = say("exercise.unread_why") if part.unread else pick(part.why, lang) if part.why else ""
        why = why or ("" if part.right or over else say("exercise.look"))
        lines.append(tag("li", mark, " ", plain(pick(part.ask.question, lang)), tag("br") + plain(why) if why else ""))
    if len(checked) < len(doing.parts):
        lines.append(tag("li", plain(say("exercise.some_open"))))
    show(tag("div", tag("ul", *lines, class_="mo-lines"), role="status"))
