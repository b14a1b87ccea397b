"""Why this place, and why not mine: any row of a ranking, found by name, in the list or on the map, beside those that came first."""

from __future__ import annotations

import dataclasses

import polars as pl
import streamlit as st

from app import session
from app.charts.numbers import DASH
from app.parts.markup import plain, show, table, tag
from app.parts.sheet import sheet, told
from app.services.results import weighing, why
from app.services.results.weighing import Ground, Weighed
from app.services.results.why import Why
from app.session import say
from app.texts import words
from models.kit.contract import ColumnSpec
from models.kit.result import Result, Table

_MOST = 20


def draw(key: str, result: Result, given: Ground, now: Weighed) -> None:
    """Draws the search and, once a place is chosen, its answer."""
    st.subheader(say("weigh.why"), anchor=False)
    show(tag("p", plain(say("weigh.why_lead"))))
    example = say("weigh.search_example", name=given.name(int(given.run.first[0]), session.language())) if given.run.first.size else None

    def heard() -> None:
        # Before anything is drawn, so that map and list show the place found as well.
        rows = weighing.found(given, now, str(session.remembered(f"{key}.search", "")), session.language(), _MOST)
        if rows:
            session.remember(f"{key}.chosen", rows[0])

    query = st.text_input(
        say("weigh.search"), key=f"{key}.search", placeholder=example, max_chars=80, icon=":material/search:", autocomplete="off",
        on_change=heard,
    )  # fmt: skip
    chosen = session.remembered(f"{key}.chosen")
    if (query or "").strip():
        _found(key, given, now, str(query).strip(), chosen)
    if chosen is not None and chosen < given.table.rows.height:
        _answer(result, given, now, int(chosen))


def _found(key: str, given: Ground, now: Weighed, query: str, chosen: int | None) -> None:
    rows = weighing.found(given, now, query, session.language(), _MOST)
    if not rows:
        show(tag("p", plain(say("weigh.none_found", query=query)), role="status"))
        return
    if chosen is not None and chosen not in rows:
        # Chosen since then in the list or on the map: what was searched would stand over the answer about another place.
        return
    sheet(
        f"{key}.found", _told(given, now, rows), chosen=rows.index(chosen) if chosen in rows else None,
        on_chosen=lambda at: session.remember(f"{key}.chosen", rows[at]) if at < len(rows) else None, tall=True,
    )  # fmt: skip
    if len(rows) == _MOST:
        show(tag("p", plain(say("weigh.found_more", n=_MOST)), class_="mo-small"))


def _told(given: Ground, now: Weighed, rows: list[int]) -> dict[str, object]:
    lang = session.language()
    texts = [name for name, one in given.columns.items() if one.kind == "text" and not one.hidden and name != given.spec.label][:2]
    columns = (
        ColumnSpec("rank_now", words("weigh.rank"), "integer"),
        *(dataclasses.replace(given.columns[name], hidden=False) for name in (given.spec.label, *texts, given.spec.score)),
    )
    ranks = pl.Series("rank_now", now.ranks[rows])
    frame = given.table.rows[rows].select(given.spec.label, *texts)
    frame = frame.with_columns(pl.Series(given.spec.score, now.scores[rows]), ranks.set(ranks == 0, None))
    caption = dataclasses.replace(given.table.spec, title={lang: say("weigh.found")}, columns=columns)
    return told(Table(caption, frame, ""), lang)


def _answer(result: Result, given: Ground, now: Weighed, row: int) -> None:
    lang = session.language()
    found = why.why(given, now, row)
    said = [why.told(given, found, lang), *why.listed(result, given, row, lang)]
    show(tag("p", plain(" ".join(said)), class_="mo-effect", role="status"))
    if found.parts:
        show(_parts(given, now, found))


def _parts(given: Ground, now: Weighed, found: Why) -> str:
    lang = session.language()
    typical = say("weigh.why.typical_out" if found.inside else "weigh.why.typical_in", n=given.spec.first)
    head = [say("weigh.why.part"), say("weigh.why.here"), typical]
    head += [] if found.inside else [say("weigh.why.needed")]
    head += [say("weigh.why.gain"), say("weigh.why.weight")]
    column = given.columns[given.spec.score]
    rows = []
    for one, weight in zip(found.parts, now.weights, strict=True):
        line = [given.title(one.part, lang), *(why.value_said(given, one.part, value, lang) for value in (one.here, one.typical))]
        if not found.inside:
            needed = why.value_said(given, one.part, one.needed, lang) if one.needed is not None else say("weigh.why.not_alone")
            line.append(needed if weight else DASH)
        rows.append([*line, why.shown_score(column, found.score + one.gain, lang), f"{weight:g}"])
    marked = next((at for at, one in enumerate(found.parts) if one is found.main), None)
    caption = say("weigh.why.caption", name=given.name(found.row, lang))
    return table(head, rows, caption=caption, numeric=frozenset(range(1, len(head))), marked=marked)
