"""The box to search with, and what was found: each with what it is and why it fits."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import items, paragraph, show
from app.parts.moments import when
from app.parts.names import analysis_name, brief, model_title
from app.parts.support.article_words import titled
from app.services.cases.library import Entry
from app.services.catalogue.datasets import DatasetLine
from app.services.search.matching import Hit, Why
from app.services.search.results import ResultLine
from app.services.search.words import LONGEST
from app.services.support.articles import Article
from app.session import say
from app.texts import pick
from data_catalog.personal import mask
from models.kit.contract import Model

BOX, ADDRESS = "search.query", "search.address"
"""What a tab remembers: what is in the box of the search page, and what its address said last."""


def box(key: str) -> str:
    """The box; gives what is written in it."""
    written = st.text_input(
        say("home.search"), key=key, placeholder=say("home.search_example"), max_chars=LONGEST, icon=":material/search:",
        autocomplete="off",
    )  # fmt: skip
    return (written or "")[:LONGEST].strip()


def in_address(query: str) -> str:
    """The query as the page's address may hold it: one with a telephone number or the like stays in this tab."""
    return query if mask(query) == query else ""


def go(query: str) -> None:
    """Opens the search page with the query. Never returns to the caller's rerun."""
    shown = in_address(query)
    if not shown:
        session.remember(BOX, query)
        session.remember(ADDRESS, "")
    going.go("search", **({"q": shown} if shown else {}))


def model(hit: Hit[Model]) -> None:
    """One model that was found."""
    lang = session.language()
    with _one(f"search_model_{hit.thing.id}"):
        going.link("models", pick(hit.thing.question, lang), icon=":material/category:", model=hit.thing.id)
        _told([pick(hit.thing.title, lang), say(f"subject.{hit.thing.subject}")], hit.why)


def dataset(hit: Hit[DatasetLine]) -> None:
    """One dataset that was found."""
    line = hit.thing
    with _one(f"search_dataset_{line.id}"):
        going.link("data", line.title, icon=":material/database:", dataset=line.id)
        body = [] if line.own else [pick(line.organisation, session.language())]
        rows = say("datasets.rows", rows=line.rows, columns=len(line.columns)) if line.own else say("search.rows", rows=line.rows)
        _told([rows, when(line.made_at_utc), *body], hit.why)


def result(hit: Hit[ResultLine]) -> None:
    """One result that was found."""
    line = hit.thing
    headline = brief(pick(line.headline, session.language())) if line.headline else ""
    with _one(f"search_result_{line.id}"):
        going.link("result", headline or model_title(line.model), icon=":material/insights:", run=line.id)
        kind = [] if line.kind == "real" else [say(f"kind.{line.kind}")]
        _told([*kind, analysis_name(line.name, line.model), say("home.result_at", when=when(line.finished_at_utc))], hit.why)


def case(hit: Hit[Entry]) -> None:
    """One use case that was found."""
    one = hit.thing
    with _one(f"search_case_{one.id}"):
        going.link("cases", one.title, icon=":material/task_alt:", case=one.id)
        facts = [pick(one.organisation, session.language()), model_title(one.model)]
        _told([*facts, *([say("cases.state.outstanding")] if one.outstanding else [])], hit.why)


def article(hit: Hit[Article]) -> None:
    """One help article that was found."""
    with _one(f"search_article_{hit.thing.id}"):
        going.link("help", titled(hit.thing), icon=":material/help_center:", article=hit.thing.id)
        _told([], hit.why)


def reason(why: Why) -> str:
    """Why something fits, as a sentence."""
    return say(f"search.why.{why.how}", part=say(f"search.part.{why.kind}"), text=f"‘{why.text}’", word=f"‘{why.word}’")


def _one(key: str) -> st.delta_generator.DeltaGenerator:
    return st.container(border=True, gap=None, key=f"card_{key}")


def _told(facts: list[str], why: tuple[Why, ...]) -> None:
    show(items(facts, "mo-facts"), *(paragraph(reason(one), "mo-small mo-soft") for one in why[:2]))
