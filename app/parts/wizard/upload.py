"""The picker of a file: drag or choose, told the limit before, seen going, sent to the upload route."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from app import session
from app.parts.static import STATIC
from app.services.uploads import uploads
from app.session import say
from app.texts import words as unfilled

_ACCEPT = ".csv,.txt,.tsv,.dat,.xlsx,.xlsm,.xlsb,.xls,.ods,.parquet,.zip,.json,.jsonl,.ndjson,.geojson,.gpkg,.dbf,.hwpx,.htm,.html"
_WORDS = ("choose", "or", "stop", "empty", "large", "sending", "reading", "failed", "broken")


def picker(draft_id: str, input_name: str, label: str) -> str | None:
    """Draws the picker of one input; the id of an upload that has just ended, else None."""
    person, platform = session.person(), session.platform()
    kept = f"ticket.{draft_id}.{input_name}"
    ticket = session.remembered(kept)
    if ticket is None:
        ticket = uploads.token(person, platform, draft_id, input_name)
        session.remember(kept, ticket)
    limits = uploads.limits(person, platform)
    limit = min(limits.file_bytes, limits.left_bytes)
    words = {name: unfilled(f"upload.{name}")[session.language()] for name in _WORDS}
    words |= {"more": say("help.more"), "label": label, "hint": say("upload.hint", limit=_size(limit))}

    def spent() -> None:
        session.forget(kept)

    said = _component()(
        key=f"upload.{draft_id}.{input_name}",
        data={"ticket": ticket, "limit": limit, "accept": _ACCEPT, "words": words},
        on_uploaded_change=spent,
        on_refused_change=spent,
    )
    return str(said.uploaded["upload"]) if said.uploaded else None


@cache
def _component() -> Any:
    html, css, js = (STATIC.joinpath(f"upload.{ending}").read_text(encoding="utf-8") for ending in ("html", "css", "js"))
    return st.components.v2.component("modu.upload", html=html, css=css, js=js)


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 2**30:,.1f} GB".replace(".0 ", " ") if size_bytes >= 2**30 else f"{size_bytes / 2**20:,.0f} MB"
