"""The findings of a result: each stands alone, big, and can be copied."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.session import say
from app.texts import pick
from models.kit.result import Finding

_STATIC = Path(__file__).parents[1] / "static"


def findings(key: str, said: Iterable[Finding]) -> None:
    """Draws the list."""
    lang = session.language()
    lines = [{"text": pick(finding.text, lang), "level": finding.level} for finding in said]
    words = {"copy": say("result.copy"), "done": say("copy.done"), "failed": say("copy.failed")}
    _component()(key=key, data={**words, "findings": lines})


@cache
def _component() -> Any:
    js = _STATIC.joinpath("findings.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.findings", js=js, isolate_styles=False)
