"""Data: what is kept of mine, until when, and destroying it (파기) with all that was made from it."""

from __future__ import annotations

import json

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.agreements import asking_form
from app.parts.catalogue import dataset_card
from app.parts.folds import fold
from app.parts.keeping import how_long
from app.parts.literal import literal, tried
from app.parts.markup import items, plain, show, tag
from app.parts.moments import when
from app.parts.noted import noted
from app.services.agreements import asking
from app.services.catalogue import catalogue, datasets
from app.services.catalogue.datasets import DatasetLine
from app.services.search.datasets import find as found_by
from app.session import say
from app.texts import pick
from connectors.problem import Problem

_SHOWN = 50


def draw() -> None:
    """Draws the page: all datasets, or the one its address names."""
    if dataset := session.address("dataset"):
        _one(dataset)
        return
    st.title(say("nav.data"), anchor=False)
    show(tag("p", plain(say("datasets.lead"))))
    if rights.may(session.person(), "manage_datasets"):
        going.link("policies", say("wide.go"), icon=":material/shield_lock:")
    search = st.text_input(say("datasets.search"), key="datasets.search", max_chars=100, help=say("datasets.search_help")) or ""
    lines = found_by(session.person(), session.platform(), search)
    if not lines:
        show(tag("p", plain(say("datasets.none_found" if search.strip() else "datasets.empty")), role="status"))
        return
    others = sum(not line.own for line in lines[:_SHOWN])
    if others:
        noted("datasets.viewed", (search, others), lambda: datasets.viewed(session.person(), session.platform(), others))
    for line in lines[:_SHOWN]:
        _line(line)
    if len(lines) > _SHOWN:
        show(tag("p", plain(say("datasets.more", shown=_SHOWN, all=len(lines)))))
    said = json.dumps(catalogue.exported(session.person(), session.platform()), ensure_ascii=False, indent=1)
    st.download_button(
        say("datasets.dcat"), said, "modu_dcat.jsonld", "application/ld+json", key="datasets.dcat", on_click="ignore",
        help=say("datasets.dcat_help"),
    )  # fmt: skip


def _one(dataset: str) -> None:
    going.link("data", say("card.back"), icon=":material/arrow_back:")
    try:
        card = catalogue.card(session.person(), session.platform(), dataset, dataset_card.purpose_of(dataset))
    except Problem as problem:
        _not_seen(dataset, problem)
        return
    noted("dataset.viewed", dataset, lambda: datasets.looked_into(session.person(), session.platform(), card.line))
    st.title(literal(card.line.title), anchor=False)
    dataset_card.draw(card)


def _not_seen(dataset: str, problem: Problem) -> None:
    """What is said of a dataset whose rows the person may not see but may ask for; else why it is closed."""
    try:
        found = asking.one(session.person(), session.platform(), dataset)
    except Problem:
        raise problem from None
    st.title(literal(found.title), anchor=False)
    asking_form.about(found)
    going.link("requests", say("agreement.ask_go"), icon=":material/handshake:", ask=found.id)


def _line(line: DatasetLine) -> None:
    organisation = "" if line.own else pick(line.organisation, session.language())
    facts = [
        say("datasets.rows", rows=line.rows, columns=len(line.columns)),
        say("datasets.until", until=line.retention_until.isoformat()),
        when(line.made_at_utc),
        *([organisation] if organisation else []),
    ]
    with st.container(border=True, key=f"card_dataset_{line.id}"):
        show(tag("h2", plain(line.title)), items(facts, "mo-facts"))
        going.link("data", say("datasets.open"), icon=":material/arrow_forward:", dataset=line.id)
        if line.own or line.managed:
            with fold(say("datasets.change"), key=f"datasets.change.{line.id}") as is_open:
                if is_open:
                    until = how_long(f"datasets.until.{line.id}", line.retention_until)
                    if until != line.retention_until:
                        tried(lambda: datasets.set_retention(session.person(), session.platform(), line.id, until))
                    _destroy(line)


def _destroy(line: DatasetLine) -> None:
    goes = datasets.what_goes(session.person(), session.platform(), line.id)
    show(tag("p", plain(say("datasets.goes", versions=goes.versions, runs=len(goes.runs), drafts=len(goes.drafts)))))
    sure = st.checkbox(say("datasets.sure"), key=f"datasets.sure.{line.id}")
    if st.button(say("datasets.destroy"), key=f"datasets.destroy.{line.id}", disabled=not sure, icon=":material/delete_forever:"):
        tried(lambda: datasets.destroy(session.person(), session.platform(), line.id))


draw()
