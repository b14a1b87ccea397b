"""Which period, compared with what, of whom: chosen on the page and kept in its address, so that a link leads to the same numbers."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from app import session
from app.parts import days, going
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.services.people import organisations
from app.services.usage import made_up, periods
from app.services.usage.periods import AGAINST, PRESETS, Span
from app.services.usage.scope import Asked
from app.session import say
from app.texts import pick
from connectors.problem import Problem

_ALL = ""
_AGE = (2000, 2999)


@dataclass(frozen=True)
class Chosen:
    """What was chosen. `model`: whose runs are to be listed; empty: none. `alone`: of the organisation itself,
    without what is below it."""

    span: Span
    against: Span | None
    asked: Asked
    model: str = ""
    alone: bool = False

    def address(self, **more: str) -> str:
        """The page with this choice and something else."""
        return going.address("usage", **(self.ids() | more))

    def ids(self) -> dict[str, str]:
        """The choice as the address holds it."""
        found = {"first": self.span.first.isoformat(), "last": self.span.last.isoformat()}
        if self.asked.organisation_id:
            found["organisation"] = self.asked.organisation_id
        if self.asked.practice:
            found["practice"] = "yes"
        return found


def choose() -> Chosen:
    """Draws the choices and gives what they are. Problems: day.missing, usage.days_wrong, usage.period for days that are turned round."""
    today = session.today()
    given = _given()
    session.begin("usage.period", periods.preset(given, today) if given else "year")
    left, right = st.columns([3, 2])
    shown: dict[str, Any] = {"format_func": lambda key: say(f"usage.period.{key}"), "key": "usage.period"}
    if session.is_narrow():
        preset = left.selectbox(say("usage.which_period"), PRESETS, filter_mode=None, **shown)
    else:
        preset = left.segmented_control(say("usage.which_period"), PRESETS, required=True, **shown)
    with right:
        way = st.selectbox(
            say("usage.against"), AGAINST, format_func=lambda key: say(f"usage.against.{key}"), key="usage.against", filter_mode=None
        )  # fmt: skip
    if given is None and preset == "year" and (session.address("first") or session.address("last")):
        show(tag("p", plain(say("usage.address_unread")), class_="mo-effect", role="status"))
    span = _days(given, today) if preset == "days" else periods.of(str(preset), today)
    asked = _asked()
    return Chosen(
        span, periods.against(periods.over(span, today), str(way)), asked, session.address("model"), session.address("alone") == "yes"
    )


def _days(given: Span | None, today: date) -> Span:
    usual = given or periods.of("year", today)
    first, last = st.columns(2)
    begin = days.field(say("usage.first"), usual.first, key="usage.first", place=first)
    end = days.field(say("usage.last"), usual.last, key="usage.last", place=last)
    chosen = Span(days.needed(begin), days.needed(end))
    earliest, latest = date(_AGE[0], 1, 1), max(today, usual.last)
    if chosen.first < earliest or chosen.last > latest:
        raise Problem("usage.days_wrong", first=earliest.isoformat(), last=latest.isoformat())
    return chosen


def _given() -> Span | None:
    """The days the address names, where it names two that are a period of this age."""
    with contextlib.suppress(ValueError, Problem):
        found = Span(date.fromisoformat(session.address("first")), date.fromisoformat(session.address("last")))
        return found if _AGE[0] <= found.first.year and found.last.year <= _AGE[1] else None
    return None


def _asked() -> Asked:
    person, platform, lang = session.person(), session.platform(), session.language()
    nodes = organisations.tree(person, platform, "see_usage", lang)
    names = {node.id: "\u2003" * node.depth + pick(node.name, lang) for node in nodes}
    session.begin("usage.organisation", session.address("organisation") or _ALL)
    choices = [_ALL, *names]
    if session.remembered("usage.organisation") not in choices:
        raise Problem("not_found.organisation")
    practice = False
    if made_up.may_see(person, platform):
        session.begin("usage.practice", session.address("practice") == "yes")
        practice = st.toggle(say("usage.practice"), key="usage.practice", help=say("usage.practice_help"))
    own = st.selectbox(
        say("usage.of"), choices, key="usage.organisation",
        format_func=lambda one: literal(names[one]) if one else say("usage.of_all"), help=say("usage.of_help"),
    ) if len(names) > 1 else _ALL  # fmt: skip
    return Asked(own or None, practice)
