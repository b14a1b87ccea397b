"""Who finished how many analyses with which model: a line an organisation and model, each a way further down to the runs one may open."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV
from app.parts import going
from app.parts.folds import fold
from app.parts.literal import literal
from app.parts.markup import items, plain, show, tag
from app.parts.usage.choosing import Chosen
from app.services.usage import drilling, periods, telling
from app.services.usage import table as plain_table
from app.services.usage.board import Board, Line
from app.session import say
from app.texts import pick
from data_catalog.records.tables import RUN_KINDS
from models.kit import library
from models.kit.wording import number

_ROWS_MAX, _TALL = 300, 15


def draw(board: Board, chosen: Chosen) -> None:
    """Draws the table."""
    st.header(say("usage.who"), anchor=False)
    if not board.lines:
        show(tag("p", plain(say("usage.who_none"))))
        return
    show(tag("p", plain(say("usage.who_lead_made_up" if chosen.asked.practice else "usage.who_lead")), class_="mo-small mo-soft"))
    kinds = "kind" if session.is_narrow() else "usage.column"
    heads = [*(say(f"usage.column.{name}") for name in ("organisation", "model")), *(say(f"{kinds}.{name}") for name in RUN_KINDS)]
    top = tag("tr", *(tag("th", plain(one), scope="col", class_="mo-number" if at > 1 else None) for at, one in enumerate(heads)))
    body = tag("tbody", *(_row(one, chosen) for one in board.lines[:_ROWS_MAX]))
    caption = say("usage.table_caption")
    inside = tag("table", tag("caption", plain(caption)), tag("thead", top), body, class_="mo-table")
    tall = "mo-scroll mo-tall" if len(board.lines) > _TALL else "mo-scroll"
    show(tag("div", inside, class_=tall, tabindex="0", role="region", aria_label=caption))
    if len(board.lines) > _ROWS_MAX:
        show(tag("p", plain(say("usage.first_rows", shown=_ROWS_MAX, all=len(board.lines))), class_="mo-small"))
    _csv(chosen)


def _row(line: Line, chosen: Chosen) -> str:
    lang = session.language()
    name, model = pick(line.organisation, lang), telling.model_title(line.model, lang)
    own = line.organisation_id
    name = say("usage.itself", name=name) if line.alone else name
    first = tag("a", plain(name), href=chosen.address(organisation=own), target="_self") if line.below else plain(name)
    second = plain(model)
    if not chosen.asked.practice:
        itself = {"alone": "yes"} if line.alone else {}
        second = tag("a", plain(model), href=chosen.address(organisation=own, model=line.model, **itself), target="_self")
    numbers = [tag("td", plain(number(getattr(line, kind))), class_="mo-number") for kind in RUN_KINDS]
    return tag("tr", tag("th", first, scope="row"), tag("td", second), *numbers)


def _csv(chosen: Chosen) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    titles = {model.id: model.title for model in library.models()}
    span, asked = chosen.span, chosen.asked

    def made() -> bytes:
        found = plain_table.table(person, platform, span.first, span.last, asked.organisation_id, asked.practice)
        return plain_table.to_csv(person, platform, found, lang, titles)

    st.download_button(
        say("usage.csv"), partial(made), f"modu_usage_{span.first}_{span.last}.csv", CSV, key="usage.csv", on_click="ignore",
        help=say("usage.csv_help"),
    )  # fmt: skip


def runs(chosen: Chosen) -> None:
    """Draws the runs behind a count: those the person may open, and how many there are besides."""
    person, platform, lang = session.person(), session.platform(), session.language()
    own = chosen.asked.organisation_id or ""
    found = drilling.behind(person, platform, chosen.span, own, chosen.model, alone=chosen.alone)
    going.link("usage", say("usage.runs_back"), icon=":material/arrow_back:", width="content", **chosen.ids())
    name = pick(found.organisation, lang)
    name = say("usage.itself", name=name) if chosen.alone else name
    st.header(literal(f"{name} · {telling.model_title(chosen.model, lang)}"), anchor=False)
    told = say("usage.runs", period=telling.period(periods.over(chosen.span, platform.today()), lang), finished=found.finished)
    show(tag("p", plain(told), class_="mo-lead", role="status"))
    if found.finished:
        show(tag("p", plain(say("usage.runs_kinds", **{kind: found.kinds.get(kind, 0) for kind in RUN_KINDS})), class_="mo-small"))
    if found.looked:
        show(tag("p", plain(say("usage.runs_open", looked=found.looked, seen=len(found.seen), closed=found.closed))))
    if not found.seen:
        return
    heads = [say(f"usage.column.{name}") for name in ("run", "organisation", "day", "kind")]
    top = tag("tr", *(tag("th", plain(one), scope="col") for one in heads))
    rows = [
        tag("tr", tag("th", tag("a", plain(one.id[:8]), href=going.address("result", run=one.id), target="_self"), scope="row"),
            tag("td", plain(pick(one.organisation, lang))), tag("td", plain(one.day.isoformat())),
            tag("td", plain(say(f"kind.{one.kind}"))))
        for one in found.seen
    ]  # fmt: skip
    caption = say("usage.runs_table")
    inside = tag("table", tag("caption", plain(caption)), tag("thead", top), tag("tbody", *rows), class_="mo-table")
    show(tag("div", inside, class_="mo-scroll", tabindex="0", role="region", aria_label=caption))


def definitions() -> None:
    """Draws what the numbers mean."""
    with fold(say("usage.definitions"), key="usage.definitions") as is_open:
        if is_open:
            show(items(say(key) for key in plain_table.DEFINITIONS))
