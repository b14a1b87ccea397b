"""Keeps the browser's page in step with what is drawn: its language, and its top when something else is shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app import session

_STATIC = Path(__file__).parents[1] / "static"


def in_step(shown: str) -> None:
    """`shown` names what the page shows: when it changes, the page begins at its top."""
    _component()(key="page", data={"lang": session.language(), "shown": shown})


@cache
def _component() -> Any:
    js = _STATIC.joinpath("page.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.page", js=js, isolate_styles=False)
