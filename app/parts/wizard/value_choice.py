"""What the texts of a column stand for, where a field knows a closed list of values: one select a text that is not on it."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from app import session
from app.parts import autosave
from app.parts.literal import literal
from app.services.drafts.drafts import Draft
from app.session import say
from data_catalog.mapping import Source
from data_catalog.schema import Field, Input

_OPEN, _LEFT_OUT = "", "null"


def values(draft: Draft, asked: Input, field: Field, source: Source, met: tuple[tuple[str, float], ...]) -> None:
    """Draws the table of values. `met`: the texts of the column that are not on the list, with their share of the rows."""
    if not met:
        return
    table = dict(source.values or ())
    undecided = [text for text, _ in met if text not in table]
    said = say("columns.values", count=len(undecided)) if undecided else say("columns.values_done", count=len(table))
    with st.expander(said, key=f"columns.values.{asked.name}.{field.name}", expanded=bool(undecided)):
        for text, share in met:
            _one(draft, asked, field, source, text, share)


def _one(draft: Draft, asked: Input, field: Field, source: Source, text: str, share: float) -> None:
    table = dict(source.values or ())
    name = f"mapping.{asked.name}.{field.name}"
    key = autosave.key(draft.id, f"{name}.value.{text}")
    session.begin(key, json.dumps(table[text], ensure_ascii=False) if text in table else _OPEN)

    def changed() -> None:
        picked = session.remembered(key)
        kept = {old: new for old, new in table.items() if old != text}
        if picked != _OPEN:
            kept[text] = json.loads(str(picked))
        now = replace(source, values=tuple(sorted(kept.items())) or None)
        autosave.keep(draft.id, {name: now.to_json()})
        session.forget(autosave.key(draft.id, name))

    st.selectbox(
        literal(say("columns.value", text=text, share=share)),
        [_OPEN, *(json.dumps(choice, ensure_ascii=False) for choice in field.choices), _LEFT_OUT],
        key=key,
        on_change=changed,
        format_func=_said,
        filter_mode=None,
    )


def _said(code: str) -> str:
    if code == _OPEN:
        return say("columns.value_open")
    return say("columns.value_none") if code == _LEFT_OUT else str(json.loads(code))
