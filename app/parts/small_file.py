"""Takes a small file from the page at once, for forms of a few hundred rows."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st

from app.parts.static import STATIC
from app.session import say

_LIMIT_BYTES = 5_000_000


@dataclass(frozen=True)
class SmallFile:
    name: str
    data: bytes


def small_file(key: str, label: str, accept: str = ".xlsx") -> SmallFile | None:
    """Draws the picker; the file just chosen, else None."""
    said = _component()(
        key=key,
        data={"label": label, "accept": accept, "limit": _LIMIT_BYTES, "large": say("upload.small_large")},
        on_file_change=lambda: None,
    )
    return SmallFile(str(said.file["name"]), base64.b64decode(said.file["data"])) if said.file else None


@cache
def _component() -> Any:
    js = STATIC.joinpath("small_file.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.small_file", js=js, isolate_styles=False)
