"""View as: what somebody else, or a role at an organisation, would see, and why. Nobody is signed in as them."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.catalogue import policy_why
from app.parts.folds import fold
from app.parts.markup import items, plain, show, table, tag
from app.parts.noted import noted
from app.parts.organisations.change_form import choice
from app.parts.people import ways
from app.services.catalogue import viewing_as
from app.services.catalogue.viewing_as import Sight, Target, ViewedAs
from app.session import say
from app.texts import pick
from data_catalog.policy import PURPOSES
from data_catalog.records.tables import ROLES


def draw() -> None:
    """Draws the page."""
    st.title(say("nav.view_as"), anchor=False)
    ways.draw("view_as")
    show(tag("p", plain(say("view_as.lead"))))
    target = _target()
    if target is None:
        return
    person, platform = session.person(), session.platform()
    noted("view_as.viewed", target, lambda: viewing_as.viewed(person, platform, target))
    found = viewing_as.found(person, platform, target)
    lang = session.language()
    place = pick(found.organisation, lang)
    title = (
        say("view_as.title_person", name=found.name, organisation=place) if target.person_id
        else say("view_as.title_role", organisation=place, role=say(f"role.{target.role}"))
    )  # fmt: skip
    st.header(title, anchor=False)
    if found.disabled:
        st.info(say("view_as.disabled"))
        return
    if found.whole:
        _rights(found)
    _datasets(found, target)
    if found.whole:
        _shares(found)


def _target() -> Target | None:
    person, platform = session.person(), session.platform()
    how = st.radio(
        say("view_as.how"), ("person", "role"), format_func=lambda one: say(f"view_as.how.{one}"), key="view_as.how", horizontal=True
    )
    left, right = st.columns(2)
    who, place, role = session.address("person"), None, None
    if how == "person":
        search = left.text_input(say("view_as.search"), key="view_as.search", max_chars=100, help=say("view_as.search_help")) or ""
        people = viewing_as.people_to(person, platform, search)
        if search.strip() and not people:
            show(tag("p", plain(say("view_as.nobody")), class_="mo-small", role="status"))
        if people:
            who = right.selectbox(
                say("view_as.person"), list(people), index=0 if len(people) == 1 else None, key=f"view_as.{search}", filter_mode=None,
                format_func=lambda one: f"{people[one][0]} ({people[one][1]})", placeholder=say("columns.none_yet"),
            ) or ""  # fmt: skip
    else:
        with left:
            place = choice(viewing_as.places_to(person, platform), say("view_as.organisation"), "view_as.organisation")
        role = right.selectbox(say("view_as.role"), ROLES, key="view_as.role", format_func=lambda one: say(f"role.{one}"), filter_mode=None)
    purpose = st.columns(2)[0].selectbox(
        say("view_as.purpose"), list(PURPOSES), index=None, key="view_as.purpose", format_func=lambda key: say(f"purpose.{key}"),
        placeholder=say("view_as.no_purpose"), filter_mode=None,
    )  # fmt: skip
    if how == "person":
        return Target(person_id=who, purpose=purpose) if who else None
    return Target(role=role, organisation_id=place, purpose=purpose) if place and role else None


def _rights(found: ViewedAs) -> None:
    lang = session.language()
    st.subheader(say("view_as.pages"), anchor=False)
    show(items((say(f"nav.{name}") for name in found.pages), "mo-facts"))
    st.subheader(say("view_as.rights"), anchor=False)
    if not found.rights:
        show(tag("p", plain(say("view_as.no_rights"))))
        return
    rows = []
    for one in found.rights:
        source = pick(one.source, lang)
        where = say("view_as.right_where", source=source, below=one.below) if one.below else say("view_as.right_here", source=source)
        rows.append((say(f"right.{one.right}"), say("view_as.right_because", source=source, role=say(f"role.{one.role}")), where))
    head = (say("view_as.right"), say("view_as.because"), say("view_as.where"))
    show(tag("div", table(head, rows, caption=say("view_as.rights")), class_="mo-hide-caption"))


def _datasets(found: ViewedAs, target: Target) -> None:
    st.subheader(say("view_as.datasets"), anchor=False)
    if found.datasets:
        head = [say(f"view_as.{name}") for name in ("dataset", "keeper", "columns", "rows", "for")]
        rows = [_dataset(one) for one in found.datasets]
        show(tag("div", table(head, rows, caption=say("view_as.datasets"), numeric=frozenset({3})), class_="mo-hide-caption"))
    else:
        show(tag("p", plain(say("view_as.no_datasets"))))
    if found.elsewhere:
        show(tag("p", plain(say("view_as.elsewhere", count=found.elsewhere)), class_="mo-small"))
    titles = {one.id: one.title for one in found.datasets if one.why}
    if not titles:
        return
    with fold(say("view_as.why"), key="view_as.why") as is_open:
        if not is_open:
            return
        chosen = st.selectbox(
            say("view_as.why_pick"), list(titles), index=None, key="view_as.dataset", format_func=lambda one: titles[one],
            placeholder=say("columns.none_yet"), filter_mode=None,
        )  # fmt: skip
        if chosen:
            person, platform = session.person(), session.platform()
            noted("view_as.looked_into", (target, chosen), lambda: viewing_as.viewed(person, platform, target, chosen))
            policy_why.as_another(viewing_as.why(person, platform, target, chosen))


def _dataset(one: Sight) -> tuple[str, ...]:
    columns = say("view_as.whole") if one.own else say("view_as.of", seen=one.columns, all=one.all_columns)
    rows = f"{one.rows:,}" if one.rows is not None else say("view_as.not_told")
    purposes = ", ".join(say(f"purpose.{purpose}") for purpose in one.purposes) or say("view_as.any_purpose")
    return one.title, pick(one.organisation, session.language()), columns, rows, purposes


def _shares(found: ViewedAs) -> None:
    st.subheader(say("view_as.shares"), anchor=False)
    if not found.shares:
        show(tag("p", plain(say("view_as.no_shares"))))
        return
    show(items(say(f"view_as.share.{kind}", count=count, closed=closed) if kind != "draft" else say("view_as.share.draft", count=count)
               for kind, (count, closed) in found.shares.items()))  # fmt: skip


draw()
