"""One dataset: what it is, how good, its columns, what changed since before, and what its owner says of it."""

from __future__ import annotations

import json

import streamlit as st

from app import session
from app.parts import going
from app.parts.agreements import sights_table
from app.parts.catalogue import declared_checks, policy_set, policy_why, spreads
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import items, pairs, plain, show, table, tag
from app.services.catalogue import catalogue, contracts
from app.services.catalogue.catalogue import Card
from app.services.catalogue.datasets import DatasetLine
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog import odcs
from data_catalog.card import TIERS
from data_catalog.difference import Difference
from data_catalog.profile import ColumnProfile
from data_catalog.quality import CYCLES

_TOP = 3


def draw(card: Card) -> None:
    """Draws the card below its title."""
    line, said = card.line, card.about
    if said.description:
        show(tag("p", plain(said.description)))
    show(pairs(_facts(card)))
    if card.quality is not None:
        _quality(card)
    if not line.own:
        _purpose(line)
    if not (line.own or line.managed):
        going.link("requests", say("agreement.ask_go"), icon=":material/handshake:", ask=line.id)
    if line.own or line.granted:
        policy_why.draw(line)
    if line.managed:
        sights_table.draw(line)
        policy_set.draw(line)
    if line.own or line.managed:
        going.link("share", say("share.go"), icon=":material/share:", dataset=line.id)
        declared_checks.draw(line)
    if card.columns:
        st.header(say("card.columns"), anchor=False)
        _columns(card.columns, line.rows)
        spreads.draw(card.columns)
    if card.earlier:
        _compare(card)
    contract = contracts.of_card(card, session.language())
    st.download_button(
        say("card.contract"), json.dumps(contract, ensure_ascii=False, indent=1), f"modu_{line.id}.odcs.json", odcs.MIME,
        key=f"card.contract.{line.id}", on_click="ignore", help=say("card.contract_help"),
    )  # fmt: skip
    if line.own or line.managed:
        with st.expander(say("card.describe"), key=f"card.describe.{line.id}"):
            _describe(card)


def purpose_of(dataset_id: str) -> str | None:
    """The purpose stated for a dataset in this session."""
    stated = session.remembered(f"card.purpose.{dataset_id}")
    return stated if isinstance(stated, str) else None


def _purpose(line: DatasetLine) -> None:
    """Asked where policies let the person see more for one purpose than for another."""
    if not line.purposes:
        return
    key = f"card.purpose.{line.id}"
    st.selectbox(
        say("policy.purpose"), list(line.purposes), line.purposes.index(line.purpose) if line.purpose in line.purposes else None, key=key,
        format_func=lambda one: say(f"purpose.{one}"), placeholder=say("columns.none_yet"), filter_mode=None,
    )  # fmt: skip


def _facts(card: Card) -> dict[str, str]:
    line, said = card.line, card.about
    found = {
        say("practice.kind"): say("practice.mark") if said.sample else "",
        say("card.owner"): pick(line.organisation, session.language()),
        say("card.size"): say("card.rows", rows=line.rows),
        say("card.grain"): said.grain,
        say("card.area"): said.area,
        say("card.period"): " – ".join(said.period) if said.period else "",
        say("card.cycle"): say(f"cycle.{said.cycle}"),
        say("card.tier"): say(f"tier.{said.tier}"),
        say("card.keywords"): ", ".join(said.keywords),
        say("card.rights"): said.rights,
        say("card.until"): line.retention_until.isoformat(),
    }
    return {name: value for name, value in found.items() if value}


def _quality(card: Card) -> None:
    good = card.quality
    if good is None:
        return
    parts = {"kept": good.kept, "filled": good.filled, "readable": good.readable, "fresh": good.fresh}
    show(
        tag("p", tag("b", plain(say("card.quality", score=good.score))), class_="mo-lead"),
        items((say(f"quality.{name}", share=share) for name, share in parts.items()), "mo-small"),
    )


def _columns(columns: tuple[ColumnProfile, ...], rows: int) -> None:
    head = [say(f"card.head.{name}") for name in ("name", "kind", "filled", "distinct", "range", "often")]
    body = [
        (
            column.name,
            say(f"field_kind.{column.kind}"),
            f"{column.filled / rows:.0%}" if rows else "–",
            say("card.about", count=column.distinct) if column.distinct_error else f"{column.distinct:,}",
            _range(column),
            ", ".join(f"{value} {share:.0%}" for value, share in column.top[:_TOP]) or "–",
        )
        for column in columns
    ]
    show(table(head, body, caption=say("card.columns_caption", least=catalogue.RARE), numeric=frozenset({2, 3})))
    sure = []
    if error := max((column.distinct_error for column in columns), default=0.0):
        sure.append(say("card.about_sure", share=error))
    if some := [column.name for column in columns if column.top_of < column.filled and column.top]:
        sure.append(say("card.often_sample") if len(some) == len(columns) else say("card.often_sample_in", columns=some))
    if sure:
        show(tag("p", plain(" ".join(sure)), class_="mo-small mo-soft"))


def _range(column: ColumnProfile) -> str:
    if column.minimum is None or column.maximum is None:
        return "–"
    low, high = (f"{end:,}" if isinstance(end, (int, float)) else str(end) for end in (column.minimum, column.maximum))
    return f"{low} – {high}"


def _compare(card: Card) -> None:
    known = {one.id: one for one in card.earlier}
    with fold(say("card.compare"), key=f"card.compare.{card.line.id}") as is_open:
        if not is_open:
            return
        before = st.selectbox(
            say("card.compare_with"), list(known), index=None, key=f"card.before.{card.line.id}", filter_mode=None,
            placeholder=say("columns.none_yet"),
            format_func=lambda key: say("card.version", title=known[key].title, made=known[key].made.isoformat(), rows=known[key].rows),
        )  # fmt: skip
        if before:
            show(items(_changes(catalogue.compare(session.person(), session.platform(), before, card.line.version_id))))


def _changes(found: Difference) -> list[str]:
    said = [say("difference.rows", before=found.rows_before, now=found.rows_now, same=found.same, gone=found.gone, new=found.new)]
    if found.key:
        said.append(say("difference.changed", column=found.key, changed=found.changed))
    if found.columns_new:
        said.append(say("difference.columns_new", columns=list(found.columns_new)))
    if found.columns_gone:
        said.append(say("difference.columns_gone", columns=list(found.columns_gone)))
    said += [say("difference.filled", column=one.name, before=one.filled_before, now=one.filled_now) for one in found.filled]
    return said


def _describe(card: Card) -> None:
    line, said = card.line, card.about
    with st.form(f"card.form.{line.id}", border=False):
        title = st.text_input(say("card.title"), line.title, max_chars=255)
        description = st.text_area(say("card.description"), said.description, max_chars=2000)
        grain = st.text_input(say("card.grain"), said.grain, max_chars=200, help=say("card.grain_help"))
        area = st.text_input(say("card.area"), said.area, max_chars=200)
        first = st.text_input(say("card.first_day"), said.period[0] if said.period else "", placeholder="2024-01-01", max_chars=10)
        last = st.text_input(say("card.last_day"), said.period[1] if said.period else "", placeholder="2024-12-31", max_chars=10)
        words = st.text_input(say("card.keywords"), ", ".join(said.keywords), help=say("card.keywords_help"), max_chars=500)
        cycle = st.selectbox(say("card.cycle"), list(CYCLES), list(CYCLES).index(said.cycle), format_func=lambda key: say(f"cycle.{key}"),
                             filter_mode=None)  # fmt: skip
        tier = st.selectbox(say("card.tier"), TIERS, TIERS.index(said.tier), format_func=lambda key: say(f"tier.{key}"), filter_mode=None)
        announced = st.checkbox(say("card.announced"), said.announced, help=say("card.announced_help"))
        rights = st.text_area(say("card.rights"), said.rights, max_chars=500, help=say("card.rights_help"))
        if not st.form_submit_button(say("card.keep"), type="primary"):
            return
    told = {"description": description, "grain": grain, "area": area, "rights": rights, "cycle": cycle, "tier": tier,
            "announced": announced, "keywords": (words or "").split(","),
            "period": (first, last) if first or last else None}  # fmt: skip
    try:
        catalogue.describe(session.person(), session.platform(), line.id, told, title)
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
