"""Texts that hold what others wrote, where Streamlit would read them as Markdown: shown as they are, with no link in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from app import session
from app.parts import helping
from app.services.workshops import seats
from app.texts import problem_text
from connectors.problem import Problem

_MARKS = re.compile(r"[\\`*\[\]<>$~|]")
# What Markdown makes a link of by itself; escaping does not keep it from that, a letter without width in between does.
_LINKS = re.compile(r"https?:(?=//)|www(?=\.)|@(?=\w)", re.I)
_BREAK = "\u2060"


def literal(said: str) -> str:
    """The text as Markdown that shows it letter by letter.

    >>> literal("[here](a.example)")
    '\\\\[here\\\\](a.example)'
    """
    return _LINKS.sub(lambda link: link.group() + _BREAK, _MARKS.sub(lambda mark: f"\\{mark.group()}", said))


def refused(problem: Problem) -> None:
    """Says a problem in the reader's words and the way to more about it; names of files and columns in it stay plain letters. Met on the
    way through the analysis of a class it is counted, by its code."""
    st.error(literal(problem_text(problem, session.language())))
    helping.about(problem)
    workshop, draft = session.person().workshop_id or session.remembered("class.workshop"), session.address("draft")
    if workshop and draft and session.changed("class.met", (problem.code, draft, session.address("step"))):
        seats.met(session.person(), session.platform(), workshop, draft, problem.code)


def tried(do: Callable[[], object]) -> None:
    """Does it and draws the page anew; a Problem is said instead."""
    try:
        do()
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
