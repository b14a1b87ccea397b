"""What stands around every screen: the list of screens on the left; on top search, inbox, language, light, help, person; what runs."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity.person import Person
from app.parts import going
from app.parts.literal import literal
from app.parts.markup import plain, show, tag
from app.parts.names import model_title
from app.parts.support import tour
from app.parts.workshops import board_view, class_line
from app.services import inbox
from app.services.people import organisations
from app.services.runs.my_runs import running
from app.services.workshops import carried, seats
from app.session import say
from app.sitemap import allowed, screen
from app.texts import pick
from connectors.problem import Problem

_EVERY_SECONDS = 4


def draw(person: Person, page: str) -> None:
    """Draws the frame for somebody signed in, around a page; of a seat of a workshop it leads to nothing but its class."""
    if person.workshop_id is not None:
        _of_a_seat(person, person.workshop_id, page)
        return
    with st.sidebar:
        _list(person)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small", key="frame_top"):
        _top(person, page)
    if running(person, session.platform()):
        _running_line()
    board_view.way_back()
    workshop = session.remembered("class.workshop")
    if workshop and (session.address("draft") or session.address("run")):
        _in_class(workshop)


def _of_a_seat(person: Person, workshop: str, page: str) -> None:
    with st.sidebar:
        names = tag("span", tag("b", plain(say("product.name"))), tag("small", plain(say("class.frame"))))
        mark = tag("img", src="/assets/mark.svg", alt="", width="32", height="32")
        show(tag("a", mark, names, class_="mo-brand", href="/class", target="_self"))
        with st.container(key="frame_nav", gap=None):
            going.link("class", say("nav.class"), icon=":material/event_seat:", width="stretch")
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small", key="frame_top"):
        _language(person)
        with st.popover(say("frame.theme"), type="tertiary", icon=":material/contrast:"):
            _theme()
        with st.container(key="frame_help", width="content"), st.popover(say("frame.help"), type="tertiary", icon=":material/help:"):
            _tour_start(page)
            show(tag("p", plain(say("class.help"))))
            _help_pages()
        with st.popover(literal(person.name), type="tertiary", icon=":material/person:"):
            show(_leave())
    if page != "class":
        class_line.along(workshop)


def _in_class(workshop: str) -> None:
    """Whoever takes part as themselves sees the class on the way through its analysis."""
    own = seats.under_way(session.person(), session.platform())
    if own is None or own.workshop_id != workshop:
        return
    if session.address("draft") in own.drafts.values() or _is_of_a_class(session.address("run")):
        class_line.along(workshop)


def _is_of_a_class(run: str) -> bool:
    try:
        return bool(run) and session.run(run).kind == "training"
    except Problem:
        return False  # the page itself says so


def signed_out() -> None:
    """Says that the sign-in has ended, and the way back: a seat of a workshop has no sign-in of its own."""
    seat = session.was_at_a_seat()
    st.info(say("frame.seat_ended" if seat else "frame.ended"))
    way = "frame.seat_again" if seat else "frame.sign_in_again"
    show(tag("p", tag("a", plain(say(way)), href="/join" if seat else "/sign-in", target="_self")))


def _list(person: Person) -> None:
    platform = session.platform()
    organisation = organisations.names(platform, [person.organisation_id])[person.organisation_id]
    mark = tag("img", src="/assets/mark.svg", alt="", width="32", height="32")
    names = tag("span", tag("b", plain(say("product.name"))), tag("small", plain(pick(organisation, person.language))))
    show(tag("a", mark, names, class_="mo-brand", href="/", target="_self"))
    with st.container(key="frame_nav", gap=None):
        for item in allowed(person.roles):
            if item.listed or (item.name == "class" and _was_in_class(person)):
                going.link(item.name, say(f"nav.{item.name}"), icon=item.icon, width="stretch")
    if person.demo:
        show(tag("p", plain(say("frame.demo")), class_="mo-demo"))


def _was_in_class(person: Person) -> bool:
    """Whether there is a class of theirs to go back to, asked once a tab: joining one opens the portal anew."""
    if session.remembered("class.had") is None:
        session.remember("class.had", carried.has_any(person, session.platform()))
    return bool(session.remembered("class.had") or session.remembered("class.workshop"))


def _top(person: Person, page: str) -> None:
    going.link("search", say("nav.search"), icon=":material/search:")
    unread = inbox.unread(person, session.platform(), screen(page).path, session.addresses())
    label = say("frame.inbox", count=unread) if unread else say("frame.inbox_none")
    going.link("inbox", label, icon=":material/notifications:" if not unread else ":material/notifications_unread:")
    _language(person)
    with st.popover(say("frame.theme"), type="tertiary", icon=":material/contrast:"):
        _theme()
    ask = tour.ask_address(page)
    with st.container(key="frame_ask", width="content"):
        going.way("ask", say("frame.ask"), ask, icon=":material/contact_support:")
    with st.container(key="frame_help", width="content"), st.popover(say("frame.help"), type="tertiary", icon=":material/help:"):
        _help(page, ask)
    with st.popover(literal(person.name), type="tertiary", icon=":material/person:"):
        _person(person)


def _language(person: Person) -> None:
    other = "en" if person.language == "ko" else "ko"
    way = tag("a", plain(say("frame.other_language")), href=f"/language?to={other}", lang=other, target="_self", class_="mo-top")
    show(way, width="content")


def _help(page: str, ask: dict[str, str]) -> None:
    _tour_start(page)
    st.markdown(say("frame.help.lead"))
    st.markdown(say("frame.help.points"))
    going.way("ask", say("frame.ask"), ask, icon=":material/contact_support:")
    going.link("help", say("help.mine_all"))
    _help_pages()


def _tour_start(page: str) -> None:
    if tour.here(page) is not None:
        show(tag("button", plain(say("tour.start")), type="button", class_="mo-button mo-tour-start"))


def _help_pages() -> None:
    going.link("help", say("help.part.words"), part="words")
    for about in ("checks", "personal"):
        going.link(about, say(f"nav.{about}"))


def _theme() -> None:
    now = session.theme_wanted()
    ways = []
    for one in ("system", "light", "dark"):
        here = "true" if one == now else None
        ways.append(tag("li", tag("a", plain(say(f"theme.{one}")), href=f"/theme?to={one}", target="_self", aria_current=here)))
    show(tag("ul", *ways, class_="mo-choices"))


def _person(person: Person) -> None:
    roles = " · ".join(say(f"role.{role}") for role in sorted(person.roles))
    change = "" if person.demo else tag("p", tag("a", plain(say("frame.password")), href="/password", target="_self"))
    over, own = (tag("p", tag("a", plain(say(f"nav.{one}")), href=going.address(one), target="_self")) for one in ("handover", "class"))
    show(tag("p", tag("b", plain(person.name)), tag("br"), tag("span", plain(roles), class_="mo-soft")), own, over, change, _leave())


def _leave() -> str:
    mark = tag("input", type="hidden", name="mark", value=session.form_mark())
    button = tag("button", plain(say("frame.sign_out")), type="submit", class_="mo-button")
    return tag("form", mark, button, method="post", action="/sign-out")


@session.part(every_s=_EVERY_SECONDS)
def _running_line() -> None:
    under_way = running(session.person(), session.platform())
    if not under_way or [line.draft_id for line in under_way] == [session.address("draft")]:
        return  # there is nothing to go to from the page of the only one itself
    said = (
        say("frame.running", name=model_title(under_way[0].model))
        if len(under_way) == 1
        else say("frame.running_many", count=len(under_way))
    )
    with st.container(horizontal=True, vertical_alignment="center", key="frame_running"):
        show(tag("span", plain(said), class_="mo-running", role="status"))
        going.link("wizard", say("frame.running_go"), draft=under_way[0].draft_id or "", step="run")
