"""The library: searched, narrowed by facets, put in the order of places like one's own, and two to four cases side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.parts import going
from app.parts.cases import entries
from app.parts.literal import literal, tried
from app.parts.markup import plain, show, table, tag
from app.parts.names import model_title
from app.services import goals
from app.services.cases import library, places
from app.services.cases.library import FACETS, LEAST, MOST, Entry
from app.services.search import cases as searching
from app.services.search.words import LONGEST
from app.session import say
from app.texts import pick

_SHOWN = 30


def draw() -> None:
    """Draws it."""
    everything = library.entries(session.platform())
    if not everything:
        show(tag("p", plain(say("cases.library_none")), role="status"))
        return
    query = (
        st.text_input(
            say("cases.search"), key="cases.search", max_chars=LONGEST, icon=":material/search:", placeholder=say("cases.search_example")
        )
        or ""
    )
    found = [hit.thing for hit in searching.hits(session.platform(), query)] if query.strip() else list(everything)
    chosen = _facets(found)
    kept = library.narrowed(found, chosen)
    near = st.toggle(say("cases.like_mine"), key="cases.like_mine", help=say("cases.near.rule"))
    if near:
        kept = _near(kept)
    else:
        show(tag("p", plain(say("cases.found" if kept else "cases.found_none", count=len(kept))), role="status"))
        for one in kept[:_SHOWN]:
            entries.card(one)
    if len(kept) > _SHOWN:
        show(tag("p", plain(say("search.more", shown=_SHOWN, all=len(kept)))))
    _choose(kept)


def compared(ids: Sequence[str]) -> None:
    """Draws cases side by side. Problems: cases.compare_count, not_found.case."""
    going.link("cases", say("cases.back"), icon=":material/arrow_back:")
    st.title(say("cases.side_by_side"), anchor=False)
    found = library.side_by_side(session.platform(), ids)
    told = [entries.facts(one) for one in found]
    names = list(dict.fromkeys(name for each in told for name in each))
    rows = [(name, *(each.get(name, "–") for each in told)) for name in names]
    show(table([say("cases.field.what"), *(one.title for one in found)], rows, caption=say("cases.side_by_side")))
    for one in found:
        going.link("cases", one.title, icon=":material/arrow_forward:", case=one.id)


def _facets(found: Sequence[Entry]) -> dict[str, str]:
    first = {"model": session.address("model")}
    chosen = {name: str(session.remembered(f"cases.facet.{name}") or first.get(name, "")) for name in FACETS}
    for column, name in zip(st.columns(len(FACETS)), FACETS, strict=True):
        counted = library.counts(found, chosen, name)
        options = ["", *dict.fromkeys([*counted, *([chosen[name]] if chosen[name] else [])])]

        def called(one: str, name: str = name, counted: dict[str, int] = counted) -> str:
            return literal(say("cases.facet.value", value=_value(name, one), count=counted.get(one, 0))) if one else say("cases.facet.all")

        session.begin(f"cases.facet.{name}", chosen[name])
        chosen[name] = column.selectbox(
            say(f"cases.facet.{name}"), options, key=f"cases.facet.{name}", format_func=called, filter_mode=None
        ) or ""  # fmt: skip
    return chosen


def _value(facet: str, value: str) -> str:
    if facet == "model":
        return model_title(value)
    if facet == "goal":
        return goals.goal_said(int(value), session.language())
    return say(f"subject.{value}" if facet == "subject" else f"organisation_kind.{value}")


def _near(kept: Sequence[Entry]) -> tuple[Entry, ...]:
    mine, near = library.like_mine(session.person(), session.platform(), kept)
    lang = session.language()
    key = "cases.near.mine" if mine.residents else "cases.near.mine_uncounted"
    kind = say(f"organisation_kind.{mine.kind}")
    show(
        tag("p", plain(say(key, name=pick(mine.name, lang), kind=kind, residents=mine.residents or 0)), class_="mo-small"),
        tag("p", plain(say("cases.near.rule")), class_="mo-small mo-soft"),
    )
    if places.may_count(session.person(), session.platform(), mine.organisation_id):
        _residents(mine)
    show(tag("p", plain(say("cases.found" if near else "cases.near.none", count=len(near))), role="status"))
    for one in near[:_SHOWN]:
        entries.card(one.entry, one)
    return tuple(one.entry for one in near)


def _residents(mine: places.Place) -> None:
    with st.popover(say("cases.residents")):
        said = st.number_input(
            say("cases.residents_of", name=literal(pick(mine.name, session.language()))), 1, places.MOST_RESIDENTS, mine.residents, 1_000,
            key=f"cases.residents.{mine.organisation_id}",
        )  # fmt: skip
        if st.button(say("cases.residents_keep"), key="cases.residents_keep"):
            count = None if said is None else int(said)
            tried(lambda: places.count_residents(session.person(), session.platform(), mine.organisation_id, count))


def _choose(kept: Sequence[Entry]) -> None:
    if len(kept) < LEAST:
        return
    titles = {one.id: one.title for one in kept}
    with st.container(border=True, key="card_cases_compare"):
        ids = st.multiselect(
            say("cases.compare", least=LEAST, most=MOST), list(titles), key="cases.compare", max_selections=MOST, select_all=False,
            format_func=lambda one: literal(titles[one]), placeholder=say("columns.none_yet"),
        )  # fmt: skip
        if st.button(say("cases.side_by_side"), key="cases.compare_go", disabled=len(ids) < LEAST):
            going.go("cases", compare=",".join(ids))
