"""One source in the list: how the last time went, when the next is, and what can be done now."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app import session
from app.parts import going, helping
from app.parts.literal import literal, tried
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import when
from app.services.sources import sources
from app.services.sources.sources import SourceLine
from app.session import say
from app.texts import problem_text
from connectors.problem import Problem


def draw(line: SourceLine) -> None:
    """Draws the card with its buttons."""
    with st.container(border=True, key=f"card_source_{line.id}"):
        word, kind = _state(line)
        show(tag("h2", plain(line.title), " ", badge(word, kind)), items(_facts(line), "mo-facts"))
        _why(line)
        _repair(line)
        with st.container(horizontal=True, vertical_alignment="center"):
            if line.state == "ready":
                st.button(
                    say("sources.refresh"), key=f"sources.refresh.{line.id}", icon=":material/refresh:", disabled=line.waiting,
                    on_click=sources.refresh_now, args=(session.person(), session.platform(), line.id),
                )  # fmt: skip
            going.link("sources", say("sources.open"), icon=":material/edit:", source=line.id)


def state(line: SourceLine) -> None:
    """The same without buttons, for the page of one source."""
    word, kind = _state(line)
    show(tag("p", badge(word, kind)), items(_facts(line), "mo-facts"))
    _why(line)


def _state(line: SourceLine) -> tuple[str, str]:
    if line.waiting:
        return say("sources.state.waiting"), "info"
    if line.state != "ready":
        return say(f"sources.state.{line.state}"), "warn"
    if line.last is None:
        return say("sources.state.new"), "calm"
    good = line.last["state"] in ("new", "same")
    return say("sources.state.good" if good else f"sources.state.{line.last['state']}"), "good" if good else "bad"


def _facts(line: SourceLine) -> list[str]:
    facts = [say(f"source.kind.{line.kind}")]
    if line.last:
        facts.append(when(datetime.fromisoformat(line.last["at"])))
        if "rows" in line.last:
            facts.append(say("sources.rows", rows=line.last["rows"]))
        if line.last["state"] in ("new", "same"):
            facts.append(say(f"sources.made.{line.last['state']}", number=line.last["number"]))
        if line.last.get("set_aside"):
            facts.append(say("sources.set_aside", rows=line.last["set_aside"]))
    if line.next_at_utc and not line.waiting:
        facts.append(say("sources.next", at=when(line.next_at_utc)))
    return facts


def _why(line: SourceLine) -> None:
    if problem := _problem(line):
        show(tag("p", plain(problem_text(problem, session.language())), role="status"))
        helping.about(problem)


def _problem(line: SourceLine) -> Problem | None:
    said = (line.last or {}).get("problem")
    return Problem(said["code"], **said["facts"]) if said and not line.waiting else None


def _repair(line: SourceLine) -> None:
    """The repairs that are a click: columns rightly gone, personal values decided on."""
    problem, person, platform = _problem(line), session.person(), session.platform()
    if problem is None or line.state != "ready":
        return
    if problem.code == "source.columns_missing" and st.button(say("sources.accept"), key=f"sources.accept.{line.id}"):
        tried(lambda: sources.accept_columns(person, platform, line.id))
    if problem.code == "source.personal_held":
        with st.form(f"sources.personal.{line.id}", border=False):
            chosen = {
                column: st.radio(
                    literal(say("sources.personal", column=column)), sources.HIDES, format_func=lambda how: say(f"personal.action.{how}"),
                    horizontal=True, index=sources.HIDES.index(suggested), key=f"sources.personal.{line.id}.{place}",
                )
                for place, (column, suggested) in enumerate(zip(problem.facts["columns"], problem.facts["suggested"], strict=True))
            }  # fmt: skip
            if st.form_submit_button(say("sources.personal_go")):
                tried(lambda: sources.decide_personal(person, platform, line.id, {name: str(how) for name, how in chosen.items()}))
