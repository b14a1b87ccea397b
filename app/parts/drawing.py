"""Drawings of ours (SVG within HTML) on the page. Only what our own code built and escaped may be given."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from app.parts.static import STATIC


def drawing(key: str, html: str) -> None:
    """Shows the drawing."""
    _component()(key=key, data={"html": html})


@cache
def _component() -> Any:
    js = STATIC.joinpath("drawing.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.drawing", js=js, isolate_styles=False)
