"""What was found out of a file, a sentence each, with the change beside it that one click makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app import session
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.parts.names import text_if_any
from app.session import say
from connectors.files import OPTIONS, Note, TableRead, choices

_WIDE_PX = 180
_SAID_ALREADY = frozenset({"encoding", "header_found"})


@dataclass(frozen=True)
class Told:
    """One sentence; `option` is what changes it, `offered` the values that may be taken instead."""

    sentence: str
    option: str | None = None
    offered: tuple[Any, ...] = ()


def told(read: TableRead) -> list[Told]:
    """What was found out, and what the reader noted."""
    noted = {note.code for note in read.notes}
    found = []
    if read.encoding:
        found.append(_with_change(say("data.encoding", encoding=read.encoding.upper()), Note("encoding"), read))
    if read.sheet and "sheet_chosen" not in noted:
        found.append(Told(say("data.sheet", sheet=read.sheet)))
    if read.header_rows:
        found.append(_with_change(say("data.header", lines=list(read.header_rows)), Note("header_found"), read))
    elif "no_header" not in noted and read.format not in ("parquet", "json", "geojson", "shp", "dbf", "gpkg"):
        found.append(_with_change(say("data.no_header"), Note("no_header"), read))
    counts = {"rows_in": read.rows_in, "rows_kept": read.rows_kept, "rows_set_aside": read.rows_set_aside}
    found.append(Told(say("data.counts", **counts) if read.rows_set_aside else say("data.all_kept", rows_in=read.rows_in)))
    for note in read.notes:
        worded = "" if note.code in _SAID_ALREADY else text_if_any(f"note.{note.code}", session.language(), **note.facts)
        if worded:
            found.append(_with_change(worded, note, read))
    return _each_option_once(found)


def draw(read: TableRead, key: str, change: Callable[[str, Any], None] | None) -> None:
    """The sentences; a click beside one calls `change` with its option and the value taken. None: nothing can be changed any more."""
    for number, one in enumerate(told(read)):
        if change is None or one.option is None or not one.offered:
            show(tag("p", plain(f"• {one.sentence}"), class_="mo-small"))
            continue
        with st.container(horizontal=True, vertical_alignment="center", key=f"told_line_{key}.{number}"):
            show(tag("p", plain(f"• {one.sentence}"), class_="mo-small"))
            _offer(one, f"{key}.{number}", change)


def _offer(one: Told, key: str, change: Callable[[str, Any], None]) -> None:
    option = one.option or ""
    if len(one.offered) == 1:
        label = literal(_value(option, one.offered[0]))
        st.button(label, key=key, on_click=change, args=(option, one.offered[0]), width=_WIDE_PX)
        return

    def chosen() -> None:
        at = session.remembered(key)
        if at is not None:
            change(option, one.offered[at])
            session.remember(key, None)

    st.selectbox(
        literal(say("data.change_one", what=one.sentence)),
        range(len(one.offered)),
        index=None,
        placeholder=say("data.change_it"),
        format_func=lambda at: _value(option, one.offered[at]),
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
        filter_mode=None,
        width=_WIDE_PX,
    )


def _value(option: str, value: Any) -> str:
    """A value of an option as its button says it."""
    if option == "header_rows":
        return say("data.change_header", lines=list(value)) if value else say("data.change_no_header")
    if option == "separator":
        return {"\t": "Tab", " ": say("data.change_blank")}.get(value, str(value))
    if option in ("totals", "fill", "melt", "blank_columns", "decimal"):
        return say(f"data.turn.{option}.{'point' if value == '.' else value}")
    return str(value).upper() if option == "encoding" else str(value)


def _with_change(sentence: str, note: Note, read: TableRead) -> Told:
    return Told(sentence, OPTIONS.get(note.code), choices(note, read))


def _each_option_once(found: Sequence[Told]) -> list[Told]:
    """Two sentences may be of one option: the first alone carries its change."""
    seen: set[str] = set()
    kept = []
    for one in found:
        kept.append(Told(one.sentence) if one.option in seen else one)
        if one.option and one.offered:
            seen.add(one.option)
    return kept
