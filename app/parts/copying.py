"""A button that copies: a text, or a table that pastes into a word processor and a spreadsheet alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

import streamlit as st

from app.parts.static import STATIC
from app.session import say

_HTML = '<button type="button"></button><span role="status" aria-live="polite"></span>'


def copy_button(
    key: str, label: str, text: str, html: str = "", *, small: bool = False, width: Literal["content", "stretch"] = "content",
    on_copied: Callable[[], object] | None = None,
) -> None:  # fmt: skip
    """Draws the button. `html` is given beside the text to programs that take it. `on_copied` is called once the browser has copied."""
    said = {"label": label, "done": say("copy.done"), "failed": say("copy.failed"), "told": on_copied is not None}
    heard = {} if on_copied is None else {"on_copied_change": on_copied}
    _component()(key=key, data={**said, "text": text, "html": html, "small": small}, width=width, **heard)


@cache
def _component() -> Any:
    css, js = (STATIC.joinpath(f"copy.{ending}").read_text(encoding="utf-8") for ending in ("css", "js"))
    return st.components.v2.component("modu.copy", html=_HTML, css=css, js=js)
