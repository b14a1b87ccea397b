"""People: who has an account here, adding one or many, roles, a new password."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.markup import plain, show, table, tag
from app.parts.noted import noted
from app.parts.people import many_more, one, one_more, ways
from app.services.people import people
from app.services.people.people import PersonLine
from app.session import say
from app.texts import pick

_A_PAGE = 50


def draw() -> None:
    """Draws the page."""
    st.title(say("nav.people"), anchor=False)
    ways.draw("people")
    search = st.text_input(say("people.search"), key="people.search", max_chars=100) or ""
    page = session.remembered("people.page", 0) if not session.changed("people.asked", search) else 0
    session.remember("people.page", page)
    noted("people.viewed", (search, page), lambda: people.viewed(session.person(), session.platform(), search, page + 1))
    found = people.listed(session.person(), session.platform(), search, limit=_A_PAGE, offset=page * _A_PAGE)
    show(tag("p", plain(say("people.count", count=found.total)), role="status"))
    if found.lines:
        head = (say("people.name"), say("people.login"), say("people.organisation"), say("people.roles"), say("people.state"))
        show(table(head, [_row(line) for line in found.lines], caption=say("nav.people")))
        _pages(page, found.total)
        one.draw(found.lines)
    one_more.draw()
    many_more.draw()


def _row(line: PersonLine) -> tuple[str, ...]:
    roles = ", ".join(say(f"role.{role}") for role in line.roles)
    state = "disabled" if line.disabled else "locked" if line.locked else "waiting" if line.must_change else "active"
    return line.name, line.login, pick(line.organisation, session.language()), roles, say(f"people.state.{state}")


def _pages(page: int, total: int) -> None:
    if total <= _A_PAGE:
        return
    with st.container(horizontal=True):
        st.button(say("people.before"), disabled=page == 0, on_click=session.remember, args=("people.page", page - 1))
        st.button(say("people.after"), disabled=(page + 1) * _A_PAGE >= total, on_click=session.remember, args=("people.page", page + 1))


draw()
