"""One person in several organisations: the roles at each and where they hold, giving others, and where the person belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import tried
from app.parts.markup import plain, show, table, tag
from app.parts.organisations.change_form import choice
from app.services.organising import looking
from app.services.people import moving, roles
from app.services.people.people import PersonLine
from app.services.people.roles import Held
from app.session import say
from app.texts import pick
from data_catalog.records.tables import ROLES
from models.kit.wording import Words


def draw(line: PersonLine) -> None:
    """Draws them."""
    person, platform, lang = session.person(), session.platform(), session.language()
    held = roles.held(person, platform, line.id)
    if held:
        head = [say(f"people.{name}") for name in ("role", "role_at", "role_below", "role_how")]
        rows = [
            (say(f"role.{one.role}"), pick(one.organisation, lang), f"{one.below:,}",
             say("people.role_by.provider" if one.by_provider else "people.role_by.administrator"))
            for one in held
        ]  # fmt: skip
        show(table(head, rows, caption=say("people.places"), numeric=frozenset({2})))
    else:
        show(tag("p", plain(say("people.places_none"))))
    going.link("view_as", say("people.view_as"), icon=":material/visibility:", person=line.id)
    found = {own: way for own, (_, way) in looking.choices(person, platform).items()}
    with st.container(horizontal=True):
        with st.popover(say("people.give")):
            _give(line, held, found)
        with st.popover(say("people.move")):
            _move(line, found)


def _give(line: PersonLine, held: Sequence[Held], found: Mapping[str, Words]) -> None:
    person, platform = session.person(), session.platform()
    show(tag("p", plain(say("people.give_lead")), class_="mo-small"))
    place = choice(found, say("people.organisation"), f"people.give.{line.id}")
    if place:
        now = {one.role for one in held if one.organisation_id == place}
        wanted = [role for role in ROLES if st.checkbox(say(f"role.{role}"), role in now, key=f"people.give.{line.id}.{place}.{role}")]
        if st.button(say("people.give_go"), key=f"people.give_go.{line.id}"):
            tried(lambda: roles.give(person, platform, line.id, place, wanted))


def _move(line: PersonLine, found: Mapping[str, Words]) -> None:
    show(tag("p", plain(say("people.move_lead")), class_="mo-small"))
    others = {own: way for own, way in found.items() if own != line.organisation_id}
    to = choice(others, say("people.organisation"), f"people.move.{line.id}")
    if st.button(say("people.move_go"), key=f"people.move_go.{line.id}", disabled=not to) and to:
        tried(lambda: moving.to(session.person(), session.platform(), line.id, to))
