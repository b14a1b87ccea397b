"""The queue of a supporter: narrowed by what waits, where, which model, step and Problem; those that wait longest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal
from app.parts.markup import badge, items, plain, show, tag
from app.parts.names import model_title
from app.parts.support import talk
from app.services.support import looking, met
from app.services.support.looking import SHOWN, Filters, Line
from app.session import say
from app.texts import pick

_NAME = 60


def draw() -> None:
    """Draws it."""
    lang = session.language()
    show(tag("p", plain(say("support.lead"))))
    shown = str(
        st.segmented_control(
            say("support.which"), SHOWN, default="open", required=True, format_func=lambda one: say(f"support.shown.{one}"),
            key="support.shown",
        )
    )  # fmt: skip
    person, platform = session.person(), session.platform()
    kept = {name: str(session.remembered(f"support.only.{name}") or "") for name in ("organisation", "model", "step", "problem")}
    found = looking.queue(person, platform, Filters(shown, kept["organisation"], kept["model"], kept["step"], kept["problem"]))
    with st.expander(say("support.narrow"), key="support.narrow", expanded=any(kept.values())):
        left, right = st.columns(2)
        with left:
            _choice("organisation", list(found.organisations), lambda own: pick(found.organisations[own], lang))
            _choice("model", found.models, model_title)
        with right:
            _choice("step", found.steps, lambda step: say(f"step.{step}"))
            _choice("problem", found.problems, lambda key: pick(met.bare(key), lang)[:_NAME])
    show(tag("p", plain(say("support.count", count=len(found.lines), waiting=found.waiting)), role="status"))
    for line in found.lines:
        _card(line)


def _choice(name: str, options: Sequence[str], said: Callable[[str], str]) -> None:
    st.selectbox(
        say(f"support.by.{name}"), ["", *options], key=f"support.only.{name}", filter_mode=None,
        format_func=lambda one: literal(said(one)) if one else say("support.every"),
    )  # fmt: skip


def _card(line: Line) -> None:
    helper = " " + badge(say("support.mine") if line.mine else say("support.helper", name=line.helper), "calm") if line.helper else ""
    problem = [pick(met.bare(line.problem), session.language())] if line.problem else []
    with st.container(border=True, key=f"card_queue_{line.id}"):
        show(tag("h2", plain(line.brief), " ", talk.state_badge(line.state), helper), items(talk.facts(line, body=True), "mo-facts"))
        show(*(tag("p", plain(said), class_="mo-small mo-soft") for said in problem))
        going.link("support", say("help.ticket_open"), icon=":material/arrow_forward:", ticket=line.id)
