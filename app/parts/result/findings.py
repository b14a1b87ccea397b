"""The findings of a result: each stands alone, big, can be copied, and leads to the table it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import streamlit as st

from app import session
from app.parts.static import STATIC
from app.session import say
from app.texts import pick
from models.kit.result import Finding


def findings(key: str, said: Iterable[Finding], on_basis: Callable[[Finding], None] | None = None) -> None:
    """Draws the list. With `on_basis` each sentence has a way to its table."""
    lang, listed = session.language(), list(said)
    lines = [{"text": pick(finding.text, lang), "level": finding.level} for finding in listed]
    words = {"copy": say("result.copy"), "done": say("copy.done"), "failed": say("copy.failed"), "basis": say("result.basis")}

    def heard() -> None:
        at = session.remembered(key, {}).get("basis")
        if on_basis is not None and at is not None and int(at) < len(listed):
            on_basis(listed[int(at)])

    _component()(key=key, data={**words, "findings": lines, "leads": on_basis is not None}, on_basis_change=heard)


@cache
def _component() -> Any:
    js = STATIC.joinpath("findings.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.findings", js=js, isolate_styles=False)
