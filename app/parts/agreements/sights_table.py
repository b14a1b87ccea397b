"""Who sees what of a dataset, for its stewards: a line an organisation, a page at a time, and the whole of it to take along."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV, XLSX
from app.parts import going
from app.parts.agreements.states import state_badge
from app.parts.markup import badge, plain, show, tag
from app.services.agreements import sights
from app.services.agreements.sights import A_PAGE, Sight, Sights, organisation_said, rows_said
from app.services.catalogue.datasets import DatasetLine
from app.session import say

_HEAD = ("organisation", "columns", "rows", "until", "by")
_NUMBERS = ("columns", "rows")


def draw(line: DatasetLine) -> None:
    """Draws the section."""
    person, platform = session.person(), session.platform()
    st.header(say("sights.title"), anchor=False)
    page = int(session.remembered(f"sights.page.{line.id}", 0))
    found = sights.listed(person, platform, line.id, page * A_PAGE)
    if not found.total:
        show(tag("p", plain(say("sights.none")), class_="mo-soft"))
        return
    let_in = say("sights.lead", columns=found.all_columns, rows=found.all_rows)
    show(tag("p", plain(let_in), class_="mo-small"), _table(found))
    if found.total > A_PAGE:
        _pages(line.id, page, found.total)
    with st.container(horizontal=True):
        for kind, mime in {"xlsx": XLSX, "csv": CSV}.items():
            st.download_button(
                say(f"agreements.{kind}"), partial(sights.taken, person, platform, line.id, kind, session.language()),
                f"modu_sights_{platform.today():%Y%m%d}.{kind}", mime, key=f"sights.{kind}.{line.id}", on_click="ignore",
                help=say("sights.take_help"),
            )  # fmt: skip


def _table(found: Sights) -> str:
    numeric = dict.fromkeys(_NUMBERS, "mo-number")
    top = tag("tr", *(tag("th", plain(say(f"sights.column.{name}")), scope="col", class_=numeric.get(name)) for name in _HEAD))
    body = tag("tbody", *(_row(one, found) for one in found.entries))
    inside = tag("table", tag("caption", plain(say("sights.caption"))), tag("thead", top), body, class_="mo-table")
    return tag("div", inside, class_="mo-scroll", tabindex="0", role="region", aria_label=say("sights.caption"))


def _row(one: Sight, found: Sights) -> str:
    lang = session.language()
    who = organisation_said(one, lang)
    if one.role:
        who = say("policy.who.role", who=who, role=say(f"role.{one.role}"))
    purpose = say(f"purpose.{one.purpose}") if one.purpose else say("view_as.any_purpose")
    of = {"columns": (f"{len(one.columns)}", found.all_columns), "rows": (rows_said(one.rows, found.all_rows, lang), found.all_rows)}
    seen = [tag("td", plain(say("sights.of", seen=of[name][0], all=f"{of[name][1]:,}")), class_="mo-number") for name in _NUMBERS]
    until = one.until.isoformat() if one.until and one.state in ("", "active") else "–"
    head = tag("th", plain(who), tag("br"), tag("small", plain(purpose), class_="mo-soft"), scope="row")
    return tag("tr", head, *seen, tag("td", plain(until), class_="mo-whole"), tag("td", _by(one)))


def _by(one: Sight) -> str:
    """The agreement with how it stands, or that a policy says so."""
    if not one.agreement_id:
        return badge(say("sights.by_policy"))
    way = tag("a", plain(one.number), href=going.address("agreements", agreement=one.agreement_id), target="_self", class_="mo-whole")
    return way + " " + state_badge(one.state)


def _pages(dataset: str, page: int, total: int) -> None:
    with st.container(horizontal=True):
        for name, to, closed in (("before", page - 1, page == 0), ("after", page + 1, (page + 1) * A_PAGE >= total)):
            st.button(say(f"agreements.{name}"), key=f"sights.{name}.{dataset}", disabled=closed, on_click=session.remember,
                      args=(f"sights.page.{dataset}", to))  # fmt: skip
