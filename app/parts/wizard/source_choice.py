"""The choice where a field comes from: a column, its unit or half, two joined, coordinates, or one value for every row, in one select."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import streamlit as st

from app import session
from app.parts import autosave
from app.services.drafts.drafts import Draft
from app.session import say
from app.texts import pick
from data_catalog.mapping import Source, Suggestion
from data_catalog.schema import Field, Input
from data_catalog.taking import TEXTS
from data_catalog.units import offered_units

_CONSTANT = "constant"
_JOINED = "joined"
_NONE = ""
_LABELS = {"place": ("columns.first_x", "columns.first_y"), "moment": ("columns.first_date", "columns.first_time")}
_NAME_AND_CODE = re.compile(r"\S.*[(\[]\s*[0-9A-Za-z]+\s*[)\]]\s*$")


def choice(draft: Draft, asked: Input, field: Field, suggestion: Suggestion, columns: tuple[str, ...], source: Source | None) -> None:
    """Draws the select of one field, and what a joined or fixed value asks besides."""
    name = f"mapping.{asked.name}.{field.name}"
    options = _options(field, suggestion, columns, source)
    key = autosave.key(draft.id, name)
    if session.remembered(key) not in (_CONSTANT, _JOINED):
        session.remember(key, _now(source))

    def changed() -> None:
        picked = session.remembered(key)
        if picked == _NONE:
            autosave.keep(draft.id, {name: None})
        elif picked not in (_CONSTANT, _JOINED):
            autosave.keep(draft.id, {name: json.loads(picked)})

    title = pick(field.title, session.language())
    st.selectbox(
        say("columns.pick", title=title),
        options,
        key=key,
        on_change=changed,
        format_func=lambda code: _said(code, field),
        label_visibility="collapsed",
        filter_mode=None,
    )
    if session.remembered(key) == _CONSTANT:
        _constant(draft, name, title, source)
    elif session.remembered(key) == _JOINED:
        _joined(draft, name, field, columns)


def _options(field: Field, suggestion: Suggestion, columns: tuple[str, ...], source: Source | None) -> list[str]:
    first = [item for item in (source, suggestion.source, *suggestion.alternatives) if item is not None and item.how != "constant"]
    every = [Source("area" if field.kind == "place" else "column", (name,)) for name in columns]
    near = [variant for item in first[:1] if item.how == "column" for variant in _variants(field, item, suggestion)]
    codes = list(dict.fromkeys([_NONE, *(_code(item) for item in (*first, *near, *every))]))
    if field.kind in {"moment", "place", *TEXTS} and len(columns) > 1:
        codes.append(_JOINED)
    return codes if field.kind == "place" else [*codes, _CONSTANT]


def _variants(field: Field, source: Source, suggestion: Suggestion) -> list[Source]:
    """The same column written in another unit, or only the code or the name of texts that hold both."""
    plain = replace(source, unit=None, part=None)
    units = [replace(plain, unit=unit) for unit in offered_units(field)]
    both = field.kind in TEXTS and any(_NAME_AND_CODE.match(text) for text in suggestion.samples)
    return units + ([replace(plain, part=part) for part in ("code", "name")] if both else [])


def _now(source: Source | None) -> str:
    if source is None:
        return _NONE
    return _CONSTANT if source.how == "constant" else _code(source)


def _code(source: Source) -> str:
    return json.dumps(source.to_json(), ensure_ascii=False, sort_keys=True)


def _said(code: str, field: Field) -> str:
    if code == _NONE:
        return say("columns.none_yet" if field.required else "columns.none")
    if code == _CONSTANT:
        return say("columns.constant")
    if code == _JOINED:
        return say({"place": "columns.join_place", "moment": "columns.join_moment"}.get(field.kind, "columns.join_text"))
    source = Source.from_json(json.loads(code))
    if source.how == "column":
        return _column_said(source)
    if source.how == "joined":
        return " + ".join(source.columns)
    if source.how == "area":
        return say("columns.area", columns=list(source.columns))
    pair = {"first": source.columns[0], "second": source.columns[1]}
    if source.how == "date_time":
        return say("columns.joined", **pair)
    if source.how == "lonlat":
        return say("columns.lonlat", **pair)
    return say("columns.xy", **pair, crs=source.crs) if source.crs else say("columns.xy_found", **pair)


def _column_said(source: Source) -> str:
    column = source.columns[0]
    if source.unit:
        return say("columns.in_unit", column=column, unit=source.unit)
    if source.part:
        return say(f"columns.part_{source.part}", column=column)
    return say("columns.by_table", column=column, count=len(source.values)) if source.values else column


def _constant(draft: Draft, name: str, title: str, source: Source | None) -> None:
    key = autosave.key(draft.id, f"{name}.value")
    session.begin(key, source.value if source is not None and source.how == "constant" else "")

    def changed() -> None:
        value = str(session.remembered(key) or "").strip()
        autosave.keep(draft.id, {name: Source("constant", (), value).to_json() if value else None})

    st.text_input(say("columns.constant_value", title=title), key=key, on_change=changed, max_chars=100)


def _joined(draft: Draft, name: str, field: Field, columns: tuple[str, ...]) -> None:
    labels = _LABELS.get(field.kind, ("columns.first_text", "columns.second_text"))
    picked = [
        st.selectbox(
            say(label),
            columns,
            index=None,
            key=autosave.key(draft.id, f"{name}.{label}"),
            placeholder=say("columns.none_yet"),
            filter_mode=None,
        )
        for label in labels
    ]
    if all(picked) and picked[0] != picked[1]:
        how = {"place": "xy", "moment": "date_time"}.get(field.kind, "joined")
        autosave.keep(draft.id, {name: Source(how, (str(picked[0]), str(picked[1]))).to_json()})
        session.forget(autosave.key(draft.id, name))
        st.rerun()
