"""Texts that hold what others wrote, where Streamlit would read them as Markdown: shown as they are, with no link in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from app import session
from app.texts import problem_text
from connectors.problem import Problem

_MARKS = re.compile(r"[\\`*\[\]<>$~|]")


def literal(said: str) -> str:
    """The text as Markdown that shows it letter by letter.

    >>> literal("[here](https://a.example)")
    '\\\\[here\\\\](https://a.example)'
    """
    return _MARKS.sub(lambda mark: f"\\{mark.group()}", said)


def refused(problem: Problem) -> None:
    """Says a problem in the reader's words; names of files and columns in it stay plain letters."""
    st.error(literal(problem_text(problem, session.language())))


def tried(do: Callable[[], object]) -> None:
    """Does it and draws the page anew; a Problem is said instead."""
    try:
        do()
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
