"""The register of agreements (이용 합의 대장): how many wait and where, every one of the tree searched and sorted, and taking it along."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV, XLSX
from app.parts import going, practice
from app.parts.agreements import one_agreement, register_table
from app.parts.folds import fold
from app.parts.literal import literal
from app.parts.markup import plain, show, table, tag
from app.parts.noted import noted
from app.services.agreements import ageing, board, taking
from app.services.agreements.board import A_PAGE, SHOWS, SORTS, Wanted
from app.session import say
from app.sitemap import screen
from app.texts import pick

_ENDS = (7, 30, 90)
_ENDING_DAYS = 30


def draw() -> None:
    """Draws the page: the register, or the agreement its address names."""
    if agreement := session.address("agreement"):
        one_agreement.draw(agreement, "agreements")
        return
    person, platform = session.person(), session.platform()
    st.title(say("nav.agreements"), anchor=False)
    show(tag("p", plain(say("agreements.lead"))))
    with st.container(horizontal=True):
        for name in ("network", "collaboration"):
            going.link(name, say(f"nav.{name}"), icon=screen(name).icon)
    _told()
    wanted = _wanted()
    page = 0 if session.changed("agreements.asked", wanted) else session.remembered("agreements.page", 0)
    session.remember("agreements.page", page)
    noted("agreements.viewed", (wanted, page), lambda: board.viewed(person, platform, wanted, page + 1))
    found = board.listed(person, platform, wanted, page * A_PAGE)
    if not found.entries:
        show(tag("p", plain(say("agreements.none")), role="status"))
        practice.draw()
        return
    many = found.total > A_PAGE
    facts = {"count": found.total} | ({"first": page * A_PAGE + 1, "last": page * A_PAGE + len(found.entries)} if many else {})
    show(tag("p", plain(say("agreements.count_part" if many else "agreements.count", **facts)), role="status"))
    register_table.draw(found.entries)
    if many:
        _pages(page, found.total)
    _take(wanted)
    practice.draw(say("practice.title_setting"))


def _told() -> None:
    counts = ageing.counts(session.person(), session.platform(), _ENDING_DAYS)
    said = [say("agreements.told", waiting=counts.waiting, active=counts.active)]
    said += [say("agreements.told_late", late=counts.late, days=counts.late_days)] if counts.late else []
    said += [say("agreements.told_ending", ending=counts.ending, days=_ENDING_DAYS)] if counts.ending else []
    said += [say("agreements.told_owed", owed=counts.owed)] if counts.owed else []
    show(tag("p", plain(" ".join(said)), class_="mo-lead", role="status"))
    if not counts.waiting:
        return
    with fold(say("agreements.holders"), key="agreements.holders") as is_open:
        if not is_open:
            return
        head = [say(f"agreements.{name}") for name in ("holder", "holder_waiting", "holder_late", "holder_longest")]
        rows = [
            (pick(one.organisation, session.language()), f"{one.waiting:,}", f"{one.late:,}", f"{one.longest_days:,}")
            for one in ageing.holders(session.person(), session.platform())
        ]
        show(table(head, rows, caption=say("agreements.holders"), numeric=frozenset({1, 2, 3})))


def _wanted() -> Wanted:
    person, platform, lang = session.person(), session.platform(), session.language()
    titles, names = board.datasets(person, platform), board.partners(person, platform)
    with st.form("agreements.form", border=True):
        left, middle, right = st.columns(3)
        search = left.text_input(say("agreements.search"), key="agreements.search", max_chars=100, help=say("agreements.search_help"))
        shows = middle.selectbox(say("agreements.shows"), SHOWS, key="agreements.shows", format_func=_shows, filter_mode=None)
        ends = right.selectbox(say("agreements.ends"), (None, *_ENDS), key="agreements.ends", format_func=_ends, filter_mode=None)
        left, middle, right = st.columns(3)
        dataset = left.selectbox(
            say("agreements.dataset"), ["", *titles], key="agreements.dataset",
            format_func=lambda own: literal(titles[own]) if own else say("agreements.dataset_any"),
        )  # fmt: skip
        partner = middle.selectbox(
            say("agreements.partner"), ["", *names], key="agreements.partner",
            format_func=lambda own: literal(pick(names[own], lang)) if own else say("agreements.partner_any"),
        )  # fmt: skip
        sort = right.selectbox(
            say("agreements.sort"), SORTS, key="agreements.sort", format_func=lambda one: say(f"agreements.sort.{one}"), filter_mode=None
        )  # fmt: skip
        st.form_submit_button(say("agreements.find"), type="primary", icon=":material/search:", key="agreements.find")
    return Wanted(search or "", shows, dataset, partner, ends, sort)


def _shows(one: str) -> str:
    return say(f"agreements.shows.{one or 'any'}") if one in ("", "open", "late", "owed") else say(f"agreement.state.{one}")


def _ends(days: int | None) -> str:
    return say("agreements.ends_any") if days is None else say("agreements.ends_within", days=days)


def _pages(page: int, total: int) -> None:
    with st.container(horizontal=True):
        st.button(
            say("agreements.before"), key="agreements.before", disabled=page == 0, on_click=session.remember,
            args=("agreements.page", page - 1),
        )  # fmt: skip
        st.button(
            say("agreements.after"), key="agreements.after", disabled=(page + 1) * A_PAGE >= total, on_click=session.remember,
            args=("agreements.page", page + 1),
        )  # fmt: skip


def _take(wanted: Wanted) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    with st.container(horizontal=True):
        for kind, mime in {"xlsx": XLSX, "csv": CSV}.items():
            st.download_button(
                say(f"agreements.{kind}"), partial(taking.taken, person, platform, wanted, kind, lang),
                f"modu_agreements_{platform.today():%Y%m%d}.{kind}", mime, key=f"agreements.{kind}", on_click="ignore",
                help=say("agreements.take_help", most=taking.MOST_ROWS),
            )  # fmt: skip


draw()
