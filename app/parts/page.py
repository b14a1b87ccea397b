"""Keeps the browser's page in step with what is drawn: its language, and its top when something else is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from app import session
from app.parts.static import STATIC


def in_step(path: str, names: Sequence[str]) -> None:
    """`names` are the parts of the address that say what the page shows: when one changes, it begins at its top."""
    shown = {name: value for name in names if (value := session.address(name))}
    data = {"lang": session.language(), "shown": "/".join((path, *shown.values())), "path": path, "query": urlencode(session.addresses())}
    _component()(key="page", data=data)


def hold_address() -> None:
    """Tells the browser the address of this drawing. It sends along with what is pressed next the last one it was told, and a link from a
    page to itself tells it none: it would be answered by the page before."""
    said = session.addresses()
    if said:
        st.query_params.from_dict(said)
    else:
        st.query_params.clear()


@cache
def _component() -> Any:
    js = STATIC.joinpath("page.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.page", js=js, isolate_styles=False)
