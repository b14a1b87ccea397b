"""The field of a day. It takes every day there is: one a browser holds back is sent by nobody and refused without a word, so that the
service alone says which days will do."""

from __future__ import annotations

from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from connectors.problem import Problem


def field(label: str, first: date | None, *, key: str, place: DeltaGenerator | None = None, help_text: str | None = None) -> date | None:
    """Draws it, in `place` or where the page stands, beginning with `first`; gives the day, None for an empty one."""
    return (place or st).date_input(label, first, min_value=date.min, max_value=date.max, key=key, help=help_text)


def needed(day: date | None) -> date:
    """The day a field gave. Problem day.missing for an empty one."""
    if day is None:
        raise Problem("day.missing")
    return day
